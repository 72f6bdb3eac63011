// A layer's features in flat arrays: quick to draw, quick to search.
"use strict";
((Z) => {
  const NONE = 0;
  const POINT = 1;
  const LINE = 2;
  const AREA = 3;
  const BOW = 0.14; // height of a symbolic link's arc as a share of its length
  const PER_DEGREE = 1e5; // places come as whole numbers

  const LOOKED_AT = ["category", "colour", "colours", "placement", "schematic", "accuracy_m"]; // by newLook in symbols.js
  const MOST_APPEARANCES = 2 ** 40; // with a status code beside it, a number beyond would not be whole for certain

  // So many rows could differ in what shows.
  const appearances = (columns) => columns.reduce((product, { values }) => product * values.length, 1);

  // Where each part begins, from how long each is, and where the last one ends.
  function starts(sizes) {
    const found = new Int32Array(sizes.length + 1);
    sizes.forEach((size, at) => { found[at + 1] = found[at] + size; });
    return found;
  }

  class Features {
    // `table`: a layer as columns (see columns.py).
    constructor(entry, table) {
      this.entry = entry;
      this.id = entry.id;
      this.background = entry.background;
      this.ids = table.ids;
      this.count = this.ids.length;
      this.columns = table.columns;
      this.kind = Uint8Array.from(table.kinds);
      this.firstPart = starts(table.parts);
      this.firstVertex = starts(table.sizes);
      this.lonLat = this.placesOf(table.places);
      this.codes = new Uint8Array(this.count);
      this.shown = new Uint8Array(this.count);
      this.looks = []; // of rows, kept by Z.symbols.look
      this.shared = new Map(); // looks that rows have in common, by appearance and status code
      this.telling = LOOKED_AT.map((name) => table.columns[name]).filter(Boolean);
      this.hasAlike = this.telling.every(({ at }) => at) && appearances(this.telling) < MOST_APPEARANCES;
    }

    // What is known of a row; undefined where nothing is. `at` says which of a column's `values` a row has.
    value(row, name) {
      const column = this.columns[name];
      return column ? column.values[column.at ? column.at[row] : row] ?? undefined : undefined;
    }

    // A number that is the same for rows which differ in nothing that shows, but for their status. Where
    // a column hardly repeats (it has no `at`), or there would be too many, each row has its own.
    appearance(row) {
      if (!this.hasAlike) return row;
      return this.telling.reduce((number, { values, at }) => number * values.length + at[row], 0);
    }

    // Where each id stands; most visits never ask.
    get rowOf() {
      if (!this.rows) this.rows = new Map(this.ids.map((id, row) => [id, row]));
      return this.rows;
    }

    // Longitudes and latitudes [degree] from steps within each part.
    placesOf(steps) {
      const places = new Float64Array(steps.length);
      for (let part = 0; part + 1 < this.firstVertex.length; part += 1) {
        let [x, y] = [0, 0];
        for (let at = 2 * this.firstVertex[part]; at < 2 * this.firstVertex[part + 1]; at += 2) {
          x += steps[at];
          y += steps[at + 1];
          places[at] = x / PER_DEGREE;
          places[at + 1] = y / PER_DEGREE;
        }
      }
      return places;
    }

    // World coordinates (unit square) under a datum, and a box around each feature.
    project(datum) {
      this.anchors = new Map();
      this.spotsOf = new Map();
      this.world = Z.datum.projectAll(this.lonLat, datum);
      this.boxes = new Float64Array(this.count * 4);
      for (let row = 0; row < this.count; row += 1) {
        const box = [Infinity, Infinity, -Infinity, -Infinity];
        for (let v = this.vertexStart(row); v < this.vertexEnd(row); v += 1) {
          const x = this.world[2 * v];
          const y = this.world[2 * v + 1];
          if (x < box[0]) box[0] = x;
          if (y < box[1]) box[1] = y;
          if (x > box[2]) box[2] = x;
          if (y > box[3]) box[3] = y;
        }
        this.boxes.set(box, row * 4);
      }
    }

    vertexStart(row) { return this.firstVertex[this.firstPart[row]]; }

    vertexEnd(row) { return this.firstVertex[this.firstPart[row + 1]]; }

    setDay(day) { this.codes = this.codesAt(day); }

    // Status code of each row at a day: the last step that is not after it; none: unknown.
    codesAt(day) {
      const codes = new Uint8Array(this.count);
      if (!this.columns.steps) return codes;
      const { values, at } = this.columns.steps;
      const found = values.map((steps) => codeAt(steps || [], day));
      for (let row = 0; row < this.count; row += 1) codes[row] = found[at ? at[row] : row];
      return codes;
    }

    setShown(isOn, chosen) {
      for (let row = 0; row < this.count; row += 1) {
        this.shown[row] = isOn && this.kind[row] !== NONE && (!chosen || chosen(row)) ? 1 : 0;
      }
    }

    name(row) {
      return Z.words.pick(this.value(row, "name_zh"), this.value(row, "name_en"));
    }

    touches(row, box) {
      const at = row * 4;
      const b = this.boxes;
      return b[at] <= box[2] && b[at + 2] >= box[0] && b[at + 1] <= box[3] && b[at + 3] >= box[1];
    }

    // Where a name or a mark belongs, in world units: a point itself, the middle of the longest
    // part of a line, the pole of a polygon's largest ring (by its box).
    anchor(row) {
      if (!this.anchors.has(row)) this.anchors.set(row, this.findAnchor(row));
      return this.anchors.get(row);
    }

    findAnchor(row) {
      if (this.kind[row] === POINT) {
        const v = this.vertexStart(row);
        return [this.world[2 * v], this.world[2 * v + 1]];
      }
      const part = this.longestPart(row);
      if (this.isArc(row)) return this.top(row);
      return this.kind[row] === LINE ? middle(this.world, part) : inside(this.world, part);
    }

    // Places for an area's name, in world units, the best first.
    spots(row) {
      if (!this.spotsOf.has(row)) this.spotsOf.set(row, spotsIn(this.world, this.longestPart(row), this.anchor(row)));
      return this.spotsOf.get(row);
    }

    // Symbolic and with no course of its own, only two ends.
    isArc(row) { return Boolean(this.value(row, "schematic")) && this.vertexEnd(row) - this.vertexStart(row) === 2; }

    // A symbolic link is drawn as an arc over its ends; this is the arc's control point.
    control(row) {
      const w = this.world;
      const [first, last] = [2 * this.vertexStart(row), 2 * (this.vertexEnd(row) - 1)];
      const [ax, ay, bx, by] = [w[first], w[first + 1], w[last], w[last + 1]];
      return [(ax + bx) / 2 - (by - ay) * BOW, (ay + by) / 2 + (bx - ax) * BOW];
    }

    top(row) {
      const w = this.world;
      const [first, last] = [2 * this.vertexStart(row), 2 * (this.vertexEnd(row) - 1)];
      const [cx, cy] = this.control(row);
      return [w[first] / 4 + cx / 2 + w[last] / 4, w[first + 1] / 4 + cy / 2 + w[last + 1] / 4];
    }

    longestPart(row) {
      let best = [0, 0];
      let most = -1;
      for (let p = this.firstPart[row]; p < this.firstPart[row + 1]; p += 1) {
        const range = [this.firstVertex[p], this.firstVertex[p + 1]];
        const size = length(this.world, range);
        if (size > most) [best, most] = [range, size];
      }
      return best;
    }
  }

  const codeAt = (steps, day) => steps.findLast(([from]) => from <= day)?.[1] ?? 0;

  function length(world, [from, to]) {
    let sum = 0;
    for (let v = from + 1; v < to; v += 1) {
      sum += Math.hypot(world[2 * v] - world[2 * v - 2], world[2 * v + 1] - world[2 * v - 1]);
    }
    return sum;
  }

  function middle(world, [from, to]) {
    let left = length(world, [from, to]) / 2;
    for (let v = from + 1; v < to; v += 1) {
      const [ax, ay, bx, by] = [world[2 * v - 2], world[2 * v - 1], world[2 * v], world[2 * v + 1]];
      const step = Math.hypot(bx - ax, by - ay);
      if (step >= left && step > 0) {
        const share = left / step;
        return [ax + (bx - ax) * share, ay + (by - ay) * share];
      }
      left -= step;
    }
    return [world[2 * from], world[2 * from + 1]];
  }

  // The widest place on a few horizontal cuts through a ring: always inside it.
  function inside(world, [from, to]) {
    let top = Infinity;
    let bottom = -Infinity;
    for (let v = from; v < to; v += 1) {
      top = Math.min(top, world[2 * v + 1]);
      bottom = Math.max(bottom, world[2 * v + 1]);
    }
    let best = [world[2 * from], world[2 * from + 1]];
    let widest = -1;
    for (const share of [0.5, 0.4, 0.6, 0.3, 0.7]) {
      const y = top + (bottom - top) * share;
      const cuts = crossings(world, [from, to], y);
      for (let at = 0; at + 1 < cuts.length; at += 2) {
        const width = (cuts[at + 1] - cuts[at]) * (1 - Math.abs(share - 0.5));
        if (width > widest) [best, widest] = [[(cuts[at] + cuts[at + 1]) / 2, y], width];
      }
    }
    return best;
  }

  // Other places inside a ring, on horizontal cuts, from near the given one to far.
  function spotsIn(world, [from, to], anchor) {
    let top = Infinity;
    let bottom = -Infinity;
    for (let v = from; v < to; v += 1) {
      top = Math.min(top, world[2 * v + 1]);
      bottom = Math.max(bottom, world[2 * v + 1]);
    }
    const found = [];
    for (let share = 0.06; share < 0.97; share += 0.06) {
      const y = top + (bottom - top) * share;
      const cuts = crossings(world, [from, to], y);
      for (let at = 0; at + 1 < cuts.length; at += 2) {
        for (let part = 0.1; part < 0.95; part += 0.1) found.push([cuts[at] + (cuts[at + 1] - cuts[at]) * part, y]);
      }
    }
    const away = ([x, y]) => Math.hypot(x - anchor[0], y - anchor[1]);
    return [anchor, ...found.sort((one, other) => away(one) - away(other))];
  }

  function crossings(world, [from, to], y) {
    const cuts = [];
    for (let v = from + 1; v < to; v += 1) {
      const [ax, ay, bx, by] = [world[2 * v - 2], world[2 * v - 1], world[2 * v], world[2 * v + 1]];
      if ((ay <= y) !== (by <= y)) cuts.push(ax + ((y - ay) / (by - ay)) * (bx - ax));
    }
    return cuts.sort((one, other) => one - other);
  }

  Z.features = { Features, NONE, POINT, LINE, AREA };
})(window.Z);
