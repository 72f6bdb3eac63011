// The dead-end workbench beside the map: a network is sent, the run watched, its result listed. All of
// it goes over HTTP: the page itself need not run again.

const STREETS_LOOK_MS = 500;
const STREETS_BYTES = { "Content-Type": "application/octet-stream" };
const workbench = { run: null, told: null, error: null, sent: null, chosen: new Set(), exported: {}, exporting: false, component: null };

export function streets(component) {
  const isTranslated = workbench.component && workbench.component.data.language !== component.data.language;
  workbench.component = component;
  streetsShow();
  // What the server told, it told in the other language.
  if (isTranslated && workbench.run) streetsWatch().catch((error) => streetsFail(error.message));
}

function streetsShow() {
  const { component, told } = workbench;
  const { data } = component;
  const node = toolRoot(component, "streets");
  const busy = workbench.sent !== null || (told && ["waiting", "working"].includes(told.state));
  refill(node, el("h2", {}, data.words.title),
    el("div", { class: workbench.error ? "zt-warning" : "zt-no-warning", role: "alert" }, workbench.error ? el("p", {}, workbench.error) : null),
    workbench.run || workbench.sent !== null ? null : streetsForm(data),
    busy ? streetsProgress(data) : null,
    told?.result ? streetsResult(data, told.result, busy) : null,
    workbench.run && !busy ? el("button", { type: "button", "data-focus": "streets-again", onclick: streetsAgain }, data.words.again) : null);
}

const streetsAddress = (rest = "", more = {}) => `${workbench.component.data.path}/${workbench.run}${rest}?${new URLSearchParams({ lang: workbench.component.data.language, ...more })}`;

// Ask until the run has ended; then what was found goes onto the map.
async function streetsWatch() {
  const { run } = workbench;
  for (;;) {
    const told = await askServer(streetsAddress());
    if (workbench.run !== run) return; // the reader has turned to another network
    workbench.told = told;
    if (told.state === "failed" || told.state === "called off") { streetsFail(told.error ?? null); return; }
    if (told.state === "done") break;
    streetsShow();
    await new Promise((done) => { setTimeout(done, STREETS_LOOK_MS); });
  }
  streetsShow();
  if (!workbench.laid) await streetsLay();
}

async function streetsLay() {
  const over = await askServer(streetsAddress("/map"));
  workbench.laid = over;
  toolLay("streets", over, [...workbench.chosen]);
  streetsShow();
  streetsGo(workbench.told.result.bounds);
}

function streetsGo([west, south, east, north]) {
  mapFace()?.map?.fitBounds([[south, west], [north, east]], { padding: [20, 20], maxZoom: 17 });
}

function streetsFail(text) {
  Object.assign(workbench, { error: text, sent: null });
  if (!workbench.told?.result) Object.assign(workbench, { run: null, told: null });
  streetsShow();
}

function streetsAgain() {
  Object.assign(workbench, { run: null, told: null, error: null, laid: null, chosen: new Set() });
  workform.file = null;
  toolLay("streets", null);
  if (workform.from === "draw") mapFace()?.keepStreets?.(workform.drawn);
  streetsShow();
}

function streetsProgress({ words }) {
  const { told } = workbench;
  const text = !told ? words.sending : told.state === "waiting" ? words.waiting : words.stages[told.stage];
  const share = told ? told.share : null;
  return el("div", { class: "zt-running" }, el("p", { role: "status" }, text),
    el("progress", { max: "1", value: share === null ? null : String(share), "aria-label": text }),
    told ? el("button", { type: "button", "data-focus": "streets-stop", onclick: () => askServer(streetsAddress(), { method: "DELETE" }).catch((error) => streetsFail(error.message)) }, words.stop) : null);
}

function streetsResult({ words }, result, busy) {
  const { chosen } = workbench;
  return [
    el("p", {}, result.summary),
    el("p", { class: "zt-quiet" }, `${words.source}: ${result.source}`),
    streetsLegend(words),
    el("h3", {}, words.kinds),
    el("table", { class: "zt-kinds" }, el("tbody", {}, result.kinds.map(([kind, count]) => el("tr", {}, el("th", { scope: "row" }, kind), el("td", {}, count.toLocaleString("en")))))),
    result.comparison ? streetsComparison(words, result) : null,
    el("h3", {}, words.ranked),
    result.rows.length ? [
      el("div", { class: "zt-row" },
        el("button", { type: "button", class: "zt-first", "data-focus": "streets-compare", "aria-disabled": busy || !chosen.size ? "true" : null, onclick: streetsCompare }, `${words.compare} (${chosen.size})`),
        el("button", { type: "button", "data-focus": "streets-best", onclick: () => streetsChoose(result.best) }, words.best),
        chosen.size ? el("button", { type: "button", "data-focus": "streets-none", onclick: () => streetsChoose([]) }, words.none) : null),
      el("div", { class: "zt-scroll", tabindex: "0", role: "region", "aria-label": words.ranked },
        el("table", {}, el("thead", {}, el("tr", {}, [...result.columns, words.open].map((label) => el("th", { scope: "col" }, label)))),
          el("tbody", {}, result.rows.map((row) => streetsRow(row, words))))),
    ] : el("p", {}, words.ranked_none),
    el("p", {}, el("a", { href: busy ? null : streetsAddress("/file"), download: "", "data-focus": "streets-file-of-it", "aria-disabled": busy ? "true" : null }, words.file_of_it)),
    el("p", {}, el("a", { href: busy ? null : streetsAddress("/print"), target: "_blank", rel: "noopener", "data-focus": "streets-print", "aria-disabled": busy ? "true" : null }, words.print)),
    streetsExports(words, result.formats, busy || workbench.exporting),
    el("h3", {}, words.notes),
    el("ul", {}, result.notes.map((text) => el("li", {}, text))),
  ].flat();
}

