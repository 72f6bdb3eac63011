// Downloads. Each link does alone what it says; with script its export is ordered instead, so that the
// reader sees how far it is and can call it off.

const ordered = new Map(); // key -> { title, state, share, … }; outlives the parts that show it
const formats = new Map(); // language -> what the form offers: the server was asked for it once
const LOOK_MS = 400;
const MOST_SAVED = 3;

function downloads(data) {
  const { ready, words } = data.downloads;
  const open = document.querySelector(".zt-menu")?.open ?? false;
  return el("details", { class: "zt-menu", open, "data-query": data.downloads.query },
    el("summary", { "data-focus": "download" }, data.words.download, el("span", { class: "zt-share" }, overall())),
    el("div", {},
      el("div", { class: "zt-orders", "aria-live": "polite" }, orderLines()),
      el("ul", {}, ready.map(([kind, label], index) => el("li", {},
        el("a", {
          href: addressOf(kind, data.downloads), download: "", "data-focus": `download-${index}`,
          onclick: (event) => orderLink(event, data),
        }, label)))),
      printButton(data),
      el("details", {
        class: "zt-more", ontoggle: ({ target }) => target.open && offer(data, target),
      }, el("summary", { "data-focus": "download-more" }, words.more),
      offerForm(data))));
}

const isPack = (kind) => kind.startsWith("pack");

function addressOf(kind, { base, query, place }) {
  return `${base}/${kind}?${query}${place && isPack(kind) ? `&${place}` : ""}`;
}

// The form of every other format is filled when it is opened: what can be had is asked of the server.
async function offer(data, details) {
  try {
    formats.set(data.language, formats.get(data.language) ?? await askServer(`${data.downloads.base}?lang=${data.language}`));
    showOffer(data, details.querySelector("form"));
  } catch (error) {
    refill(details.querySelector("form"), el("p", { role: "alert" }, error.message));
  }
}

// Filled again with what is known already when the page is, or when another format is chosen: a quick
// reader would order the choices of the last.
function showOffer(data, form) {
  refill(form, ...offerFields(data, form));
}

function offerForm(data) {
  const form = el("form", { method: "get", onsubmit: (event) => orderChosen(event, data) });
  const shown = document.querySelector(".zt-more form");
  if (!shown?.hasChildNodes()) return form;
  if (formats.has(data.language)) form.append(...offerFields(data, shown).filter(Boolean));
  else offer(data, shown.closest("details"));
  return form;
}

function offerFields(data, form) {
  const { layers, words } = data.downloads;
  const offered = formats.get(data.language);
  const kept = Object.fromEntries(new FormData(form));
  const format = offered.find(({ id }) => id === kept.format) ?? offered[0];
  const select = (name, label, choices) => el("label", {}, label, el("select", {
    name, "data-focus": `offer-${name}`, onchange: ({ target }) => name === "format" && showOffer(data, target.form),
  }, choices.map(([value, text]) => el("option", { value, selected: kept[name] === value }, text))));
  return [
    select("format", words.format, offered.map(({ id, title }) => [id, title])),
    select("only", words.layer, [["", words.all], ...layers]),
    select("crs", words.crs, format.crs),
    format.encodings.length > 1 ? select("encoding", words.encoding, format.encodings.map((e) => [e, e])) : null,
    format.geometries.length ? select("geometry", words.geometry, format.geometries) : null,
    el("button", { type: "submit", "data-focus": "offer-go" }, words.go),
  ];
}

function orderChosen(event, data) {
  event.preventDefault();
  const { base, query: selected } = data.downloads;
  const { format: kind, ...rest } = Object.fromEntries(new FormData(event.target));
  const query = new URLSearchParams(selected);
  for (const [name, value] of Object.entries(rest)) if (value) query.set(name, value);
  const { title, crs } = formats.get(data.language).find(({ id }) => id === kind);
  const other = rest.crs === crs[0][0] ? "" : ` · ${rest.crs}`;
  order(`${base}/${kind}?${query}`, title + other, data);
}

function orderLink(event, data) {
  const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
  if (!plain) return;
  event.preventDefault();
  const link = event.target.closest("a");
  order(link.getAttribute("href") + placeOf(link), link.textContent, data);
}

// A meeting pack opens where the reader's map is; only the page's address knows.
function placeOf(link) {
  const place = new URLSearchParams(window.location.search).get("view");
  return place && link.pathname.includes("/download/pack") ? `&${new URLSearchParams({ view: place })}` : "";
}

async function order(href, title, data) {
  const { base } = data.downloads;
  const [path, query] = href.split("?");
  const mine = { title, state: "waiting", share: 0, words: null, at: `?lang=${data.language}` };
  forgetOld();
  ordered.set(Symbol(title), mine);
  show();
  try {
    const taken = await askServer(`${path}/orders?${query}`, { method: "POST" });
    Object.assign(mine, { words: taken.words, address: `${base}/orders/${taken.name}` });
    while (["waiting", "working"].includes(mine.state)) {
      show();
      await new Promise((done) => { setTimeout(done, LOOK_MS); });
      Object.assign(mine, await askServer(mine.address + mine.at));
    }
    if (mine.state === "done") el("a", { href: `${mine.address}/file`, download: "" }).click();
  } catch (error) {
    Object.assign(mine, { state: "failed", error: error.message });
  }
  show();
}

// What is saved need not be dismissed one by one: the last few stay.
function forgetOld() {
  const saved = [...ordered].filter(([, { state }]) => state === "done");
  for (const [key] of saved.slice(0, Math.max(saved.length - MOST_SAVED + 1, 0))) ordered.delete(key);
}

async function callOff(mine) {
  mine.leaving = true;
  show();
  try {
    await fetch(mine.address + mine.at, { method: "DELETE" });
  } catch { /* the next look tells */ }
}

function show() {
  const lines = document.querySelector(".zt-orders");
  if (!lines) return;
  refill(lines, ...orderLines());
  lines.closest(".zt-menu").querySelector(".zt-share").textContent = overall();
}

// What the closed menu says while something is under way.
function overall() {
  const running = [...ordered.values()].filter(({ state }) => ["waiting", "working"].includes(state));
  if (!running.length) return "";
  return ` ${Math.round(Math.min(...running.map(({ share }) => share)) * 100)}%`;
}

function orderLines() {
  return [...ordered].map(([key, mine], place) => {
    const { state, words } = mine;
    const running = ["waiting", "working"].includes(state);
    const dismiss = () => { ordered.delete(key); show(); };
    return el("div", { class: "zt-order", "data-state": state, "data-focus": `order-${place}` },
      el("strong", {}, mine.title),
      running ? el("progress", { max: 1, value: mine.share, "aria-label": mine.title }) : null,
      // Only how it ended is read aloud; until then the bar tells who asks for it.
      el("span", { "aria-hidden": running ? "true" : null }, orderText(mine)),
      running
        ? words && !mine.leaving ? pressing("cancel", place, words.cancel, () => callOff(mine)) : null
        : pressing("dismiss", place, words?.dismiss ?? "×", dismiss));
  });
}

function pressing(what, place, label, onclick) {
  return el("button", { type: "button", "data-focus": `${what}-${place}`, onclick }, label);
}

function orderText({ state, step, done, total, bytes, error, words, leaving }) {
  if (error) return error;
  if (!words) return "…";
  if (state === "done") return `${words.done} · ${size(bytes)}`;
  if (state === "called off") return words.called_off;
  if (leaving) return words.calling_off;
  if (state === "waiting" || !step) return words.waiting;
  return total > 1 ? `${words.steps[step]} ${done + 1}/${total}` : words.steps[step];
}

function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
