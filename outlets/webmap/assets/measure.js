// Lengths and areas on the ellipsoid (Karney's geodesics), by mouse, finger or keyboard.
"use strict";
((Z) => {
  const ELLIPSOID = window.geodesic.Geodesic.WGS84;

  // Length [m] of a course, or perimeter [m] and area [m2] of a ring, of L.LatLng.
  function measure(points, closed) {
    const polygon = ELLIPSOID.Polygon(!closed);
    for (const { lat, lng } of points) polygon.AddPoint(lat, lng);
    const { perimeter, area } = polygon.Compute(false, true);
    return { length: points.length > 1 ? perimeter : 0, area: closed && points.length > 2 ? Math.abs(area) : 0 };
  }

  const digits = (value, places) => value.toLocaleString(Z.words.lang === "en" ? "en" : "zh-CN", { minimumFractionDigits: places, maximumFractionDigits: places });

  function sayLength(metres) {
    return metres < 10000 ? `${digits(metres, metres < 100 ? 1 : 0)} ${Z.words.say("metre")}` : `${digits(metres / 1000, 2)} ${Z.words.say("kilometre")}`;
  }

  function sayArea(squareMetres) {
    if (squareMetres < 1e4) return `${digits(squareMetres, 0)} ${Z.words.say("squareMetre")}`;
    const hectares = `${digits(squareMetres / 1e4, 2)} ${Z.words.say("hectare")}`;
    return squareMetres < 1e6 ? hectares : `${digits(squareMetres / 1e6, 3)} ${Z.words.say("squareKilometre")} (${hectares})`;
  }

  class Measure {
    constructor(map, container) {
      this.map = map;
      this.mode = null;
      this.points = [];
      this.pointer = null;
      this.sheet = new Z.draw.Sheet({ pane: "zt-measure", className: "zt-measure", paint: (pen, view) => this.paint(pen, view) });
      this.result = Z.element("output", { role: "status", "aria-live": "polite" });
      this.hint = Z.element("p", {});
      this.buttons = Z.element("div", { class: "zt-buttons" });
      this.box = Z.element("section", { class: "zt-measuring zt-panel", hidden: true }, this.result, this.hint, this.buttons);
      Z.shield(this.box);
      container.append(this.box);
      map.on("mousemove", ({ latlng }) => { this.pointer = latlng; if (this.active) this.sheet.paint(); });
      map.on("dblclick", () => { if (this.active) this.finish(); });
    }

    get active() { return this.mode !== null && !this.done; }

    start(mode) {
      if (this.mode === mode && !this.done) { this.stop(); return; }
      this.mode = mode;
      this.done = false;
      this.points = [];
      this.map.addLayer(this.sheet);
      this.map.doubleClickZoom.disable();
      this.map.getContainer().classList.add("zt-is-measuring");
      this.map.getContainer().focus();
      this.say();
    }

    stop() {
      this.mode = null;
      this.points = [];
      this.done = false;
      this.map.removeLayer(this.sheet);
      this.map.doubleClickZoom.enable();
      this.map.getContainer().classList.remove("zt-is-measuring");
      this.say();
    }

    add(latlng) {
      const last = this.points.at(-1);
      if (last && this.map.distance(last, latlng) < 1e-6) return; // the second half of a double click
      this.points.push(latlng);
      this.say();
    }

    undo() { this.points.pop(); this.done = false; this.say(); }

    finish() {
      if (this.points.length < (this.mode === "area" ? 3 : 2)) return;
      this.done = true;
      this.map.getContainer().classList.remove("zt-is-measuring");
      this.map.doubleClickZoom.enable();
      this.say();
    }

    key(name) {
      if (name === "Escape") this.stop();
      else if (name === "Backspace") this.undo();
      else return false;
      return true;
    }

    say() {
      this.box.hidden = this.mode === null;
      this.onChange();
      if (this.mode === null) return;
      const { length, area } = measure(this.points, this.mode === "area");
      const lines = this.mode === "area"
        ? [`${Z.words.say("measureAreaIs")} ${sayArea(area)}`, `${Z.words.say("perimeter")} ${sayLength(length)}`]
        : [`${Z.words.say("measureLengthIs")} ${sayLength(length)}`];
      this.result.replaceChildren(...lines.map((line) => Z.element("b", {}, line)));
      this.hint.textContent = this.done ? Z.words.say("geodesic") : Z.words.say("measureStart");
      const button = (word, action, off) => Z.element("button", { type: "button", onclick: action, disabled: off }, Z.words.say(word));
      this.buttons.replaceChildren(
        button("measureUndo", () => this.undo(), !this.points.length),
        button("measureDone", () => this.finish(), this.done || this.points.length < 2),
        button("measureClear", () => this.stop()),
      );
      this.sheet.paint();
    }

    onChange() {}

    paint(pen, view) {
      const k = view.k;
      const at = (latlng) => { const p = this.map.project(latlng, view.zoom); return view.at([p.x / k, p.y / k]); };
      const course = this.points.map(at);
      if (this.active && this.pointer && course.length) course.push(at(this.pointer));
      const { casing, highlight } = Z.symbols.ground();
      const path = new Path2D();
      course.forEach(([x, y], index) => (index ? path.lineTo(x, y) : path.moveTo(x, y)));
      if (this.mode === "area" && course.length > 2) {
        path.closePath();
        pen.fillStyle = Z.symbols.withAlpha(highlight, 0.14);
        pen.fill(path);
      }
      for (const [colour, width] of [[casing, 5], [highlight, 2.4]]) {
        pen.strokeStyle = colour;
        pen.lineWidth = width;
        pen.setLineDash(this.done || colour === casing ? [] : [7, 5]);
        pen.stroke(path);
      }
      pen.setLineDash([]);
      for (const [x, y] of this.points.map(at)) {
        pen.beginPath();
        pen.arc(x, y, 4, 0, 2 * Math.PI);
        pen.fillStyle = casing;
        pen.fill();
        pen.lineWidth = 2;
        pen.strokeStyle = highlight;
        pen.stroke();
      }
    }
  }

  Z.measure = { Measure, measure, sayLength, sayArea };
})(window.Z);
