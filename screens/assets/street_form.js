// What the dead-end workbench is given: where the network comes from, what lies beside it, how far.

const STREETS_DRAWN = "zt-streets-drawn";
const workform = { from: "file", file: null, credit: "", limit: null, tolerance: null, pasted: "", area: "", kind: null, bridged: false, beside: [], reading: null, isUnfolded: false, class: null, isDrawing: false, drawn: streetsKept() };

// What was drawn outlives the page's reload, not the browser's tab.
function streetsKept() {
  try {
    return JSON.parse(sessionStorage.getItem(STREETS_DRAWN)) ?? [];
  } catch {
    return [];
  }
}

function streetsForm(data) {
  const { words, sources } = data;
  const bodies = { file: streetsFromFile, draw: streetsFromDrawing, paste: streetsFromText, download: streetsFromAfar };
  return [el("p", {}, words.why), el("form", { onsubmit: streetsBegin, novalidate: true },
    el("fieldset", { class: "zt-from" }, el("legend", {}, words.from),
      sources.map((name) => el("label", { class: "zt-choice" },
        el("input", { type: "radio", name: "from", value: name, checked: name === workform.from, "data-focus": `streets-from-${name}`, onchange: ({ target }) => streetsTurn(target.value) }), words.sources[name]))),
    el("div", { class: "zt-source", "data-source": workform.from }, bodies[workform.from](data)),
    streetsHasCredit() ? streetsField("credit", words.credit, { required: true, maxlength: "300" }) : null,
    el("div", { class: "zt-pair" },
      streetsField("limit", words.limit, { type: "number", min: "1", max: String(data.longest), required: true }, String(data.limit)),
      streetsField("tolerance", words.tolerance, { type: "number", min: "0", max: "50", step: "any", required: true }, String(data.tolerance))),
    streetsBeside(data),
    el("button", { type: "submit", class: "zt-first", "data-focus": "streets-run" }, words.run))];
}

// A network that is drawn, or downloaded, has a source that need not be asked for.
const streetsHasCredit = () => workform.from === "file" || workform.from === "paste";

function streetsField(name, label, attributes, first = "") {
  return el("label", {}, label, el("input", { name, value: workform[name] ?? first, ...attributes, "data-focus": `streets-${name}`, oninput: ({ target }) => { workform[name] = target.value; } }));
}

function streetsTurn(from) {
  workform.from = from;
  if (from !== "draw") streetsDraw(null);
  mapFace()?.keepStreets?.(from === "draw" ? workform.drawn : []);
  streetsShow();
}

function streetsFromFile({ words, accept }) {
  return [
    streetsFileButton("file", words.file, { accept, words, name: workform.file?.name, take: (file) => { workform.file = file; streetsShow(); } }),
    el("p", { class: "zt-quiet", id: "zt-streets-formats" }, words.formats),
  ];
}

function streetsFileButton(name, label, { accept, words, name: chosen, take }) {
  return el("label", {}, label, el("span", { class: "zt-file" },
    el("input", { type: "file", name, accept, class: "zt-hidden", "data-focus": `streets-${name}`, "aria-describedby": name === "file" ? "zt-streets-formats" : null, onchange: ({ target }) => { const [file] = target.files; if (file) take(file); target.value = ""; } }),
    el("span", { class: "zt-button", "aria-hidden": "true" }, words.choose), el("span", {}, chosen ?? words.no_file)));
}

