// In the meeting pack the map's layers do not come over the wire: the page around the frame has them.
// This stands in for wire.js; it also hands clicks to that page, as Streamlit does in the app.
"use strict";
((Z) => {
  const { frame } = window.parent.zhengtuPack;

  async function selection(rows, layers) {
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
  async function numbers(given, layers) {
    const firstOf = new Map();
    let start = 0;
    for (const { id, count, background } of layers) {
      if (background) continue;
      firstOf.set(id, start);
      start += count;
    }
    return (id) => (row) => given[firstOf.get(id) + row];
  }

  Z.wire = {
    index: async () => frame.index,
    again: async () => frame.index,
    getJson: async (path) => frame.read(path),
    selection,
    numbers,
  };
  window.Streamlit = { setComponentValue: (event) => frame.happened(event) };
})(window.Z);
