// Streets drawn on the map for an analysis, kept in the browser until the reader sends them.
"use strict";
((Z) => {
  const CATCH_PX = 12; // a point this near to a drawn street joins it

  class Sketch extends Z.course.Course {
    constructor(map, container, name) {
      super(map, container, name);
      this.lines = []; // { kind, path: [[lat, lng], …] }
      this.told = () => {};
    }

    get keepsSheet() { return this.lines.length > 0; }

    // `kind`: class of the streets drawn from now on, null: no more; `tell` hears of every change.
    draw(kind, tell) {
      this.told = tell ?? this.told;
      if (kind === null) {
        if (this.mode !== null) this.end();
      } else if (this.mode === null) this.begin(kind);
      else this.mode = kind;
    }

    set(lines) {
      this.lines = lines;
      if (this.keepsSheet || this.mode !== null) this.map.addLayer(this.sheet);
      else this.map.removeLayer(this.sheet);
      if (this.map.hasLayer(this.sheet)) this.sheet.paint();
      if (this.mode !== null) this.tell();
    }

    add(latlng) { super.add(this.caught(latlng)); }

    // A double click ends a street; the next point begins another.
    finish() {
      if (this.points.length < 2) return;
      this.lines = [...this.lines, { kind: this.mode, path: this.points.map(({ lat, lng }) => [lat, lng]) }];
      this.points = [];
      this.say();
    }

    escape() {
      if (!this.points.length) { this.end(); return; }
      this.points = [];
      this.say();
    }

    onChange() { this.told(this.lines, this.mode !== null); }

    // The corner of a drawn street that is near, else the place on one, which becomes a corner of it:
    // streets that meet have a point in common.
    caught(latlng) {
      const here = this.map.project(latlng);
      const own = this.points.slice(0, -1).map((point) => [point, this.map.project(point)]);
      const corners = this.lines.flatMap(({ path }) => path.map((corner) => [L.latLng(corner), this.map.project(corner)]));
      const near = nearest([...own, ...corners].map(([point, place]) => ({ point, gap: place.distanceTo(here) })));
      if (near) return near.point;
      const sides = this.lines.flatMap((line) => line.path.slice(1).map((_, at) => {
        const place = L.LineUtil.closestPointOnSegment(here, this.map.project(line.path[at]), this.map.project(line.path[at + 1]));
        return { line, at: at + 1, point: this.map.unproject(place), gap: place.distanceTo(here) };
      }));
      const side = nearest(sides);
      if (!side) return latlng;
      side.line.path.splice(side.at, 0, [side.point.lat, side.point.lng]);
      return side.point;
    }

    tell() {
      const { length } = Z.measure.measure(this.points, false);
      this.result.replaceChildren(
        Z.element("b", {}, `${Z.words.say("streetsDrawn")} ${this.lines.length}`),
        Z.element("b", {}, this.points.length > 1 ? `${Z.words.say("measureLengthIs")} ${Z.measure.sayLength(length)}` : ""),
      );
      this.hint.textContent = Z.words.say("drawHow");
      this.buttons.replaceChildren(
        this.button("measureUndo", () => this.undo(), !this.points.length),
        this.button("drawNext", () => this.finish(), this.points.length < 2),
        this.button("measureDone", () => { this.finish(); this.end(); }),
      );
    }

    paint(pen, view) {
      for (const { path } of this.lines) {
        const places = path.map((corner) => this.at(L.latLng(corner), view));
        this.stroke(pen, this.pathOf(places), false);
        if (this.mode !== null) this.knots(pen, [places[0], places.at(-1)]);
      }
      this.stroke(pen, this.pathOf(this.course(view)), true);
      this.knots(pen, this.points.map((point) => this.at(point, view)));
    }
  }

  // The candidate that is nearest, if it is near enough to be meant.
  function nearest(candidates) {
    const best = candidates.reduce((one, other) => (other.gap < one.gap ? other : one), { gap: Infinity });
    return best.gap <= CATCH_PX ? best : null;
  }

  Z.sketch = { Sketch };
})(window.Z);
