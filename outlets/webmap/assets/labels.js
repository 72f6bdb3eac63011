// Names on the map. The more important is placed first; what would overlap is left out.
"use strict";
((Z) => {
  const { POINT, LINE, AREA } = Z.features;
  const CELL = 64; // px of the grid that finds overlaps
  const ROWS = 65536; // more than there are cells in a column
  const MAX_LETTERS = 18;
  const ECHO_PX = 300;
  const SMALL_ZOOM = 9.2; // below it the whole city is as wide as a phone
  const WHOLE_ZOOM = 10; // below it a screen holds the whole city
  const MOST_COVERED = 2.5; // points that a district's name may cover there
  const MOST_MARKS = 700; // where more points than these are in view no name can keep clear of them
  const OUT_OF_PLACE_PX = 70; // a name goes this far to keep clear of one point
  const GREAT_WATER = 1 / 360; // share of the globe's girth: one degree
  const LEADER = { least: 20, most: 200, step: 6, turn: Math.PI / 24, mark: 18, elsewhere: 30, inwards: 35, line: 13, name: 40 }; // px, radians, then what a place costs in px
  const WEIGHTS = { water: 1.5, mark: 1, onTop: 100 }; // how bad it is to cover what

  // Which names appear from which zoom, how large, and how important (lower is placed first).
  const RULES = {
    districts: { from: 0, to: 14, size: 14, rank: 0, weight: 500, spaced: true },
    "districts/zone": { from: 0, to: 14.5, size: 12, rank: 0.5, weight: 500, italic: true },
    metro: { from: 10, to: 22, size: 11, rank: 1, weight: 700, pill: true },
    core_blocks: { from: 10.5, to: 22, size: 12, rank: 3, weight: 600 },
    yellow_river: { from: 11, to: 22, size: 12, rank: 4, weight: 500 },
    key_projects: { from: 11, to: 22, size: 12, rank: 5, weight: 500 },
    "hydrography/great": { from: 8, to: 22, size: 12, rank: 2, weight: 400, italic: true },
    hydrography: { from: 11, to: 22, size: 11.5, rank: 6, weight: 400, italic: true },
    interchange: { from: 12, to: 22, size: 11.5, rank: 6, weight: 600 },
    dead_end_roads: { from: 12, to: 22, size: 11.5, rank: 7, weight: 500 },
    parks: { from: 12, to: 22, size: 11.5, rank: 8, weight: 500 },
    metro_stations: { from: 13, to: 22, size: 11, rank: 9, weight: 400 },
    expressways: { from: 11, to: 22, size: 11, rank: 10, weight: 400 },
  };

  const OWN_RULES = { metro_stations: ["metro_stations", "interchange"], hydrography: ["hydrography", "hydrography/great"] };
  // From which zoom a layer has names at all.
  const FIRST_ZOOM = Object.fromEntries(Object.keys(RULES).map((id) => [id, Math.min(...(OWN_RULES[id] || [id]).map((name) => RULES[name].from))]));

  class Grid {
    constructor() { this.cells = new Map(); }

    // Keep a rectangle [left, top, right, bottom], with whatever else the caller wants to know of it.
    add(box) {
      for (const key of keys(box)) {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
      }
    }

    // The rectangles that touch one, each once.
    touching(box) {
      const found = new Set();
      for (const key of keys(box)) {
        for (const other of this.cells.get(key) || []) if (overlap(box, other)) found.add(other);
      }
      return [...found];
    }

    isFree(box) { return !keys(box).some((key) => (this.cells.get(key) || []).some((other) => overlap(box, other))); }
  }

  const overlap = (one, other) => one[0] < other[2] && one[2] > other[0] && one[1] < other[3] && one[3] > other[1];

  function keys(box) {
    const found = [];
    for (let x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x += 1) {
      for (let y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y += 1) found.push(x * ROWS + y);
    }
    return found;
  }

  // What names should keep clear of: small waters, and the points of the theme unless they are too many.
  function marksIn(layers, view) {
    const grid = new Grid();
    const waters = layers.filter(({ id }) => id === "hydrography");
    for (const [features, row] of seenOf(AREA, waters, view)) grid.add(waterBox(features, row, view));
    const points = [];
    for (const point of seenOf(POINT, layers.filter(({ background }) => !background), view)) {
      if (points.length === MOST_MARKS) return grid;
      points.push(point);
    }
    for (const [features, row] of points) grid.add(markBox(features, row, view));
    return grid;
  }

  // What is shown of one kind, in view, one by one.
  function* seenOf(kind, layers, view) {
    for (const features of layers) {
      for (let row = 0; row < features.count; row += 1) {
        if (features.shown[row] && features.kind[row] === kind && features.touches(row, view.box)) yield [features, row];
      }
    }
  }

  function waterBox(features, row, view) {
    const b = features.boxes.subarray(row * 4, row * 4 + 4);
    const box = [...view.at([b[0], b[1]]), ...view.at([b[2], b[3]])];
    return Object.assign(box, { weight: WEIGHTS.water });
  }

  function markBox(features, row, view) {
    const look = Z.symbols.look(features, row);
    const at = view.at(features.anchor(row));
    const r = Z.marks.reach(look, view.scale) - 2;
    const box = [at[0] - r, at[1] - r, at[0] + r, at[1] + r];
    return Object.assign(box, { weight: Z.draw.isOnTop(features) ? WEIGHTS.onTop : WEIGHTS.mark, look, at });
  }

  function ruleOf(features, row) {
    if (features.id === "metro_stations" && Z.symbols.isInterchange(features, row)) return RULES.interchange;
    if (features.id === "districts" && isZone(features, row)) return RULES["districts/zone"];
    if (features.id === "hydrography" && features.boxes[row * 4 + 2] - features.boxes[row * 4] > GREAT_WATER) return RULES["hydrography/great"];
    return RULES[features.id];
  }

  const isZone = (features, row) => features.value(row, "category") === "zone";

  // The name without what stands in brackets, cut where it would not fit.
  function shortName({ features, row }, zoom) {
    const short = isZone(features, row) ? ["short_zh", "short_en"] : ["line_zh", "line_en"];
    const given = Z.words.pick(...short.map((name) => features.value(row, name))) || features.name(row);
    if (features.id === "districts" && zoom < WHOLE_ZOOM) return given.replace(/ (District|City|County)$/, "");
    const whole = given.replace(/[（(][^）)]*[）)]?/g, "").trim() || given;
    const letters = Z.words.lang === "en" ? MAX_LETTERS * 2 : MAX_LETTERS;
    return whole.length > letters ? `${whole.slice(0, letters - 1)}…` : whole;
  }

  function candidates(layers, view, targets) {
    const found = [];
    for (const features of layers) {
      if (view.zoom < FIRST_ZOOM[features.id] && !targets.some((target) => target.features === features)) continue;
      for (let row = 0; row < features.count; row += 1) {
        if (!features.shown[row] || !features.touches(row, view.box)) continue;
        const rule = ruleOf(features, row);
        const selected = targets.some((target) => target.features === features && target.row === row);
        if (!rule || (!selected && (view.zoom < rule.from || view.zoom > rule.to))) continue;
        found.push({ features, row, rule, rank: selected ? -1 : rule.rank });
      }
    }
    return found.sort((one, other) => one.rank - other.rank);
  }

  function fontOf(rule, zoom) {
    const size = rule.size * (zoom >= 14 ? 1.08 : zoom < SMALL_ZOOM ? 0.86 : 1);
    return { size, font: `${rule.italic ? "italic " : ""}${rule.weight} ${size}px ${Z.FONT}` };
  }

  // Where a name may stand around its anchor; [dx, dy] of its left top corner, in px.
  function places(item, width, height, view) {
    const kind = item.features.kind[item.row];
    if (item.features.id === "districts") return inArea(item, width, height, view);
    if (kind !== POINT) {
      const centred = [-width / 2, -height / 2];
      return kind === LINE && !item.rule.pill ? [[-width / 2, -height - 3], [-width / 2, 4], centred] : [centred, [-width / 2, 6]];
    }
    const off = 8 * view.scale + 2;
    return [[off, -height / 2], [-width - off, -height / 2], [-width / 2, -height - off], [-width / 2, off]];
  }

  // Anywhere in its area; if that is too small for a name, around it.
  function inArea({ features, row }, width, height, view) {
    const [ax, ay] = view.at(features.anchor(row));
    const within = features.spots(row).map((spot) => {
      const [x, y] = view.at(spot);
      return [x - ax - width / 2, y - ay - height / 2];
    });
    const around = [];
    for (const dy of [-0.5, 0.5, -1, 1]) for (const dx of [0, -0.25, 0.25]) around.push([dx * width - width / 2, dy * height - height / 2]);
    return [...within, ...around];
  }

  let written = []; // ids of what the last painting has named, for tests

  function paintLabels(pen, view, layers, targets) {
    const taken = { names: new Grid(), marks: marksIn(layers, view) };
    if (view.zoom < WHOLE_ZOOM) for (const part of furniture(view)) taken.names.add(part);
    const said = [];
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    pen.lineJoin = "round";
    written = [];
    const items = candidates(layers, view, targets);
    const districts = items.filter(isDistrict);
    const homeless = districts.filter((item) => !place(pen, view, taken, item, shortName(item, view.zoom)));
    if (view.zoom < WHOLE_ZOOM) lead(pen, view, taken, [homeless, districts]);
    for (const item of items) {
      const text = shortName(item, view.zoom);
      if (text && !isDistrict(item) && !isEcho(said, item, text, view)) place(pen, view, taken, item, text);
    }
  }

  const isDistrict = ({ features }) => features.id === "districts";

  // The phases of one metro line carry the same name: once per stretch of the screen is enough.
  function isEcho(said, item, text, view) {
    if (!item.rule.pill || item.rank === -1) return false;
    const [x, y] = view.at(item.features.anchor(item.row));
    const echo = said.some((other) => other.text === text && Math.hypot(other.x - x, other.y - y) < ECHO_PX);
    said.push({ text, x, y });
    return echo;
  }

  // Width and height [px] of a name; the pen is ready to write it.
  function measured(pen, view, item, text) {
    const { size, font } = fontOf(item.rule, view.zoom);
    pen.font = font;
    pen.letterSpacing = item.rule.spaced && Z.words.lang === "zh" ? "3px" : "0px";
    return [pen.measureText(text).width + (item.rule.pill ? 10 : 0), size + (item.rule.pill ? 6 : 3)];
  }

  // Write a name where it covers least; false where there is no room.
  function place(pen, view, taken, item, text) {
    const [width, height] = measured(pen, view, item, text);
    const found = bestPlace(item, [width, height], view, taken);
    if (!found) return false;
    written.push(item.features.ids[item.row]);
    const [x, y] = found.box;
    taken.names.add([x - 2, y - 1, x + width + 2, y + height + 1]);
    if (item.rule.pill) pill(pen, item, text, found.box);
    else halo(pen, item, text, [x, y + height / 2]);
    for (const { look, at, weight } of found.covered) {
      if (look && (item.features.background || weight === WEIGHTS.onTop)) Z.marks.stamp(pen, look, view.scale, at);
    }
    return true;
  }

  // On a small map the districts of the centre are smaller than their names: these stand clear of it,
  // each with a line that leads to its district.
  function lead(pen, view, taken, [items, districts]) {
    if (!items.length) return;
    const anchors = items.map(({ features, row }) => view.at(features.anchor(row)));
    const middle = [0, 1].map((axis) => anchors.reduce((sum, at) => sum + at[axis] / anchors.length, 0));
    const frame = { box: seen(view), middle };
    const land = new Path2D(); // a name in another district would be taken for that one's
    for (const { features, row } of districts) Z.draw.trace(land, features, row, view);
    const density = window.devicePixelRatio || 1;
    const isLand = (x, y) => pen.isPointInPath(land, x * density, y * density);
    for (const item of items) {
      const text = shortName(item, view.zoom);
      const size = measured(pen, view, item, text);
      const found = bestLeader(item, size, view, taken, { ...frame, isLand });
      if (!found) continue;
      written.push(item.features.ids[item.row]);
      const { box: [x, y, width, height], from, to } = found;
      taken.names.add([x - 2, y - 1, x + width + 2, y + height + 1]);
      for (const [px, py] of along(from, to)) taken.names.add(Object.assign([px - 3, py - 3, px + 3, py + 3], { isLine: true }));
      leader(pen, from, to);
      halo(pen, item, text, [x, y + height / 2]);
    }
  }

  // What of the sheet is seen, as [left, top, right, bottom] in the sheet.
  function seen(view) {
    const { padding } = Z.draw.Sheet.prototype.options;
    const [dx, dy] = [view.size.x, view.size.y].map((length) => (length * padding) / (1 + 2 * padding));
    return [dx, dy, view.size.x - dx, view.size.y - dy];
  }

  // What stands over the map.
  function furniture(view) {
    const [dx, dy] = seen(view);
    return [...document.querySelectorAll(".zt-toolbar, .zt-north, .zt-legend, .zt-basemaps")].map((part) => {
      const { left, top, right, bottom } = part.getBoundingClientRect();
      return [left + dx, top + dy, right + dx, bottom + dy];
    });
  }

  function bestLeader(item, [width, height], view, taken, { box: frame, middle, isLand }) {
    const to = view.at(item.features.anchor(item.row));
    const outwards = Math.atan2(to[1] - middle[1], to[0] - middle[0]);
    let [best, least] = [null, Infinity];
    for (let away = LEADER.least; away <= LEADER.most; away += LEADER.step) {
      for (let angle = 0; angle < 2 * Math.PI; angle += LEADER.turn) {
        const [x, y] = [to[0] + away * Math.cos(angle) - width / 2, to[1] + away * Math.sin(angle) - height / 2];
        const box = [x - 2, y - 1, x + width + 2, y + height + 1];
        const isSeen = box[0] > frame[0] && box[1] > frame[1] && box[2] < frame[2] && box[3] < frame[3];
        const from = [clamp(to[0], x, x + width), clamp(to[1], y - 1, y + height + 1)];
        const length = Math.hypot(from[0] - to[0], from[1] - to[1]);
        // What costs most to find out comes last: most places are out of the question before.
        let cost = length + LEADER.inwards * (1 - Math.cos(angle - outwards));
        if (cost >= least || length < 6 || !isSeen) continue;
        cost += LEADER.mark * taken.marks.touching(box).length;
        if (cost >= least) continue;
        if (isLand(x + width / 2, y + height / 2)) cost += LEADER.elsewhere;
        if (cost >= least) continue;
        if (!taken.names.isFree(box)) continue;
        const whole = cost + crossed(taken, from, to).reduce((sum, { isLine }) => sum + (isLine ? LEADER.line : LEADER.name), 0);
        if (whole < least) [best, least] = [{ box: [x, y, width, height], from, to }, whole];
      }
    }
    return best;
  }

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  // Points on the way from one place to another, 6 px apart.
  function along([ax, ay], [bx, by]) {
    const steps = Math.ceil(Math.hypot(bx - ax, by - ay) / 6);
    return Array.from({ length: steps }, (_, at) => [ax + ((bx - ax) * at) / steps, ay + ((by - ay) * at) / steps]);
  }

  // Names and other lines that a line would cross.
  const crossed = (taken, from, to) => along(from, to).flatMap(([x, y]) => taken.names.touching([x - 2, y - 2, x + 2, y + 2]));

  function leader(pen, from, to) {
    const { casing, quiet_text: ink } = Z.symbols.ground();
    for (const [colour, width] of [[Z.symbols.withAlpha(casing, 0.7), 2.4], [ink, 0.8]]) {
      pen.beginPath();
      pen.moveTo(...from);
      pen.lineTo(...to);
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.stroke();
    }
    pen.beginPath();
    pen.arc(...to, 2, 0, 2 * Math.PI);
    pen.fillStyle = ink;
    pen.fill();
  }

  // The place that covers least and is nearest; what is only background gives way to the theme.
  function bestPlace(item, [width, height], view, taken) {
    const [ax, ay] = view.at(item.features.anchor(item.row));
    const givesWay = item.rank > 0.5 && item.features.background;
    let [best, least] = [null, givesWay ? WEIGHTS.mark : WEIGHTS.onTop];
    if (item.features.id === "districts") least = view.zoom < WHOLE_ZOOM ? MOST_COVERED : Infinity;
    if (item.rank === -1) least = Infinity;
    places(item, width, height, view).forEach(([dx, dy], at) => {
      const [x, y] = [ax + dx, ay + dy];
      const away = item.features.id === "districts" ? Math.hypot(dx + width / 2, dy + height / 2) / OUT_OF_PLACE_PX : at / 100;
      if (away >= least || x < 2 || y < 2 || x + width > view.size.x - 2 || y + height > view.size.y - 2) return;
      if (!taken.names.isFree([x - 2, y - 1, x + width + 2, y + height + 1])) return;
      const covered = taken.marks.touching([x, y, x + width, y + height]);
      const cost = away + covered.reduce((sum, { weight }) => sum + weight, 0);
      if (cost < least) [best, least] = [{ box: [x, y, width, height], covered }, cost];
    });
    return best;
  }

  function inkOf(item) {
    const { text, quiet_text: quiet } = Z.symbols.ground();
    if (item.rank === -1) return text;
    return item.features.background ? quiet : text;
  }

  function halo(pen, item, text, [x, y]) {
    pen.strokeStyle = Z.symbols.withAlpha(Z.symbols.ground().casing, 0.9);
    pen.lineWidth = 3.2;
    pen.strokeText(text, x, y);
    pen.fillStyle = inkOf(item);
    pen.fillText(text, x, y);
  }

  // A metro line's name on its own colour, as on the signs.
  function pill(pen, item, text, [x, y, width, height]) {
    const colour = Z.symbols.look(item.features, item.row).colour;
    pen.beginPath();
    pen.roundRect(x, y, width, height, 3);
    pen.fillStyle = colour;
    pen.strokeStyle = Z.symbols.ground().casing;
    pen.lineWidth = 2;
    pen.stroke();
    pen.fill();
    pen.fillStyle = readable(colour);
    pen.fillText(text, x + 5, y + height / 2 + 0.5);
  }

  function readable(colour) {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const c = parseInt(colour.slice(at, at + 2), 16) / 255;
      return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000000" : "#ffffff";
  }

  Z.labels = { written: () => written, paintLabels };
})(window.Z);
