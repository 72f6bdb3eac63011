// Names on the map. The more important is placed first; what would overlap is left out.
"use strict";
((Z) => {
  const { POINT, LINE } = Z.features;
  const CELL = 64; // px of the grid that finds overlaps
  const MAX_LETTERS = 18;
  const ECHO_PX = 300;

  // Which names appear from which zoom, how large, and how important (lower is placed first).
  const RULES = {
    districts: { from: 0, to: 14, size: 14, rank: 0, weight: 500, spaced: true },
    "districts/zone": { from: 9.6, to: 14.5, size: 12, rank: 2, weight: 500, italic: true },
    metro: { from: 10, to: 22, size: 11, rank: 1, weight: 700, pill: true },
    core_blocks: { from: 10.5, to: 22, size: 12, rank: 3, weight: 600 },
    yellow_river: { from: 11, to: 22, size: 12, rank: 4, weight: 500 },
    key_projects: { from: 11, to: 22, size: 12, rank: 5, weight: 500 },
    hydrography: { from: 9.5, to: 22, size: 11.5, rank: 6, weight: 400, italic: true },
    interchange: { from: 12, to: 22, size: 11.5, rank: 6, weight: 600 },
    dead_end_roads: { from: 12, to: 22, size: 11.5, rank: 7, weight: 500 },
    parks: { from: 12, to: 22, size: 11.5, rank: 8, weight: 500 },
    metro_stations: { from: 13, to: 22, size: 11, rank: 9, weight: 400 },
    expressways: { from: 11, to: 22, size: 11, rank: 10, weight: 400 },
  };

  class Grid {
    constructor() { this.cells = new Map(); }

    // Take a rectangle [left, top, right, bottom] unless it touches one that is taken.
    take(box) {
      const keys = [];
      for (let x = Math.floor(box[0] / CELL); x <= Math.floor(box[2] / CELL); x += 1) {
        for (let y = Math.floor(box[1] / CELL); y <= Math.floor(box[3] / CELL); y += 1) keys.push(`${x},${y}`);
      }
      for (const key of keys) {
        for (const other of this.cells.get(key) || []) {
          if (box[0] < other[2] && box[2] > other[0] && box[1] < other[3] && box[3] > other[1]) return false;
        }
      }
      for (const key of keys) {
        if (!this.cells.has(key)) this.cells.set(key, []);
        this.cells.get(key).push(box);
      }
      return true;
    }
  }

  function ruleOf(features, row) {
    const own = features.properties[row];
    if (features.id === "metro_stations" && (own.colours || []).length > 1) return RULES.interchange;
    if (features.id === "districts" && isZone(own)) return RULES["districts/zone"];
    return RULES[features.id];
  }

  const isZone = (own) => own.category === "zone";

  // The name without what stands in brackets, cut where it would not fit.
  function shortName(features, row) {
    const own = features.properties[row];
    const short = isZone(own) ? [own.short_zh, own.short_en] : [own.line_zh, own.line_en];
    const given = Z.words.pick(...short) || features.name(row);
    const whole = given.replace(/[（(][^）)]*[）)]?/g, "").trim() || given;
    const letters = Z.words.lang === "en" ? MAX_LETTERS * 2 : MAX_LETTERS;
    return whole.length > letters ? `${whole.slice(0, letters - 1)}…` : whole;
  }

  function candidates(layers, view, target) {
    const found = [];
    for (const features of layers) {
      for (let row = 0; row < features.count; row += 1) {
        if (!features.shown[row] || !features.touches(row, view.box)) continue;
        const rule = ruleOf(features, row);
        const selected = target && target.features === features && target.row === row;
        if (!rule || (!selected && (view.zoom < rule.from || view.zoom > rule.to))) continue;
        found.push({ features, row, rule, rank: selected ? -1 : rule.rank });
      }
    }
    return found.sort((one, other) => one.rank - other.rank);
  }

  function fontOf(rule, zoom) {
    const size = rule.size * (zoom >= 14 ? 1.08 : 1);
    return { size, font: `${rule.italic ? "italic " : ""}${rule.weight} ${size}px ${Z.FONT}` };
  }

  // Where a name may stand around its anchor; [dx, dy] of its left top corner, in px.
  function places(item, width, height, view) {
    const kind = item.features.kind[item.row];
    if (kind !== POINT) {
      const centred = [-width / 2, -height / 2];
      return kind === LINE && !item.rule.pill ? [[-width / 2, -height - 3], [-width / 2, 4], centred] : [centred, [-width / 2, 6]];
    }
    const off = 8 * view.scale + 2;
    return [[off, -height / 2], [-width - off, -height / 2], [-width / 2, -height - off], [-width / 2, off]];
  }

  function paintLabels(pen, view, layers, target) {
    const grid = new Grid();
    const said = [];
    pen.textBaseline = "middle";
    pen.textAlign = "left";
    pen.lineJoin = "round";
    for (const item of candidates(layers, view, target)) {
      const text = shortName(item.features, item.row);
      if (text && !isEcho(said, item, text, view)) place(pen, view, grid, item, text);
    }
  }

  // The phases of one metro line carry the same name: once per stretch of the screen is enough.
  function isEcho(said, item, text, view) {
    if (!item.rule.pill || item.rank === -1) return false;
    const [x, y] = view.at(item.features.anchor(item.row));
    const echo = said.some((other) => other.text === text && Math.hypot(other.x - x, other.y - y) < ECHO_PX);
    said.push({ text, x, y });
    return echo;
  }

  function place(pen, view, grid, item, text) {
    const { size, font } = fontOf(item.rule, view.zoom);
    pen.font = font;
    pen.letterSpacing = item.rule.spaced && Z.words.lang === "zh" ? "3px" : "0px";
    const width = pen.measureText(text).width + (item.rule.pill ? 10 : 0);
    const height = size + (item.rule.pill ? 6 : 3);
    const [ax, ay] = view.at(item.features.anchor(item.row));
    for (const [dx, dy] of places(item, width, height, view)) {
      const [x, y] = [ax + dx, ay + dy];
      if (x < 2 || y < 2 || x + width > view.size.x - 2 || y + height > view.size.y - 2) continue;
      if (!grid.take([x - 2, y - 1, x + width + 2, y + height + 1])) continue;
      if (item.rule.pill) pill(pen, item, text, [x, y, width, height]);
      else halo(pen, item, text, [x, y + height / 2]);
      return;
    }
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

  Z.labels = { paintLabels };
})(window.Z);