// Any format and CRS of the exports, as of any layer; a fault is said here, not on a page of its own.
function streetsExports(words, formats, busy) {
  const { exported } = workbench;
  const [, , systems] = formats.find(([id]) => id === exported.format) ?? formats[0];
  const select = (name, label, choices) => el("label", {}, label, el("select", { "data-focus": `streets-export-${name}`, onchange: ({ target }) => { workbench.exported = name === "format" ? { format: target.value } : { ...workbench.exported, crs: target.value }; streetsShow(); } },
    choices.map(([value, text]) => el("option", { value, selected: value === exported[name] }, text))));
  return el("details", { class: "zt-exports" }, el("summary", { "data-focus": "streets-export" }, words.export),
    el("div", { class: "zt-pair" }, select("format", words.export_format, formats), select("crs", words.export_crs, systems.map(([id, text]) => [id, `${text} (${id})`]))),
    el("div", { class: "zt-row" }, el("button", { type: "button", "data-focus": "streets-export-get", "aria-disabled": busy ? "true" : null, onclick: () => busy || streetsExport(formats) }, workbench.exporting ? words.preparing : words.export_get)));
}

async function streetsExport(formats) {
  Object.assign(workbench, { exporting: true, error: null });
  streetsShow();
  try {
    const [format, , systems] = formats.find(([id]) => id === workbench.exported.format) ?? formats[0];
    const answer = await reachServer(streetsAddress("/file", { format, crs: workbench.exported.crs ?? systems[0][0] }));
    if (!answer.ok) throw new Error((await answer.json()).error);
    const [, name] = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition"));
    const link = el("a", { href: URL.createObjectURL(await answer.blob()), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
  } catch (error) {
    workbench.error = error.message;
  }
  workbench.exporting = false;
  streetsShow();
}

// The colours are those that the map has just been told.
function streetsLegend(words) {
  const { laid, component } = workbench;
  if (!laid) return null;
  const sign = (name, of) => {
    const mark = el("span", { class: `zt-sign zt-sign-${name}`, "aria-hidden": "true" });
    mark.style.setProperty("--zt-of", laid.colours[of][component.data.theme]);
    return mark;
  };
  const signs = [sign("street", "streets"), sign("proposed", "links"), sign("opened", "links"), sign("end", "ends")];
  return el("ul", { class: "zt-signs" }, signs.map((mark, at) => el("li", {}, mark, words.legend[at])));
}

function streetsRow({ id, cells }, words) {
  const [rank, name, ...numbers] = cells;
  return el("tr", { "aria-current": workbench.pointed === id ? "true" : null },
    el("td", { class: "zt-number" }, rank),
    el("th", { scope: "row" }, el("button", { type: "button", class: "zt-open", title: words.show, "data-focus": `streets-${id}`, onclick: () => streetsPoint(id) }, name)),
    numbers.map((text) => el("td", { class: "zt-number" }, text)),
    el("td", {}, el("input", { type: "checkbox", checked: workbench.chosen.has(id), "data-focus": `streets-open-${id}`, "aria-label": `${words.open} ${rank}`, onchange: ({ target }) => streetsChoose(target.checked ? [...workbench.chosen, id] : [...workbench.chosen].filter((other) => other !== id)) })));
}

function streetsChoose(ids) {
  workbench.chosen = new Set(ids);
  toolLay("streets", workbench.laid, ids);
  streetsShow();
  document.querySelectorAll('.zt-streets input[type="checkbox"]').forEach((box) => { box.checked = workbench.chosen.has(box.dataset.focus.replace("streets-open-", "")); });
}

function streetsPoint(id) {
  workbench.pointed = id;
  const link = workbench.laid?.links.find((other) => other.id === id);
  if (link) mapFace()?.map?.fitBounds(link.path, { maxZoom: 17, padding: [80, 80] });
  streetsShow();
}

async function streetsCompare({ target }) {
  if (target.getAttribute("aria-disabled")) return;
  try {
    workbench.error = null;
    workbench.told = await askServer(streetsAddress(), { method: "POST", body: JSON.stringify([...workbench.chosen]) });
    await streetsWatch();
  } catch (error) {
    streetsFail(error.message);
  }
}

function streetsComparison(words, { comparison, chosen }) {
  return el("section", { class: "zt-opened" }, el("h3", {}, words.opened.replace("{count}", chosen.length)),
    el("table", {}, el("thead", {}, el("tr", {}, words.measures.map((label) => el("th", { scope: "col" }, label)))),
      el("tbody", {}, comparison.rows.map(([label, ...values]) => el("tr", {}, el("th", { scope: "row" }, label), values.map((text) => el("td", { class: "zt-number" }, text)))))));
}
