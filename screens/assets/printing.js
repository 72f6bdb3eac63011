// The dialog of print maps: choices, what the check finds, and the order of the map itself.

function printButton(data) {
  const { print: address, words } = data.downloads;
  const open = () => askForDialog(`${address}?lang=${data.language}`, (choices) => openPrints(choices, data));
  return el("p", { class: "zt-print" }, el("button", {
    type: "button", "data-focus": "print", "aria-haspopup": "dialog", onclick: open,
  }, words.print));
}

function openPrints(choices, data) {
  const { words } = choices;
  const found = el("div", { class: "zt-print-found", role: "status", tabindex: "-1" });
  const form = el("form", { class: "zt-print-form", method: "dialog" });
  form.append(...printFields(choices), found, el("p", { class: "zt-link-tools" },
    el("button", { type: "submit", "data-focus": "print-check" }, words.check),
    el("span", {}),
    el("button", { type: "button", onclick: () => dialog.close() }, words.close)));
  const dialog = el("dialog", { class: "zt-link-dialog zt-print-dialog", "aria-labelledby": "zt-print-title" },
    el("h2", { id: "zt-print-title" }, words.title), form);
  form.addEventListener("input", () => { suitFields(form); refill(found); });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    checkPrint(form, found, { choices, data, dialog });
  });
  dialog.addEventListener("close", () => {
    dialog.remove();
    giveBack();
    requestAnimationFrame(() => { if (document.activeElement === document.body) giveBack(); });
  });
  suitFields(form);
  document.body.append(dialog);
  dialog.showModal();
}

// The focus goes back to what opened the dialog; where the menu has closed meanwhile, to the menu.
function giveBack() {
  const menu = document.querySelector(".zt-menu");
  document.querySelector(`[data-focus="${menu?.open ? "print" : "download"}"]`)?.focus();
}

function printFields({ kinds, papers, orientations, formats, dpi, scales, since, limits, words }) {
  const field = (name, label, input) => {
    input.id = `zt-print-${name}`;
    return el("div", { "data-field": name }, el("label", { for: input.id }, label), input);
  };
  const choose = (name, label, pairs, chosen) => field(name, label, el("select", { name },
    pairs.map(([value, text]) => el("option", { value, selected: value === chosen }, text))));
  const number = (name, label, [min, max], value) => field(name, label, el("input", { name, type: "number", min, max, step: 1, value, required: true }));
  const line = (name, label) => field(name, label, el("input", { name, type: "text", maxlength: limits[name], autocomplete: "off" }));
  return [
    choose("kind", words.kind, kinds),
    choose("paper", words.paper, papers.map((name) => [name, name]), "A3"),
    choose("orientation", words.orientation, orientations),
    choose("format", words.format, formats),
    choose("extent", words.extent, [["fit", words.fit], ["scaled", words.scaled], ["centred", words.centred]]),
    number("scale", words.scale, scales, 100000),
    number("dpi", words.dpi, dpi, 300),
    field("since", words.since, el("input", { name: "since", value: since, required: true, pattern: "[0-9]{4}-[0-9]{2}-[0-9]{2}", inputmode: "numeric" })),
    line("title", words.heading),
    line("author", words.author),
  ];
}

// Only what matters to the choice is asked for.
function suitFields(form) {
  const { kind, format, extent } = Object.fromEntries(new FormData(form));
  const isMap = kind === "print";
  const shown = {
    paper: isMap || kind === "atlas", orientation: isMap || kind === "atlas",
    format: isMap, extent: isMap, scale: isMap && extent !== "fit", dpi: isMap && format === "png",
    since: !isMap && !kind.startsWith("deck:"),
  };
  for (const field of form.querySelectorAll("[data-field]")) {
    const isShown = shown[field.dataset.field] ?? true;
    field.hidden = !isShown;
    field.querySelector("input, select").disabled = !isShown;
  }
  const centred = form.querySelector('option[value="centred"]');
  centred.disabled = !new URLSearchParams(window.location.search).get("view");
}

function printQuery(form) {
  const { extent, ...rest } = Object.fromEntries([...form.querySelectorAll("[name]")]
    .filter((input) => !input.disabled).map(({ name, value }) => [name, value.trim()]));
  const query = new URLSearchParams(document.querySelector(".zt-menu").dataset.query);
  for (const [name, value] of Object.entries(rest)) if (value) query.set(name, value);
  const [lat, lon] = (new URLSearchParams(window.location.search).get("view") ?? "").split(",");
  if (extent === "centred" && lon) query.set("centre", `${lon},${lat}`);
  const [kind, story] = rest.kind.split(":"); // a deck of the districts, or of a story
  query.set("kind", kind);
  if (kind !== "print" && kind !== "atlas") query.delete("story");
  if (story) query.set("story", story);
  return query;
}

async function checkPrint(form, found, { choices, data, dialog }) {
  const { words, check, download } = choices;
  const query = printQuery(form);
  const kind = query.get("kind");
  refill(found, el("p", {}, `${words.checking}…`));
  const asked = query.toString();
  let told;
  try {
    told = await askServer(`${check}?${asked}`);
  } catch (error) {
    told = { error: error.message };
  }
  if (printQuery(form).toString() !== asked) return; // the reader has chosen otherwise meanwhile
  const go = () => {
    const { text } = form.elements.kind.selectedOptions[0];
    query.delete("kind");
    dialog.close();
    document.querySelector(".zt-menu").open = true;
    order(`${download}/${kind}?${query}`, [text, query.get("paper")].filter(Boolean).join(" · "), data);
  };
  refill(found, ...foundLines(told, words, go));
  found.focus();
}

function foundLines({ error, lead, findings }, words, go) {
  if (error) return [el("p", { class: "zt-print-error" }, error)];
  return [
    el("p", {}, lead, findings.length ? "" : ` ${words.clean}`),
    findings.length ? el("ul", { tabindex: "0", "aria-label": words.findings }, findings.map(({ about, problem, remedy }) => el("li", {},
      about ? el("strong", {}, about, " ") : "", problem, " — ", el("span", {}, remedy)))) : "",
    el("button", { type: "button", "data-focus": "print-go", onclick: go }, findings.length ? words.go_on : words.go),
  ];
}
