// The selection and the ledger as sortable, paged tables.
"use strict";
((P) => {
  const { say, pick } = P.words;
  const PAGE_SIZE = 25;
  const MOST_DIGITS = 10;

  const isMissing = (value) => value === null || value === undefined || value === "";

  // Numbers by size, text as the reader's language sorts it (Chinese by pinyin).
  function compare(one, other) {
    if (typeof one === "number" && typeof other === "number") return one - other;
    return String(one).localeCompare(String(other), ["zh-Hans-CN-u-co-pinyin", "en"], { numeric: false });
  }

  function sorted(rows, { sort, descending }) {
    const present = rows.filter((row) => !isMissing(row[sort]));
    const missing = rows.filter((row) => isMissing(row[sort]));
    present.sort((one, other) => (descending ? compare(other[sort], one[sort]) : compare(one[sort], other[sort])));
    return [...present, ...missing];
  }

  const shown = (value) => (isMissing(value) ? "" : typeof value === "number" ? value.toLocaleString("en-US", { maximumSignificantDigits: MOST_DIGITS }) : String(value));

  // One page of a table; without a page of its own, that of the selected row.
  function pageOf(rows, columns, paging, selected) {
    const whole = columns.some(({ id }) => id === paging.sort) ? sorted(rows, paging) : rows;
    const last = Math.max(1, Math.ceil(whole.length / PAGE_SIZE));
    const place = Math.max(0, whole.findIndex(({ id }) => id === selected));
    const page = Math.min(paging.page ?? Math.floor(place / PAGE_SIZE) + 1, last);
    return {
      columns,
      rows: whole.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE).map((row) => ({ id: row.id, cells: columns.map(({ id }) => shown(row[id])) })),
      total: whole.length, page, size: PAGE_SIZE,
      sort: { column: paging.sort ?? "", descending: Boolean(paging.descending) },
      selected,
      caption: say("rows", { count: whole.length }),
      words: { previous: say("previous"), next: say("next"), pages: say("pages"), empty: say("nothingLong") },
    };
  }

  const columns = (names) => names.map(([id, word, kind = "text"]) => ({ id, label: say(word), kind }));

  const recordColumns = () => columns([
    ["name", "columnName"], ["layer", "columnLayer"], ["category", "category"], ["districts", "districts"], ["status", "status"],
    ["last_known", "lastKnown", "short"], ["due", "due", "short"], ["placement", "placement", "short"], ["accuracy_m", "accuracy", "number"],
    ["length_km", "length", "number"], ["area_km2", "area", "number"],
  ]);

  // Length and area are the published figures; where none was published the cell is empty.
  function recordRows(selection) {
    const { facts, rows } = selection.index;
    return selection.chosen.map((at) => {
      const { id, layer, own, more } = rows[at];
      const state = selection.stateOf(rows[at]);
      return {
        id, name: pick([own.name_zh, own.name_en]), layer: pick(layer.title), category: pick(layer.categories[own.category]),
        districts: pick(more.where), status: P.cards.standing(state, facts), last_known: state.lastKnown, due: own.due,
        placement: pick(facts.words.placement[own.placement]), accuracy_m: own.accuracy_m, length_km: more.length_km, area_km2: more.area_km2,
      };
    });
  }

  const ledgerColumns = () => columns([
    ["subject", "promise"], ["summary", "promiseSummary"], ["section", "section"], ["theme", "theme", "short"], ["target", "target"],
    ["due", "due", "short"], ["status", "status"], ["deadline", "deadline"], ["answers", "answers", "number"],
  ]);

  function ledgerRows(selection) {
    const { facts } = selection.index;
    return selection.promised.map((entry) => {
      const { promise } = entry;
      return {
        id: promise.id, subject: pick(promise.subject), summary: pick(promise.summary), section: P.cards.section(promise.section),
        theme: pick(facts.words.theme[promise.theme]), target: pick(promise.target), due: promise.due,
        status: P.cards.standing(entry, facts), deadline: P.cards.deadline(entry, facts),
        answers: promise.answers.filter(({ counts }) => counts).length,
      };
    });
  }

  // What the reader did to a table: sorted it, or turned a page.
  function changed(paging, change) {
    if (change.sort !== undefined) return { page: null, sort: change.sort, descending: change.descending };
    return { ...paging, page: change.page };
  }

  P.tables = { pageOf, recordColumns, recordRows, ledgerColumns, ledgerRows, changed };
})(Pack);
