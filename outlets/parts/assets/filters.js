// The filter panel: search, date, facets with counts. Python decides what a choice means.

const typing = { timer: null, composing: false };

export function filters(component) {
  const { data, setTriggerValue } = component;
  const { words } = data;
  const send = (change) => setTriggerValue("change", change);
  const node = root(component, "filters");
  node.id = "zt-filters";
  const open = new Set([...node.querySelectorAll("details[open]")].map((d) => d.dataset.facet));
  const first = !node.hasChildNodes();
  const field = node.querySelector("input[type=search]");
  const typed = field && document.activeElement === field ? field.value : data.text;
  refill(node,
    el("div", { class: "zt-filter-head" }, el("h2", {}, words.filters),
      el("button", {
        type: "button", class: "zt-reset", "data-focus": "reset",
        "aria-disabled": data.changed ? null : "true", // not `disabled`: the keyboard stays here
        onclick: () => {
          clearTimeout(typing.timer); // words just typed go with the others
          send({ reset: true });
        },
      }, words.reset)),
    search(words, typed, send), dates(words, data, send),
    data.groups.map((group) => facet(group, words, send,
      first ? group.open : open.has(group.id))));
}

function search(words, text, send) {
  const later = ({ target }) => {
    clearTimeout(typing.timer);
    if (!typing.composing) typing.timer = setTimeout(() => send({ text: target.value }), 300);
  };
  const input = el("input", {
    type: "search", placeholder: words.search_hint, "aria-label": words.search,
    "data-focus": "search", maxlength: 200, autocomplete: "off", spellcheck: "false",
    oninput: later,
    oncompositionstart: () => { typing.composing = true; },
    oncompositionend: (event) => { typing.composing = false; later(event); },
  });
  input.value = text;
  return input;
}

function dates(words, data, send) {
  const input = dateField("at", { value: data.at, min: data.earliest, max: data.latest, label: words.at, language: data.language }, (at) => send({ at }));
  const shortcut = (id, label, at, current) => el("button", {
    type: "button", "data-focus": id, "aria-pressed": String(current), onclick: () => send({ at }),
  }, label);
  return el("fieldset", { class: "zt-date" }, el("legend", {}, words.at),
    el("div", {}, input,
      shortcut("today", words.today, null, data.is_today),
      shortcut("report-day", words.report_day, data.report_day, data.at === data.report_day)));
}

// An option comes as a list: code, label, count, whether it is chosen, and a layer's colour.
function facet(group, words, send, open) {
  const chosen = group.options.filter(([, , , on]) => on).length;
  const options = group.options.map(([id, label, count, on, colour]) => {
    const box = el("input", {
      type: "checkbox", "data-focus": `${group.id}-${id}`,
      // One choice, not all of them: others may have been made that these data do not tell of yet.
      onchange: ({ target }) => send({ facet: group.id, option: id, on: target.checked }),
    });
    box.checked = Boolean(on);
    return el("li", { class: count ? null : "zt-none" },
      el("label", {}, box, swatch(colour), el("span", { class: "zt-label" }, label),
        el("span", { class: "zt-count" }, String(count))));
  });
  const head = el("summary", { "data-focus": `facet-${group.id}` }, group.title,
    chosen && group.id !== "layers"
      ? el("span", { class: "zt-chosen" }, `${words.chosen} ${chosen}`) : null);
  return el("details", { "data-facet": group.id, open }, head,
    el("ul", { "aria-label": group.title }, options));
}

function swatch(colour) {
  if (!colour) return null;
  return el("i", { class: "zt-swatch", style: `--c:${colour}`, "aria-hidden": "true" });
}
