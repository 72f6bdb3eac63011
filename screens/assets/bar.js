// The top bar: name, panels, language, link; and the summary of the selection that is read aloud.

// Back and Forward: Streamlit runs the page again, but only the page's address says where it went.
const walked = { send: null };
window.addEventListener("popstate", () => walked.send?.({ address: window.location.search }));

export function bar(component) {
  const { data, setTriggerValue } = component;
  const { words } = data;
  document.documentElement.lang = data.language === "zh" ? "zh-CN" : "en";
  document.title = words.title;
  const isTurned = document.documentElement.dataset.panel !== data.panel;
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
  const language = el("button", {
    type: "button", "data-focus": "language", lang: data.language === "zh" ? "en" : "zh-CN",
    onclick: () => send({ language: data.language === "zh" ? "en" : "zh" }),
  }, words.other_language);
  const skip = el("button", {
    type: "button", class: "zt-skip", "data-focus": "skip", onclick: skipFilters,
  }, words.skip);
  refill(root(component, "bar"), skip,
    el("div", { class: "zt-name" }, el("h1", {}, words.name), el("span", {}, words.subtitle)),
    tabs, el("div", { class: "zt-tools" }, fold, downloads(data), shareButton(data), language),
    figures);
  if (isTurned) requestAnimationFrame(() => showTab(component.parentElement)); // the page is laid out then
  if (!data.passing) announce(root(component, "announce"), data.summary); // a play would never end talking
}

// On a phone the tabs are wider than the window: the one that is open comes to the middle.
function showTab(host) {
  const tab = host.querySelector('nav [aria-current="page"]');
  if (!tab) return;
  const middle = (node) => { const { left, width } = node.getBoundingClientRect(); return left + width / 2; };
  tab.parentElement.scrollLeft += middle(tab) - middle(tab.parentElement);
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

function announce(node, summary) {
  if (!node.hasAttribute("role")) {
    node.setAttribute("role", "status");
    node.setAttribute("aria-live", "polite");
  }
  if (node.textContent !== summary) node.textContent = summary;
}