function streetsFromDrawing({ words, classes }) {
  const { drawn, isDrawing } = workform;
  const told = drawn.length ? words.drawn.replace("{count}", drawn.length).replace("{length}", streetsLength(drawn)) : words.drawn_none;
  return [
    el("p", { class: "zt-quiet" }, words.draw_how),
    el("label", {}, words.class, el("select", { "data-focus": "streets-class", onchange: ({ target }) => { workform.class = target.value; if (workform.isDrawing) streetsDraw(target.value); } },
      classes.map(([value, text]) => el("option", { value, selected: value === (workform.class ?? classes[0][0]) }, text)))),
    el("div", { class: "zt-row" },
      el("button", { type: "button", "data-focus": "streets-draw", "aria-pressed": String(isDrawing), onclick: () => streetsDraw(workform.isDrawing ? null : workform.class ?? classes[0][0]) }, isDrawing ? words.drawing : words.draw),
      el("button", { type: "button", "data-focus": "streets-erase", "aria-disabled": drawn.length ? null : "true", onclick: () => streetsKeep(workform.drawn.slice(0, -1)) }, words.erase),
      el("button", { type: "button", "data-focus": "streets-erase-all", "aria-disabled": drawn.length ? null : "true", onclick: () => streetsKeep([]) }, words.erase_all)),
    el("p", { role: "status" }, told),
  ];
}

// Draw streets of a class, or (null) no more.
function streetsDraw(kind) {
  mapFace()?.drawStreets?.(kind, streetsHeard);
  if (kind !== null) mapFace()?.keepStreets?.(workform.drawn);
}

function streetsHeard(lines, isDrawing) {
  const isOther = isDrawing !== workform.isDrawing || lines.length !== workform.drawn.length;
  workform.isDrawing = isDrawing;
  workform.drawn = lines;
  sessionStorage.setItem(STREETS_DRAWN, JSON.stringify(lines));
  if (isOther && workbench.component) streetsShow();
}

function streetsKeep(lines) {
  mapFace()?.keepStreets?.(lines);
  streetsHeard(lines, workform.isDrawing);
}

// In kilometres, as the map measures; while that is on its way, the form waits for it.
function streetsLength(lines) {
  const face = mapFace();
  if (face?.map) return (lines.reduce((sum, { path }) => sum + face.measure(path, false).length, 0) / 1000).toFixed(2);
  setTimeout(streetsDrawAgain, ANALYSES_LOOK_MS);
  return "…";
}

function streetsDrawAgain() {
  if (workform.from !== "draw") return;
  mapFace()?.keepStreets?.(workform.drawn);
  streetsShow();
}

function streetsDrawnFile() {
  const features = workform.drawn.map(({ kind, path }) => ({
    type: "Feature", properties: { highway: kind },
    geometry: { type: "LineString", coordinates: path.map(([lat, lng]) => [Number(lng.toFixed(7)), Number(lat.toFixed(7))]) },
  }));
  return new File([JSON.stringify({ type: "FeatureCollection", features })], "drawn.geojson");
}

function streetsFromText({ words }) {
  return el("label", {}, words.paste, el("textarea", { rows: "5", spellcheck: "false", "data-focus": "streets-paste", oninput: ({ target }) => { workform.pasted = target.value; } }, workform.pasted));
}

function streetsFromAfar({ words }) {
  return [
    streetsField("area", words.area, { maxlength: "200" }),
    el("div", { class: "zt-row" }, el("button", { type: "button", "data-focus": "streets-view", onclick: streetsTakeView }, words.area_view)),
    el("p", { class: "zt-quiet" }, words.download_how),
  ];
}

function streetsTakeView() {
  const bounds = mapFace()?.map?.getBounds();
  if (!bounds) return;
  workform.area = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map((degrees) => degrees.toFixed(5)).join(",");
  streetsShow();
}

