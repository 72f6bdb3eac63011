// In the meeting pack the map's layers do not come over the wire: the page around the frame has them.
// This stands in for wire.js.
"use strict";
((Z) => {
  const { frame } = window.parent.zhengtuPack;

  function selection(rows, layers) {
    const chosen = new Map();
    let start = 0;
    for (const { id, count, background } of layers) {
      if (background) continue;
      const first = start;
      chosen.set(id, (row) => rows[first + row] === 1);
      start += count;
    }
    return chosen;
  }

  // A number for each thematic row; gives a reader of one layer.
  function numbers(given, layers) {
    const firstOf = new Map();
    let start = 0;
    for (const { id, count, background } of layers) {
      if (background) continue;
      firstOf.set(id, start);
      start += count;
    }
    return (id) => (row) => given[firstOf.get(id) + row];
  }

  // As columns.py numbers them.
  const KINDS = { Point: 1, MultiPoint: 1, LineString: 2, MultiLineString: 2, Polygon: 3, MultiPolygon: 3 };

  // Every geometry as a list of parts; a part is a list of positions (of a polygon: a ring).
  function partsOf(geometry) {
    if (!geometry || !(geometry.type in KINDS)) return [];
    const c = geometry.coordinates;
    switch (geometry.type) {
      case "Point": return [[c]];
      case "MultiPoint": return c.map((position) => [position]);
      case "LineString": return [c];
      case "MultiPolygon": return c.flat();
      default: return c;
    }
  }

  // The columns of a FeatureCollection, as the map reads them: the page around has features.
  function table({ features }) {
    const parts = features.map(({ geometry }) => partsOf(geometry));
    const names = new Set(features.flatMap(({ properties }) => Object.keys(properties)));
    const column = (name) => ({ values: features.map(({ properties }) => properties[name] ?? null) });
    return {
      ids: features.map(({ id }) => id),
      kinds: features.map(({ geometry }) => (geometry && KINDS[geometry.type]) || 0),
      parts: parts.map((own) => own.length),
      sizes: parts.flat().map((part) => part.length),
      places: parts.flat().flatMap(stepsOf),
      columns: Object.fromEntries([...names].map((name) => [name, column(name)])),
    };
  }

  function stepsOf(part) {
    const whole = part.map(([x, y]) => [Math.round(x * 1e5), Math.round(y * 1e5)]);
    return whole.flatMap(([x, y], at) => (at ? [x - whole[at - 1][0], y - whole[at - 1][1]] : [x, y]));
  }

  const given = (found) => (found.type === "FeatureCollection" ? table(found) : found);

  Z.wire = {
    index: async () => frame.index,
    again: async () => frame.index,
    getJson: async (path) => given(frame.read(path)),
    selection,
    numbers,
  };
})(window.Z);
