// The selection in the browser: what layers/selection.py and layers/ledger.py do, on the same facts.
"use strict";
((P) => {
  // Which test a record fails, one bit each; a facet's counts forgive its own bit.
  const BITS = { layer: 1, text: 2, candidate: 4, theme: 8, category: 16, placement: 32, district: 64, status: 128 };
  const NOT_PRINTABLE = /[\p{Cc}\p{Cs}]/u;
  const BLANKS = /[\t-\r\u001c-\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/u; // Python's

  const dayNumber = (iso) => Number(iso.replaceAll("-", ""));

  function todayIso() {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  }

  // Folding of a search text: as layers/search.py does it, with the tables of Python's own Unicode.
  class Folding {
    constructor({ combining, cases }) {
      const escape = (point) => `\\u{${point.toString(16)}}`;
      this.combining = new RegExp(`[${combining.map(([from, to]) => `${escape(from)}-${escape(to)}`).join("")}]`, "gu");
      this.cases = cases;
    }

    normalise(text) {
      const bare = text.normalize("NFKC").normalize("NFKD").replace(this.combining, "");
      return [...bare].map((character) => this.cases[character] ?? character.toLowerCase()).join("");
    }

    words(text) { return this.normalise(text).split(BLANKS).filter(Boolean); }
  }

  // The last entry whose day is not after the one asked for.
  function lastUntil(entries, day) {
    let found = null;
    for (const entry of entries) {
      if (entry[0] <= day) found = entry;
    }
    return found;
  }

  function codeAt(steps, day) {
    let code = 0;
    for (const [from, then] of steps) {
      if (from > day) break;
      code = then;
    }
    return code;
  }

  class Index {
    constructor(facts) {
      this.facts = facts;
      this.codes = facts.words.codes;
      this.stale = facts.words.stale;
      this.folding = new Folding(facts.folding);
      this.layers = facts.layers.filter((layer) => !layer.background);
      // One row per thematic record, layer after layer: the order in which the map counts them.
      this.rows = this.layers.flatMap((layer) => rowsOf(layer));
      this.every = new Map(facts.layers.flatMap((layer) => rowsOf(layer)).map((row) => [row.id, row]));
      for (const row of this.rows) this.every.set(row.id, row);
      this.promises = facts.promises;
      this.promiseOf = new Map(this.promises.map((promise) => [promise.id, promise]));
    }

    statusOf(code) { return this.codes[code % this.stale]; }

    select(view) { return new Selection(this, view); }
  }

  const rowsOf = (layer) => layer.features.map((feature, at) => ({
    id: feature.id, layer, feature, own: feature.properties, more: layer.more[at],
    category: `${layer.id}.${feature.properties.category}`,
  }));

  class Selection {
    constructor(index, view) {
      this.index = index;
      this.view = view;
      this.day = view.at ?? todayIso();
      this.number = dayNumber(this.day);
      this.words = index.folding.words(view.text);
      this.codes = index.rows.map((row) => codeAt(row.more.steps, this.number));
      const tests = this.tests();
      this.fails = index.rows.map((row, at) => tests.reduce((bits, [bit, passes]) => bits | (passes(row, at) ? 0 : bit), 0));
    }

    tests() {
      const { view } = this;
      const among = (words, of) => {
        const wanted = new Set(words);
        return (row, at) => !wanted.size || wanted.has(of(row, at));
      };
      const shown = new Set(view.layers);
      return [
        [BITS.layer, (row) => shown.has(row.layer.id)],
        [BITS.text, (row) => this.words.every((word) => row.more.hay.includes(word))],
        [BITS.candidate, (row) => view.candidates || !row.more.candidate],
        [BITS.theme, among(view.themes, (row) => row.own.theme)],
        [BITS.category, among(view.categories, (row) => row.category)],
        [BITS.placement, among(view.placements, (row) => row.own.placement)],
        [BITS.district, (row) => !view.districts.length || view.districts.some((name) => row.own.districts.includes(name))],
        [BITS.status, among(view.statuses, (_, at) => this.statusAt(at))],
      ];
    }

    statusAt(at) { return this.index.statusOf(this.codes[at]); }

    isStale(at) { return this.codes[at] >= this.index.stale; }

    passes(at, without = 0) { return (this.fails[at] & ~without) === 0; }

    // Places of the rows that pass, layers switched off left out; `filtered` has these too.
    get chosen() { this.chosenOnce ??= this.places(0); return this.chosenOnce; }

    get filtered() { this.filteredOnce ??= this.places(BITS.layer); return this.filteredOnce; }

    places(without) { return [...this.fails.keys()].filter((at) => this.passes(at, without)); }

    get ids() { return this.chosen.map((at) => this.index.rows[at].id); }

    counts(facet) {
      const found = {};
      const add = (word) => { found[word] = (found[word] ?? 0) + 1; };
      const of = {
        layer: (row) => [row.layer.id], theme: (row) => [row.own.theme], category: (row) => [row.category],
        placement: (row) => [row.own.placement], district: (row) => row.own.districts, status: (_, at) => [this.statusAt(at)],
      }[facet];
      for (const at of this.places(BITS[facet])) of(this.index.rows[at], at).forEach(add);
      return found;
    }

    // Unconfirmed core blocks that the other filters let through.
    candidates() { return this.places(BITS.candidate).filter((at) => this.index.rows[at].more.candidate).length; }

    byStatus(places) {
      const found = {};
      for (const at of places) found[this.statusAt(at)] = (found[this.statusAt(at)] ?? 0) + 1;
      return found;
    }

    // Status of any record at the day: background ones have none.
    stateOf(row) {
      const code = codeAt(row.more.steps ?? [], this.number);
      const known = lastUntil(row.more.known, this.number);
      return { status: this.index.statusOf(code), stale: code >= this.index.stale, lastKnown: known && known[1] };
    }

    // The commitments that the view asks for; layers do not filter them.
    get promised() { this.promisedOnce ??= this.entries().filter((entry) => passesAll(entry.facets, this.wanted())); return this.promisedOnce; }

    wanted() {
      const { view } = this;
      return { district: view.districts, status: view.statuses, theme: view.themes, category: view.categories, placement: view.placements };
    }

    entries() {
      return this.index.promises.filter(({ hay }) => this.words.every((word) => hay.includes(word))).map((promise) => this.entryOf(promise));
    }

    entryOf(promise) {
      const [, status, stale, origin, lastKnown, state, since, reached] = lastUntil(promise.turns, this.number) ?? promise.turns[0];
      const facets = { district: promise.districts, status: [status], theme: [promise.theme], category: promise.categories, placement: promise.placements };
      return { promise, status, stale: Boolean(stale), origin, lastKnown, deadline: { state, since, reached }, facets };
    }

    promisedCounts(facet) {
      const found = {};
      for (const { facets } of this.entries()) {
        if (!passesAll(facets, { ...this.wanted(), [facet]: [] })) continue;
        for (const word of facets[facet]) found[word] = (found[word] ?? 0) + 1;
      }
      return found;
    }
  }

  const passesAll = (facets, wanted) => Object.entries(wanted)
    .every(([facet, words]) => !words.length || facets[facet].some((word) => words.includes(word)));

  const printable = (text, most) => [...text].filter((character) => !NOT_PRINTABLE.test(character)).slice(0, most).join("");

  P.evaluate = { BITS, Index, dayNumber, todayIso, lastUntil, printable };
})(Pack);
