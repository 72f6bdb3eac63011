// From the symbol table to what a canvas needs. The map and its legend both ask here, so they match.
"use strict";
((Z) => {
  let table = null;
  let theme = "light";
  const patterns = new Map();
  const CODES = 256; // a status code is a byte

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  // Symbols are given for zoom 13; over the whole city they shrink, in a street they grow.
  const scaleAt = (zoom) => clamp(0.56 + (zoom - 9) * 0.11, 0.5, 1.35);

  function identity(features, row) {
    return table.categories[`${features.id}/${features.value(row, "category")}`] || table.layers[features.id] || table.layers.key_projects;
  }

  function colourOf(features, row) {
    return features.value(row, "colour") || features.value(row, "colours")?.[0] || identity(features, row)[theme];
  }

  const statusOf = (code) => table.codes[code % table.stale];

  // How one feature looks at its present status; worked out again only when that or the theme changes.
  function look(features, row) {
    const kept = features.looks[row];
    if (kept && kept.code === features.codes[row] && kept.theme === theme) return kept;
    features.looks[row] = sharedLook(features, row);
    return features.looks[row];
  }

  // Of thousands of rows most look like others.
  function sharedLook(features, row) {
    const key = features.appearance(row) * CODES + features.codes[row];
    const kept = features.shared.get(key);
    if (kept && kept.theme === theme) return kept;
    const made = newLook(features, row);
    features.shared.set(key, made);
    return made;
  }

  function newLook(features, row) {
    const code = features.codes[row];
    const status = statusOf(code);
    const symbol = table.statuses[status];
    const base = identity(features, row);
    const stale = code >= table.stale;
    const full = symbol.grey ? ground().grey : colourOf(features, row);
    const colour = (stale && table.faded[theme][full]) || full;
    const soft = Boolean((table.placements[features.value(row, "placement")] || {}).soft_edge);
    const schematic = Boolean(features.value(row, "schematic"));
    return {
      code, theme,
      key: `${status}|${colour}|${soft}|${schematic ? 1 : 0}`,
      status, symbol, colour, soft,
      edge: edge(colour),
      marker: base.marker,
      radius: base.radius_px * (symbol.grey ? 0.8 : 1),
      weight: base.weight_px * symbol.weight,
      stale,
      schematic,
      accuracy: features.value(row, "accuracy_m") || 0,
      interchange: isInterchange(features, row),
    };
  }

  const isInterchange = (features, row) => (features.value(row, "colours") || []).length > 1;
  const ground = () => table.grounds[theme];
  const edge = (colour) => table.edges[theme][colour] || colour;

  function withAlpha(colour, alpha) {
    return colour + Math.round(alpha * 255).toString(16).padStart(2, "0");
  }

  // Diagonal hatching of a colour, at the screen's own density.
  function hatch(context, colour) {
    const density = window.devicePixelRatio || 1;
    const key = `${colour}|${density}`;
    if (!patterns.has(key)) {
      const size = Math.round(7 * density);
      const tile = document.createElement("canvas");
      tile.width = size;
      tile.height = size;
      const pen = tile.getContext("2d");
      pen.strokeStyle = colour;
      pen.lineWidth = 1.3 * density;
      pen.beginPath();
      for (const shift of [-size, 0, size]) {
        pen.moveTo(shift - 1, size + 1);
        pen.lineTo(shift + size + 1, -1);
      }
      pen.stroke();
      patterns.set(key, tile);
    }
    const pattern = context.createPattern(patterns.get(key), "repeat");
    pattern.setTransform(new DOMMatrix().scale(1 / density));
    return pattern;
  }

  Z.symbols = {
    load(value) { table = value; },
    get table() { return table; },
    get theme() { return theme; },
    setTheme(next) { theme = next === "dark" ? "dark" : "light"; patterns.clear(); },
    scaleAt, identity, colourOf, statusOf, look, isInterchange, ground, edge, withAlpha, hatch, clamp,
  };
})(window.Z);
