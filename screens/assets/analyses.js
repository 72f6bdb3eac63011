// The tabs of the panel of analyses, and what its tools share: their frame, and the map's one overlay.

const ANALYSES_LOOK_MS = 400;
// What a reader brought along or had worked out stays on the map whatever panel is open; what only
// explains the list beside it goes with the list.
const ANALYSES_EXPLAIN = new Set(["scoreboard", "conflicts"]);
const analysesLaid = new Map();
let analysesTool = null;
let analysesOpen = false;
let analysesSelected = null;
let analysesWords = {};

export function analyses(component) {
  const { data, setTriggerValue } = component;
  const moved = analysesTool !== null && analysesTool !== data.tool;
  analysesTool = data.tool;
  analysesWords = data;
  refill(root(component, "analyses"), el("div", { role: "tablist", "aria-label": data.label, onkeydown: analysesKey },
    data.tools.map(([name, label]) => el("button", {
      type: "button", role: "tab", id: `zt-tab-${name}`, "data-focus": `tool-${name}`,
      "aria-selected": String(name === data.tool), "aria-controls": name === data.tool ? "zt-tool" : null,
      tabindex: name === data.tool ? "0" : "-1", onclick: () => setTriggerValue("change", { tool: name }),
    }, label))));
  if (moved) analysesRelay();
}

// Arrows go from tab to tab; Enter or the space bar opens one, which may take a while.
function analysesKey(event) {
  const steps = { ArrowLeft: -1, ArrowRight: 1, Home: -Infinity, End: Infinity };
  if (!(event.key in steps)) return;
  const every = [...event.target.closest('[role="tablist"]').children];
  const at = every.indexOf(event.target) + steps[event.key];
  every[Math.min(Math.max(at, 0), every.length - 1)].focus();
  event.preventDefault();
}

// The frame that a tool fills: the tab's own panel.
function toolRoot(component, name) {
  const node = root(component, name);
  node.classList.add("zt-tool");
  node.id = "zt-tool";
  node.setAttribute("role", "tabpanel");
  node.setAttribute("aria-labelledby", `zt-tab-${name}`);
  return node;
}

// The card of a record takes the lower part of the panel: what was pressed stays in sight above it.
function toolFollow(component) {
  const { selected } = component.data;
  if (selected === analysesSelected) return;
  analysesSelected = selected;
  setTimeout(() => component.parentElement.querySelector('.zt-open[aria-current="true"]')?.scrollIntoView({ block: "center" }), ANALYSES_LOOK_MS);
}

// What went wrong, and a way to ask again; an empty place to say it in where nothing did.
function toolFault(error, again) {
  return el("div", { class: error ? "zt-warning" : "zt-no-warning", role: "alert" }, error
    ? [el("p", {}, error.message), el("button", { type: "button", "data-focus": "tool-again", onclick: again }, analysesWords.again)] : null);
}

// The map has one overlay: that of the tool that is open. `over` null: the tool has nothing to lay;
// `tell` hears the ids of shapes that are pressed.
function toolLay(name, over, chosen = [], tell = null) {
  analysesLaid.set(name, [over, chosen, tell]);
  if (name === analysesTool) analysesRelay();
}

function analysesRelay() {
  const face = mapFace();
  if (!face?.map) { setTimeout(analysesRelay, ANALYSES_LOOK_MS); return; } // the map is on its way
  const isShown = analysesOpen || !ANALYSES_EXPLAIN.has(analysesTool);
  face.layOver(...((isShown && analysesLaid.get(analysesTool)) || [null, []]));
}

new MutationObserver(() => {
  const isOpen = document.documentElement.dataset.panel === "analysis";
  if (isOpen === analysesOpen) return;
  analysesOpen = isOpen;
  if (analysesTool !== null) analysesRelay();
}).observe(document.documentElement, { attributeFilter: ["data-panel"] });
