// What comes over the wire: the layers (fetched by URL) and the message (handed over by the page).
"use strict";
((Z) => {
  // The frame lives at {base}/component/streamlit_folium.st_folium/: two folders below {base}/.
  const API = new URL("../../api/", document.baseURI);

  const STORED_AND_LAST = 1;

  async function getJson(path) {
    const answer = await fetch(new URL(path, API), { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status} ${path}`);
    return answer.json();
  }

  // Begun while this script is being read, before the page has said anything: the index, or, where the
  // script was given one, all that it names.
  const given = window.zhengtuIndex;
  const begun = new Map();
  let index = given ? Promise.resolve(given) : begin("layers");
  if (given) for (const path of [given.symbols, ...given.layers.map(({ url }) => url)]) begun.set(path, begin(path));

  function begin(path) {
    const answer = getJson(path);
    answer.catch(() => undefined); // whoever asks for it hears of the failure
    return answer;
  }

  // What was begun is handed out once: whoever asks again, asks the server.
  function get(path) {
    const answer = begun.get(path) || getJson(path);
    begun.delete(path);
    return answer;
  }

  async function inflate(text) {
    const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    // Short bitsets come uncompressed, in one block of RFC 1950: nothing to wait for.
    if (packed[2] === STORED_AND_LAST) return packed.subarray(7, packed.length - 4);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  // Split the bitset over all thematic rows into one reader per layer.
  async function selection(text, layers) {
    const bits = text ? await inflate(text) : new Uint8Array(0);
    const chosen = new Map();
    let start = 0;
    for (const { id, count, background } of layers) {
      if (background) continue;
      const first = start;
      chosen.set(id, (row) => ((bits[(first + row) >> 3] >> ((first + row) & 7)) & 1) === 1);
      start += count;
    }
    return chosen;
  }

  // Split a number for each thematic row (a byte) into one reader per layer.
  async function numbers(text, layers) {
    const bytes = await inflate(text);
    const found = new Map();
    let start = 0;
    for (const { id, count, background } of layers) {
      if (background) continue;
      const first = start;
      found.set(id, (row) => bytes[first + row]);
      start += count;
    }
    return found;
  }

  Z.wire = {
    index: () => index,
    again() { index = begin("layers"); return index; },
    getJson: get,
    selection,
    numbers,
  };
})(window.Z);
