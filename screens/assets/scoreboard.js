// The scoreboard beside the map: tables of counts; behind every count stand its records, in the list
// below it and on the map.

// `open` is the name of the count whose records are shown, as the address has it.
const board = { part: "targets", open: null, sent: null, isSought: false, told: null, key: null, error: null, component: null };

export function scoreboard(component) {
  // What the server told in the other language is shown no more.
  if (board.component && board.component.data.language !== component.data.language) board.told = null;
  board.component = component;
  boardHear(component.data.count);
  boardShow();
  toolFollow(component);
  const { path, query } = component.data;
  if (board.key !== `${path}?${query}`) boardAsk(`${path}?${query}`);
}

// The address says which count is open. What it said before the reader's last press comes late.
function boardHear(count) {
  if (board.sent !== null && count !== board.sent.count) return;
  const isNews = board.sent === null && count !== board.open;
  board.sent = null;
  if (!isNews) return;
  Object.assign(board, { open: count, isSought: Boolean(count) });
  if (count) board.part = boardPart(count);
  if (board.told) boardMark();
}

// The count that an address opens is brought into sight, once.
function boardSeek(node) {
  const found = board.isSought && node.querySelector('.zt-count[aria-expanded="true"]');
  if (!found) return;
  board.isSought = false;
  requestAnimationFrame(() => found.isConnected && found.closest("tbody").scrollIntoView({ block: "nearest" }));
}

// Stages and blocks of the timetable stand on one page.
const boardPart = (count) => count.split(".")[0];

function boardOpen(count, part = board.part) {
  const isOther = count !== board.open;
  Object.assign(board, { open: count, part });
  boardShow();
  boardMark();
  if (!isOther) return;
  board.sent = { count };
  boardSend({ count });
}

async function boardAsk(address) {
  Object.assign(board, { key: address, error: null });
  try {
    const told = await askServer(address);
    if (board.key !== address) return; // the reader has turned to something else
    Object.assign(board, { told });
  } catch (error) {
    if (board.key === address) Object.assign(board, { error, key: null });
  }
  boardShow();
  boardMark();
}

function boardAgain() {
  const { path, query } = board.component.data;
  boardAsk(`${path}?${query}`);
}

// The cell of the count that is open; none where it has no record under this date and these filters.
function boardFound() {
  if (!board.open || !board.told) return undefined;
  const rows = board.told.sections.filter(({ id }) => id === boardPart(board.open)).flatMap((section) => section.rows);
  return rows.flatMap(boardCells).find((cell) => boardIsOpen(cell));
}

const boardIsOpen = (cell) => Array.isArray(cell) && cell[2] === board.open;
const boardKey = ({ promise, record, name }) => promise ?? record ?? name;
const boardCells = ({ cells, beside }) => [...cells, ...(beside ?? []).map(([, cell]) => cell)];
const boardIds = (cell) => board.told.counts[cell[1]].map((place) => board.told.records[place]);

function boardShow() {
  const { told, error } = board;
  const node = toolRoot(board.component, "scoreboard");
  if (!told) {
    refill(node, toolFault(error, boardAgain), error ? null : el("p", { role: "status", class: "zt-quiet" }, "…"));
    return;
  }
  const { words } = told;
  // An address may name a part that there is not.
  const part = told.sections.some(({ id }) => id === board.part) ? board.part : told.sections[0]?.id;
  const shown = part === "stages" || part === "blocks" ? ["stages", "blocks"] : [part];
  const tabs = told.sections.filter(({ id }) => id !== "blocks");
  refill(node, el("h2", {}, words.title),
    toolFault(error, boardAgain),
    el("p", { class: "zt-quiet" }, told.about.slice(0, 2).map(([item, text]) => `${item}: ${text}`).join(" · ")),
    el("div", { class: "zt-parts", role: "group", "aria-label": words.sections },
      tabs.map(({ id, title }) => el("button", {
        type: "button", "data-focus": `board-${id}`, "aria-pressed": String(id === part),
        onclick: () => boardOpen(null, id),
      }, id === "stages" ? words.blocks : title))),
    board.open && !boardFound() ? el("p", { role: "status", class: "zt-quiet" }, words.gone) : null,
    told.sections.filter(({ id }) => shown.includes(id)).map(boardSection),
    el("h3", {}, words.files),
    el("ul", {}, words.formats.map(([kind, label]) => el("li", {}, el("a", {
      href: boardFile(kind), "data-focus": `board-file-${kind}`,
      ...(kind === "html" ? { target: "_blank", rel: "noopener" } : { download: "" }),
    }, label)))),
    el("details", {}, el("summary", { "data-focus": "board-notes" }, words.notes),
      el("ul", {}, told.about.slice(2).map(([item, text]) => el("li", {}, Number(item) ? text : `${item}: ${text}`)))));
  boardSeek(node);
}

const boardFile = (kind) => `${board.component.data.path}/${kind}?${board.component.data.query}`;

