// The top bar: name, panels, language, link; and the summary of the selection that is read aloud.

// Back and Forward: Streamlit runs the page again, but only the page's address says where it went.
const walked = { send: null };
window.addEventListener("popstate", () => walked.send?.({ address: window.location.search }));

export function bar(component) {
  const { data, setTriggerValue } = component;
  const { words } = data;
  document.documentElement.lang = data.language === "zh" ? "zh-CN" : "en";
  document.title = words.title;
  document.documentElement.dataset.panel = data.panel;
  const send = (change) => setTriggerValue("change", change);
  walked.send = send;
  const tabs = el("nav", { "aria-label": words.panels },
    data.panels.map(({ id, label }) => el("button", {
      type: "button", "data-focus": `panel-${id}`,
      "aria-current": id === data.panel ? "page" : null,
      onclick: () => send({ panel: id }),
    }, label)));
  const fold = el("button", {
    type: "button", class: "zt-fold", "data-focus": "fold", "aria-controls": "zt-filters",
    "aria-expanded": String(document.documentElement.dataset.filters === "open"),
    onclick: ({ target }) => target.setAttribute("aria-expanded", String(toggleFilters())),
  }, words.filters);
  const figures = el("button", {
    type: "button", class: "zt-unfold", "data-focus": "figures", "aria-label": words.figures,
    title: words.figures, onclick: toggleFigures,
    "aria-expanded": String(document.documentElement.dataset.figures === "open"),
  }, el("span", { "aria-hidden": "true" }, "▾"));
  const link = el("button", {
    type: "button", "data-focus": "link", onclick: (event) => copyLink(event.target, words),
  }, words.link);
  const language = el("button", {
    type: "button", "data-focus": "language", lang: data.language === "zh" ? "en" : "zh-CN",
    onclick: () => send({ language: data.language === "zh" ? "en" : "zh" }),
  }, words.other_language);
  const skip = el("button", {
    type: "button", class: "zt-skip", "data-focus": "skip", onclick: skipFilters,
  }, words.skip);
  refill(root(component, "bar"), skip,
    el("div", { class: "zt-name" }, el("h1", {}, words.name), el("span", {}, words.subtitle)),
    tabs, el("div", { class: "zt-tools" }, fold, downloads(data), link, language),
    figures);
  if (!data.passing) announce(root(component, "announce"), data.summary); // a play would never end talking
}

function downloads(data) {
  const { ready, words } = data.downloads;
  const open = document.querySelector(".zt-menu")?.open ?? false;
  return el("details", { class: "zt-menu", open, "data-query": data.downloads.query },
    el("summary", { "data-focus": "download" }, data.words.download),
    el("div", {},
      el("ul", {}, ready.map(({ label, href }, index) => el("li", {},
        el("a", { href, download: "", "data-focus": `download-${index}` }, label)))),
      el("details", {
        class: "zt-more", ontoggle: ({ target }) => target.open && offer(data, target),
      }, el("summary", { "data-focus": "download-more" }, words.more),
      el("form", { method: "get" }))));
}

// The form of every other format is filled when it is opened: what can be had is asked of the server.
async function offer(data, details) {
  const { base, layers, words } = data.downloads;
  const formats = await (await fetch(`${base}?lang=${data.language}`)).json();
  const form = details.querySelector("form");
  const kept = Object.fromEntries(new FormData(form));
  const format = formats.find(({ id }) => id === kept.format) ?? formats[0];
  const select = (name, label, choices) => el("label", {}, label, el("select", {
    name, onchange: () => name === "format" && offer(data, details),
  }, choices.map(([value, text]) => el("option", {
    value, selected: kept[name] === value,
  }, text))));
  form.replaceChildren(
    select("format", words.format, formats.map(({ id, title }) => [id, title])),
    select("only", words.layer, [["", words.all], ...layers]),
    select("crs", words.crs, format.crs),
    format.encodings.length > 1
      ? select("encoding", words.encoding, format.encodings.map((e) => [e, e])) : "",
    format.geometries.length ? select("geometry", words.geometry, format.geometries) : "",
    el("button", { type: "submit" }, words.go));
  form.onsubmit = (event) => {
    event.preventDefault();
    const { format: kind, ...rest } = Object.fromEntries(new FormData(form));
    const query = new URLSearchParams(form.closest(".zt-menu").dataset.query);
    for (const [name, value] of Object.entries(rest)) if (value) query.set(name, value);
    el("a", { href: `${base}/${kind}?${query}`, download: "" }).click();
  };
}

// What stands behind the filters: the panel that is open, else the map.
function skipFilters() {
  const parts = ".st-key-zt-panel :is(a, button, input, summary, [tabindex])";
  (document.querySelector(parts) ?? document.querySelector(".st-key-zt-map iframe"))?.focus();
}

function toggleFilters() {
  const page = document.documentElement;
  const panel = document.querySelector(".st-key-zt-filters");
  const open = getComputedStyle(panel).visibility !== "hidden";
  page.dataset.filters = open ? "folded" : "open";
  window.dispatchEvent(new Event("resize"));
  return !open;
}

// Where the window is small the key figures are numbers alone; their words unfold over the map.
function toggleFigures(event) {
  const page = document.documentElement;
  const open = page.dataset.figures !== "open";
  page.dataset.figures = open ? "open" : "folded";
  event.target.closest("button").setAttribute("aria-expanded", String(open));
}

// The menu closes as menus do: by Escape, or by a press anywhere else.
function closeMenu(event) {
  const menu = document.querySelector(".zt-menu[open]");
  const away = event.type === "keydown" ? event.key === "Escape" : !menu?.contains(event.target);
  if (!menu || !away) return;
  menu.open = false;
  if (event.type === "keydown") menu.querySelector("summary").focus();
}
document.addEventListener("keydown", closeMenu);
document.addEventListener("pointerdown", closeMenu);

async function copyLink(button, words) {
  try {
    await navigator.clipboard.writeText(window.location.href);
    button.textContent = words.copied;
  } catch {
    window.prompt(words.link, window.location.href);
  }
  setTimeout(() => { button.textContent = words.link; }, 2000);
}

function announce(node, summary) {
  if (!node.hasAttribute("role")) {
    node.setAttribute("role", "status");
    node.setAttribute("aria-live", "polite");
  }
  if (node.textContent !== summary) node.textContent = summary;
}
