// Many small pictures at once. A canvas takes microseconds for every picture that it is given, however
// small it is; from some hundreds on it is quicker to write their pixels into one picture, and give it that.
"use strict";
((Z) => {
  const ONE_BY_ONE = 400; // up to here the canvas itself is quick enough
  const OPAQUE = 255;
  const sheet = { canvas: null, pen: null, image: null, pixels: null };

  const desk = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

  // A small picture, kept as its pixels that are not empty; a canvas of its own only if it needs one.
  class Picture {
    // `paint(pen)` draws it; width and height in pixels of the screen.
    constructor(width, height, paint) {
      desk.canvas.width = Math.ceil(width); // also forgets what was drawn before
      desk.canvas.height = Math.ceil(height);
      paint(desk);
      this.image = desk.getImageData(0, 0, desk.canvas.width, desk.canvas.height);
    }

    get width() { return this.image.width; }

    get height() { return this.image.height; }

    get canvas() {
      if (!this.made) {
        this.made = Z.element("canvas", { width: this.width, height: this.height });
        this.made.getContext("2d").putImageData(this.image, 0, 0);
      }
      return this.made;
    }

    get source() {
      if (!this.filled) this.filled = sourceOf(this.image);
      return this.filled;
    }
  }

  // Takes pictures with the place of their left top corner [pixels of the screen], and draws them later in one go.
  class Stamps {
    constructor() {
      this.density = window.devicePixelRatio || 1;
      this.pictures = [];
      this.places = [];
    }

    put(picture, left, top) {
      this.pictures.push(picture);
      this.places.push(left, top);
    }

    drawOn(pen) {
      if (this.pictures.length <= ONE_BY_ONE) this.drawEach(pen);
      else this.drawAtOnce(pen);
    }

    drawEach(pen) {
      this.pictures.forEach((picture, at) => {
        const [left, top, width, height] = [this.places[2 * at], this.places[2 * at + 1], picture.width, picture.height].map((length) => length / this.density);
        pen.drawImage(picture.canvas, left, top, width, height);
      });
    }

    drawAtOnce(pen) {
      const { width, height } = pen.canvas;
      clear(width, height);
      this.pictures.forEach((picture, at) => {
        put(picture.source, this.places[2 * at], this.places[2 * at + 1], width, height);
      });
      sheet.pen.putImageData(sheet.image, 0, 0);
      pen.drawImage(sheet.canvas, 0, 0, width / this.density, height / this.density);
    }
  }

  function clear(width, height) {
    if (sheet.canvas && sheet.canvas.width === width && sheet.canvas.height === height) {
      sheet.pixels.fill(0);
      return;
    }
    sheet.canvas = document.createElement("canvas");
    sheet.canvas.width = width;
    sheet.canvas.height = height;
    sheet.pen = sheet.canvas.getContext("2d", { willReadFrequently: true });
    sheet.image = sheet.pen.createImageData(width, height);
    sheet.pixels = new Uint32Array(sheet.image.data.buffer);
  }

  function sourceOf({ width, height, data }) {
    const pixels = new Uint32Array(data.buffer);
    const filled = [];
    for (let at = 0; at < pixels.length; at += 1) if (alphaOf(pixels[at]) > 0) filled.push(at);
    return {
      width, height,
      colours: Uint32Array.from(filled, (at) => pixels[at]),
      columns: Int32Array.from(filled, (at) => at % width),
      rows: Int32Array.from(filled, (at) => Math.floor(at / width)),
    };
  }

  const alphaOf = (pixel) => pixel >>> 24;

  function put(source, left, top, width, height) {
    const { colours, columns, rows } = source;
    const { pixels } = sheet;
    if (left >= width || top >= height || left + source.width <= 0 || top + source.height <= 0) return;
    const isWhole = left >= 0 && top >= 0 && left + source.width <= width && top + source.height <= height;
    for (let at = 0; at < colours.length; at += 1) {
      const x = left + columns[at];
      const y = top + rows[at];
      if (!isWhole && (x < 0 || y < 0 || x >= width || y >= height)) continue;
      const to = y * width + x;
      const isCovering = alphaOf(colours[at]) === OPAQUE || pixels[to] === 0;
      pixels[to] = isCovering ? colours[at] : over(colours[at], pixels[to]);
    }
  }

  // One colour over another, neither premultiplied (Porter and Duff's "over").
  function over(above, below) {
    const part = alphaOf(above);
    const kept = alphaOf(below) * (OPAQUE - part) / OPAQUE;
    const whole = part + kept;
    const share = part / whole;
    const red = mix(above & 255, below & 255, share);
    const green = mix((above >>> 8) & 255, (below >>> 8) & 255, share);
    const blue = mix((above >>> 16) & 255, (below >>> 16) & 255, share);
    return (((whole + 0.5) << 24) | (blue << 16) | (green << 8) | red) >>> 0;
  }

  const mix = (above, below, share) => (below + (above - below) * share + 0.5) | 0;

  Z.stamps = { Stamps, Picture };
})(window.Z);