function streetsBeside({ words, kinds, beside }) {
  const kind = workform.kind ?? kinds[0][0];
  const title = Object.fromEntries(kinds);
  const isObstacle = kind !== "people" && kind !== "extent";
  return el("details", { class: "zt-beside", open: workform.isUnfolded, ontoggle: ({ target }) => { workform.isUnfolded = target.open; } }, el("summary", { "data-focus": "streets-beside" }, words.beside),
    el("p", { class: "zt-quiet" }, words.beside_how),
    workform.beside.length ? el("ul", { class: "zt-laid" }, workform.beside.map((one) => el("li", {},
      el("span", {}, `${title[one.kind]}: ${one.name}, ${words.shapes.replace("{count}", one.count.toLocaleString("en"))}${one.bridged ? ` (${words.bridged})` : ""}`),
      el("button", { type: "button", class: "zt-open", "data-focus": `streets-remove-${one.laid}`, "aria-label": `${words.remove}: ${one.name}`, onclick: () => { workform.beside = workform.beside.filter(({ laid }) => laid !== one.laid); streetsShow(); } }, words.remove)))) : null,
    el("div", { class: "zt-pair" },
      el("label", {}, words.beside_kind, el("select", { "data-focus": "streets-kind", onchange: ({ target }) => { workform.kind = target.value; streetsShow(); } },
        kinds.map(([value, text]) => el("option", { value, selected: value === kind }, text)))),
      streetsFileButton("laid", words.beside_file, { accept: beside, words, name: workform.reading ? words.beside_sending.replace("{file}", workform.reading) : "", take: streetsLayBeside })),
    isObstacle ? el("label", { class: "zt-choice" }, el("input", { type: "checkbox", checked: workform.bridged, "data-focus": "streets-bridged", onchange: ({ target }) => { workform.bridged = target.checked; } }), words.bridged) : null);
}

async function streetsLayBeside(file) {
  const { data } = workbench.component;
  if (file.size > data.largest) { streetsFail(data.words.too_large); return; }
  const kind = workform.kind ?? data.kinds[0][0];
  const bridged = workform.bridged && kind !== "people" && kind !== "extent";
  workform.reading = file.name;
  workbench.error = null;
  streetsShow();
  try {
    const query = new URLSearchParams({ name: file.name, kind, bridged: bridged ? "1" : "0", lang: data.language });
    const laid = await askServer(`${data.path}/beside?${query}`, { method: "POST", body: file, headers: STREETS_BYTES });
    workform.beside = [...workform.beside, { ...laid, bridged }];
    workform.reading = null;
    streetsShow();
  } catch (error) {
    workform.reading = null;
    streetsFail(error.message);
  }
}

// What is sent: a file, or none where the server is to fetch the streets; or the word for what lacks.
function streetsGiven(data) {
  const { words } = data;
  const isPasted = workform.pasted.trim() !== "";
  switch (workform.from) {
    case "draw": return workform.drawn.length ? { file: streetsDrawnFile(), credit: words.drawn_by, drawn: "1" } : { lacks: words.drawn_none };
    case "paste": return isPasted ? { file: new File([workform.pasted], workform.pasted.trim().startsWith("{") ? "pasted.geojson" : "pasted.wkt"), credit: workform.credit, drawn: "1" } : { lacks: words.pasted_none };
    case "download": return workform.area.trim() ? { file: null, area: workform.area, credit: "" } : { lacks: words.area_none };
    default: return workform.file ? { file: workform.file, credit: workform.credit } : { lacks: words.no_file };
  }
}

async function streetsBegin(event) {
  event.preventDefault();
  const { data } = workbench.component;
  const { lacks, file, ...given } = streetsGiven(data);
  if (lacks) { streetsFail(lacks); return; }
  if (file && file.size > data.largest) { streetsFail(data.words.too_large); return; }
  const query = new URLSearchParams({
    ...given, ...(file ? { name: file.name } : {}), lang: data.language,
    limit: workform.limit ?? data.limit, tolerance: workform.tolerance ?? data.tolerance,
  });
  for (const { laid } of workform.beside) query.append("laid", laid);
  streetsDraw(null);
  Object.assign(workbench, { error: null, sent: 0 });
  streetsShow();
  try {
    const { run } = await askServer(`${data.path}?${query}`, { method: "POST", body: file, headers: STREETS_BYTES });
    Object.assign(workbench, { run, sent: null });
    mapFace()?.keepStreets?.([]);
    await streetsWatch();
  } catch (error) {
    streetsFail(error.message);
  }
}
