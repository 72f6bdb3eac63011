// Comparing: both sides, how many records of which status, and the kinds of difference.

export function compare(component) {
  const { data, setTriggerValue } = component;
  const { words } = data;
  const send = (change) => setTriggerValue("change", change);
  const button = (focus, label, change, pressed) => el("button", {
    type: "button", "data-focus": focus, "aria-pressed": pressed === undefined ? null : String(pressed), onclick: () => send(change),
  }, label);
  refill(root(component, "compare"),
    el("div", { class: "zt-compare-head" }, el("h2", {}, words.title),
      el("div", { class: "zt-modes", role: "group", "aria-label": words.modes },
        data.modes.map(([mode, label]) => button(`mode-${mode}`, label, { mode }, mode === data.mode)))),
    el("div", { class: "zt-sides" },
      comparedSide("since", words.left, data.since, data.left, data, send),
      comparedSide("at", words.right, data.at, data.right, data, send)),
    el("div", { class: "zt-compare-tools" },
      button("swap", words.swap, { swap: true }),
      data.own ? button("unpin", words.unpin, { unpin: true }) : button("pin", words.pin, { pin: true })),
    data.own ? null : el("p", { class: "zt-quiet" }, words.hint),
    statusTable(data, words), kindChips(data, words, send),
    el("p", { class: "zt-compare-files" }, data.downloads.map(([label, href], at) => el("a", { href, download: "", "data-focus": `difference-${at}` }, label))));
}

function comparedSide(name, label, day, filters, data, send) {
  const given = { value: day, min: data.earliest, max: data.latest, label, language: data.language };
  const field = dateField(`compare-${name}`, given, (picked) => send({ [name]: picked }));
  return el("div", {}, el("b", {}, label), field, el("span", {}, filters));
}

function statusTable(data, words) {
  const signed = (number) => (number > 0 ? `+${number}` : String(number).replace("-", "−"));
  const row = (label, left, right) => el("tr", {}, el("th", { scope: "row" }, label),
    [left, right].map((count) => el("td", {}, String(count))), el("td", {}, left === right ? "0" : signed(right - left)));
  const sum = (at) => data.statuses.reduce((total, line) => total + line[at], 0);
  return el("table", { class: "zt-compare-statuses" }, el("caption", { class: "zt-hidden" }, words.records),
    el("thead", {}, el("tr", {}, [words.status, words.left, words.right, words.difference].map((label) => el("th", { scope: "col" }, label)))),
    el("tbody", {}, data.statuses.map(([label, left, right]) => row(label, left, right)), row(words.total, sum(1), sum(2))));
}

// A kind comes as a list: code, name, count, whether it is shown, colour, and the path of its sign.
function kindChips(data, words, send) {
  if (!data.kinds.length) return el("p", { class: "zt-empty" }, words.none);
  return el("ul", { class: "zt-kinds", "aria-label": words.kinds }, data.kinds.map(([code, label, count, on, colour, sign]) => el("li", {},
    el("button", {
      type: "button", "data-focus": `kind-${code}`, "aria-pressed": String(Boolean(on)),
      onclick: () => send({ kind: code }),
    }, signOf(colour, sign), el("span", {}, label), el("span", { class: "zt-count" }, String(count))))));
}

function signOf(colour, path) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "-1 -1 18 18");
  svg.setAttribute("aria-hidden", "true");
  const add = (name, attributes) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    svg.append(node);
  };
  add("circle", { cx: 8, cy: 8, r: 9, fill: colour });
  add("path", { d: path, class: "zt-sign" });
  return svg;
}
