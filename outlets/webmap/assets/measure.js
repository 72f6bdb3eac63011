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

  class Measure extends Z.course.Course {
    start(mode) {
      if (this.mode === mode && !this.done) this.stop();
      else this.begin(mode);
    }

    stop() { this.end(); }

    get least() { return this.mode === "area" ? 3 : 2; }

    finish() {
      if (this.points.length < this.least) return;
      this.done = true;
      this.release();
      this.say();
    }

    escape() { this.stop(); }

    tell() {
      const { length, area } = measure(this.points, this.mode === "area");
      const lines = this.mode === "area"
        ? [`${Z.words.say("measureAreaIs")} ${sayArea(area)}`, `${Z.words.say("perimeter")} ${sayLength(length)}`]
        : [`${Z.words.say("measureLengthIs")} ${sayLength(length)}`];
      this.result.replaceChildren(...lines.map((line) => Z.element("b", {}, line)));
      this.hint.textContent = this.done ? Z.words.say("geodesic") : Z.words.say("measureStart");
      this.buttons.replaceChildren(
        this.button("measureUndo", () => this.undo(), !this.points.length),
        this.button("measureDone", () => this.finish(), this.done || this.points.length < this.least),
        this.button("measureClear", () => this.stop()),
      );
    }

    paint(pen, view) {
      const course = this.course(view);
      if (this.mode === "area" && course.length > 2) {
        pen.fillStyle = Z.symbols.withAlpha(Z.symbols.ground().highlight, 0.14);
        pen.fill(this.pathOf(course, true));
      }
      this.stroke(pen, this.pathOf(course, this.mode === "area" && course.length > 2), !this.done);
      this.knots(pen, this.points.map((point) => this.at(point, view)));
    }
  }

  Z.measure = { Measure, measure, sayLength, sayArea };
})(window.Z);
