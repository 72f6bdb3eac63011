// Points set on the map one by one, by mouse, finger or keyboard: what measuring and drawing share.
"use strict";
((Z) => {
  class Course {
    constructor(map, container, name) {
      this.map = map;
      this.mode = null;
      this.points = [];
      this.pointer = null;
      this.sheet = new Z.draw.Sheet({ pane: "zt-measure", className: "zt-measure", paint: (pen, view) => this.paint(pen, view) });
      this.result = Z.element("output", { role: "status", "aria-live": "polite" });
      this.hint = Z.element("p", {});
      this.buttons = Z.element("div", { class: "zt-buttons" });
      this.box = Z.element("section", { class: `zt-course ${name} zt-panel`, hidden: true }, this.result, this.hint, this.buttons);
      Z.shield(this.box);
      container.append(this.box);
      map.on("mousemove", ({ latlng }) => { this.pointer = latlng; if (this.active) this.sheet.paint(); });
      map.on("dblclick", () => { if (this.active) this.finish(); });
    }

    get active() { return this.mode !== null && !this.done; }

    begin(mode) {
      this.onBegin();
      this.mode = mode;
      this.done = false;
      this.points = [];
      this.map.addLayer(this.sheet);
      this.map.doubleClickZoom.disable();
      this.map.getContainer().classList.add("zt-is-measuring");
      this.map.getContainer().focus();
      this.say();
    }

    end() {
      this.mode = null;
      this.points = [];
      this.done = false;
      if (!this.keepsSheet) this.map.removeLayer(this.sheet);
      this.release();
      this.say();
    }

    // The map is the reader's again.
    release() {
      this.map.doubleClickZoom.enable();
      this.map.getContainer().classList.remove("zt-is-measuring");
    }

    add(latlng) {
      const last = this.points.at(-1);
      if (last && this.map.distance(last, latlng) < 1e-6) return; // the second half of a double click
      this.points.push(latlng);
      this.say();
    }

    undo() { this.points.pop(); this.done = false; this.say(); }

    key(name) {
      if (name === "Escape") this.escape();
      else if (name === "Backspace") this.undo();
      else return false;
      return true;
    }

    say() {
      this.box.hidden = this.mode === null;
      this.onChange();
      if (this.mode === null) return;
      this.tell();
      this.sheet.paint();
    }

    onBegin() {}

    onChange() {}

    button(word, action, off) {
      return Z.element("button", { type: "button", onclick: action, disabled: off }, Z.words.say(word));
    }

    at(latlng, view) {
      const { x, y } = this.map.project(latlng, view.zoom);
      return view.at([x / view.k, y / view.k]);
    }

    // The points so far, and where the next one would be.
    course(view) {
      const reach = this.active && this.pointer && this.points.length ? [this.pointer] : [];
      return [...this.points, ...reach].map((latlng) => this.at(latlng, view));
    }

    pathOf(places, isClosed = false) {
      const path = new Path2D();
      places.forEach(([x, y], index) => (index ? path.lineTo(x, y) : path.moveTo(x, y)));
      if (isClosed) path.closePath();
      return path;
    }

    stroke(pen, path, isOpen) {
      const { casing, highlight } = Z.symbols.ground();
      for (const [colour, width] of [[casing, 5], [highlight, 2.4]]) {
        pen.strokeStyle = colour;
        pen.lineWidth = width;
        pen.setLineDash(isOpen && colour !== casing ? [7, 5] : []);
        pen.stroke(path);
      }
      pen.setLineDash([]);
    }

    knots(pen, places) {
      const { casing, highlight } = Z.symbols.ground();
      for (const [x, y] of places) {
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

  Z.course = { Course };
})(window.Z);
