// From the symbol table to what a canvas needs. The map and its legend both ask here, so they match.
"use strict";
((Z) => {
  let table = null;
  let theme = "light";
  const patterns = new Map();

  const clamp = (value, low, high) => Math.min(high, Math.max(low, value));

  // Symbols are given for zoom 13; over the whole city they shrink, in a street they grow.
  const scaleAt = (zoom) => clamp(0.56 + (zoom - 9) * 0.11, 0.5, 1.35);

  function identity(features, row) {
    const { category } = features.properties[row];
    return table.categories[`${features.id}/${category}`] || table.layers[features.id] || table.layers.key_projects;
  }

  function colourOf(features, row) {
    const own = features.properties[row];
    const given = own.colour || (own.colours && own.colours[0]);
    return given || identity(features, row)[theme];
  }

  const statusOf = (code) => table.codes[code % table.stale];

  // How one feature looks at its present status; worked out again only when that or the theme changes.
  function look(features, row) {
    const kept = features.looks[row];
    if (kept && kept.code === features.codes[row] && kept.theme === theme) return kept;
    features.looks[row] = newLook(features, row);
    return features.looks[row];
  }

  function newLook(features, row) {
    const code = features.codes[row];
    const status = statusOf(code);
    const symbol = table.statuses[status];
    const base = identity(features, row);
    const own = features.properties[row];
    const stale = code >= table.stale;
    const full = symbol.grey ? ground().grey : colourOf(features, row);
    const colour = (stale && table.faded[theme][full]) || full;
    const soft = Boolean((table.placements[own.placement] || {}).soft_edge);
    return {
      code, theme,
      key: `${status}|${colour}|${soft}|${own.schematic ? 1 : 0}`,
      status, symbol, colour, soft,
      edge: edge(colour),
      marker: base.marker,
      radius: base.radius_px * (symbol.grey ? 0.8 : 1),
      weight: base.weight_px * symbol.weight,
      stale,
      schematic: Boolean(own.schematic),
      accuracy: own.accuracy_m || 0,
      interchange: (own.colours || []).length > 1,
    };
  }

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
    scaleAt, identity, colourOf, statusOf, look, ground, edge, withAlpha, hatch, clamp,
  };
})(window.Z);
