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

  // Which pixels are not empty: first those that cover what lies below, then those that mix with it.
  function sourceOf({ width, height, data }) {
    const pixels = new Uint32Array(data.buffer);
    const [covering, mixing] = [[], []];
    for (let at = 0; at < pixels.length; at += 1) {
      if (alphaOf(pixels[at]) > 0) (alphaOf(pixels[at]) === OPAQUE ? covering : mixing).push(at);
    }
    const filled = [...covering, ...mixing];
    return {
      width, height,
      covering: covering.length,
      colours: Uint32Array.from(filled, (at) => pixels[at]),
      columns: Int32Array.from(filled, (at) => at % width),
      rows: Int32Array.from(filled, (at) => Math.floor(at / width)),
      offsets: null, // from its left top corner, in a sheet `across` wide
      across: 0,
    };
  }

  const alphaOf = (pixel) => pixel >>> 24;

  function put(source, left, top, width, height) {
    if (left >= width || top >= height || left + source.width <= 0 || top + source.height <= 0) return;
    const isWhole = left >= 0 && top >= 0 && left + source.width <= width && top + source.height <= height;
    if (isWhole) putWhole(source, top * width + left, width);
    else putPart(source, left, top, width, height);
  }

  function putWhole(source, corner, width) {
    const { colours, columns, rows, covering } = source;
    const { pixels } = sheet;
    if (source.across !== width) Object.assign(source, { across: width, offsets: rows.map((row, at) => row * width + columns[at]) });
    const { offsets } = source;
    for (let at = 0; at < covering; at += 1) pixels[corner + offsets[at]] = colours[at];
    for (let at = covering; at < colours.length; at += 1) mixIn(corner + offsets[at], colours[at]);
  }

  function putPart({ colours, columns, rows }, left, top, width, height) {
    for (let at = 0; at < colours.length; at += 1) {
      const x = left + columns[at];
      const y = top + rows[at];
      if (x >= 0 && y >= 0 && x < width && y < height) mixIn(y * width + x, colours[at]);
    }
  }

  function mixIn(to, colour) {
    const { pixels } = sheet;
    pixels[to] = pixels[to] === 0 ? colour : over(colour, pixels[to]);
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