function boardSection(section) {
  const { words, columns } = board.told;
  const heads = [...(section.columns ?? []), ...(section.measures ? columns : [])];
  const width = heads.length + 1;
  return el("section", { class: `zt-part-${section.id}` }, el("h3", {}, section.title),
    section.legend && section.rows.some(({ bar }) => bar) ? boardLegend(section) : null,
    section.measures ? el("p", { class: "zt-quiet" }, columns.filter(([label, short]) => !label.includes(short)).map(([label, short]) => `${short} = ${label}`).join(words.semicolon)) : null,
    el("div", { class: "zt-scroll", tabindex: "0", role: "region", "aria-label": section.title },
      el("table", {}, el("thead", {}, el("tr", {}, el("th", { scope: "col" }, section.head), heads.map((head) =>
        el("th", { scope: "col", class: "zt-number", title: Array.isArray(head) ? head[0] : null }, Array.isArray(head) ? head[1] : head)))),
      section.rows.map((row) => boardRow(section, row, { heads, width })))),
    section.bare?.length ? el("details", {}, el("summary", { "data-focus": "board-bare" }, words.bare.replace("{count}", section.bare.length)),
      el("ul", {}, section.bare.map(([id, name]) => el("li", {}, boardPromise(id, name))))) : null);
}

function boardLegend({ legend, id }) {
  return el("ul", { class: "zt-signs" }, legend.map((text, at) => el("li", {},
    el("span", { class: `zt-piece zt-piece-${id}-${at}`, "aria-hidden": "true" }), text)));
}

// A row, what is said of it, and the records behind the count that is open in it.
function boardRow(section, row, { heads, width }) {
  const { words } = board.told;
  const key = boardKey(row);
  const cells = boardCells(row);
  const open = cells.findIndex(boardIsOpen);
  const measures = [...heads.map((head) => (Array.isArray(head) ? head[0] : head)), ...(row.beside ?? []).map(([label]) => label)];
  const count = (at) => boardCount(cells[at], { id: `${section.id}-${key}-${at}`, label: `${measures[at]}: ${row.name}` });
  const isSpoken = section.open || open >= 0 || section.id === "metro";
  const lines = (row.lines ?? []).filter(Boolean);
  return el("tbody", {},
    el("tr", {}, el("th", { scope: "row" }, boardName(row), row.under ? el("div", { class: "zt-quiet" }, row.under) : null, row.bar ? boardBar(section.id, row.bar) : null),
      row.cells.map((cell, at) => el("td", { class: "zt-number" }, count(at)))),
    isSpoken && (lines.length || row.beside?.length) ? el("tr", { class: "zt-said" }, el("td", { colspan: width },
      lines.map((text) => el("p", { class: "zt-quiet" }, text)),
      row.beside?.length ? el("p", { class: "zt-quiet" }, row.beside.flatMap(([label], at) => [at ? " · " : "", `${label} `, count(row.cells.length + at)])) : null)) : null,
    open >= 0 ? el("tr", { class: "zt-said" }, el("td", { colspan: width }, boardBehind(cells[open], { row, measure: measures[open], words }))) : null);
}

function boardName(row) {
  if (row.promise) return boardPromise(row.promise, row.name);
  if (row.record) return boardRecord(row.record, row.name);
  return row.name;
}

const boardSend = (change) => board.component.setTriggerValue("change", change);

function boardPromise(id, name) {
  return el("button", { type: "button", class: "zt-open", title: board.told.words.promise, "data-focus": `board-promise-${id}`, onclick: () => boardSend({ promise: id }) }, name);
}

function boardRecord(id, name) {
  const { data } = board.component;
  return el("button", { type: "button", class: "zt-open", "aria-current": data.selected === id ? "true" : null, "data-focus": `board-record-${id}`, onclick: () => boardSend({ select: id }) }, name);
}

function boardCount(cell, { id, label }) {
  if (!Array.isArray(cell)) return el("span", { class: "zt-none" }, cell);
  const isOpen = boardIsOpen(cell);
  return el("button", {
    type: "button", class: "zt-count", "data-focus": `board-${id}`, "aria-expanded": String(isOpen), "aria-label": `${cell[0]} ${label}`,
    onclick: () => boardOpen(isOpen ? null : cell[2]),
  }, cell[0]);
}

function boardBehind(cell, { row, measure, words }) {
  const records = boardIds(cell);
  const located = records.filter((record) => record[4]);
  const title = words.behind.replace("{count}", records.length).replace("{measure}", measure).replace("{row}", row.name);
  return el("section", { class: "zt-behind" }, el("h4", {}, title),
    located.length ? el("button", { type: "button", "data-focus": "board-go", onclick: () => mapFace()?.goTo?.(located.map(([id]) => id)) }, `${words.on_map} (${located.length})`) : null,
    el("ul", {}, records.map(([id, name, status, last, isLocated]) => el("li", {},
      isLocated === null ? boardPromise(id, name) : boardRecord(id, name),
      el("span", { class: "zt-quiet" }, ` ${[status, last, isLocated === false ? words.unlocated : ""].filter(Boolean).join(" · ")}`)))));
}

// Parts of what was promised, or of the network's length against its goal.
function boardBar(id, parts) {
  const whole = parts.reduce((sum, part) => sum + part, 0) || 1;
  return el("div", { class: "zt-bars", "aria-hidden": "true" }, parts.map((part, at) => {
    const piece = el("span", { class: `zt-piece zt-piece-${id}-${at}` });
    piece.style.width = `${(100 * part) / whole}%`;
    return piece;
  }));
}

// The records behind the count that is open stand out on the map.
function boardMark() {
  const cell = boardFound();
  const records = cell ? boardIds(cell).filter((record) => record[4]).map(([id]) => id) : [];
  toolLay("scoreboard", records.length ? { records } : null);
}
