// What comes over the wire: the layers (fetched by URL) and the message (handed over by the page).
"use strict";
((Z) => {
  // The frame lives at {base}/component/streamlit_folium.st_folium/: two folders below {base}/.
  const API = new URL("../../api/", document.baseURI);

  const LONG_GAP = 255;

  async function getJson(path) {
    const answer = await fetch(new URL(path, API), { credentials: "same-origin" });
    if (!answer.ok) throw new Error(`${answer.status} ${path}`);
    return answer.json();
  }

  // Begun while this script is being read, before the page has said anything: the index, or, where the
  // script was given one, all that it names, in one request. What that does not bring is asked for by itself.
  const given = window.zhengtuIndex;
  const begun = new Map();
  let index = given ? Promise.resolve(given) : begin("layers");
  if (given) beginAll(given);

  function beginAll({ whole, symbols, layers }) {
    const all = getJson(whole).catch(() => ({}));
    for (const path of [symbols, ...layers.map(({ columns }) => columns)]) {
      begun.set(path, kept(all.then((found) => found[path] ?? getJson(path))));
    }
  }

  function begin(path) { return kept(getJson(path)); }

  function kept(answer) {
    answer.catch(() => undefined); // whoever asks for it hears of the failure
    return answer;
  }

  // What was begun is handed out once: whoever asks again, asks the server.
  function get(path) {
    const answer = begun.get(path) || getJson(path);
    begun.delete(path);
    return answer;
  }

  // The bytes in a text: plain after a full stop, otherwise compressed. At once: the browser's own
  // DecompressionStream answers a few tasks later, after the page's new figures. What unpacks is made
  // ready when it is first needed (see LATE in frontend.py).
  function bytesIn(text) {
    const isPlain = text[0] === ".";
    const bytes = Uint8Array.from(atob(isPlain ? text.slice(1) : text), (character) => character.charCodeAt(0));
    if (isPlain) return bytes;
    if (!window.fflate) window.zhengtuMakeFflate();
    return window.fflate.unzlibSync(bytes);
  }

  // Which rows are selected, a bit for each. What begins with a sign lists the distances between
  // rows: those that are selected (+), or all that are not (-); 255 goes on in the next byte.
  function bitset(text, count) {
    if (text[0] !== "+" && text[0] !== "-") return bytesIn(text);
    const isListed = text[0] === "+";
    const bits = new Uint8Array((count + 7) >> 3).fill(isListed ? 0 : 255);
    let row = 0;
    for (const gap of bytesIn(text.slice(1))) {
      row += gap;
      if (gap === LONG_GAP) continue;
      bits[row >> 3] ^= 1 << (row & 7);
      row += 1;
    }
    return bits;
  }

  // The thematic layers with the place of their first row among all rows.
  function spans(layers) {
    let start = 0;
    return layers.filter(({ background }) => !background).map(({ id, count }) => {
      start += count;
      return { id, count, first: start - count };
    });
  }

  // Split the bitset over all thematic rows into one reader per layer.
  function selection(text, layers) {
    const all = spans(layers);
    const bits = text ? bitset(text, all.reduce((sum, { count }) => sum + count, 0)) : new Uint8Array(0);
    return new Map(all.map(({ id, first }) => [id, (row) => ((bits[(first + row) >> 3] >> ((first + row) & 7)) & 1) === 1]));
  }

  // A number for each thematic row (a byte). Gives a reader of one layer, which must be told what its
  // rows are alike in: in that order they came.
  function numbers(text, layers) {
    const bytes = bytesIn(text);
    const spanOf = new Map(spans(layers).map((span) => [span.id, span]));
    return (id, likeness) => {
      const { count, first } = spanOf.get(id);
      const own = new Uint8Array(count);
      const order = Float64Array.from(likeness, (key, row) => key * count + row).sort();
      order.forEach((place, at) => { own[place % count] = bytes[first + at]; });
      return (row) => own[row];
    };
  }

  Z.wire = {
    index: () => index,
    again() {
      begun.clear(); // belongs to the index that the script was given
      index = begin("layers");
      return index;
    },
    getJson: get,
    selection,
    numbers,
  };
})(window.Z);
