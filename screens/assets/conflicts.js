// Conflicts beside the map: the rules with their reasons, what overlaps by them, sums by district, and
// what lies along the river. The server lays the layers over each other once; the page filters the list.

const CLASH_LOOK_MS = 300;
const clash = { part: "rules", rule: "", verdict: "", district: "", pointed: null, stack: null, told: null, run: null, key: null, error: null, component: null };

export function conflicts(component) {
  // What the server told in the other language is shown no more.
  if (clash.component && clash.component.data.language !== component.data.language) clash.told = null;
  clash.component = component;
  clashShow();
  toolFollow(component);
  const { path, query } = component.data;
  if (clash.key !== `${path}?${query}`) clashAsk();
}

async function clashAsk() {
  const { path, query } = clash.component.data;
  const address = `${path}?${query}`;
  Object.assign(clash, { key: address, error: null });
  try {
    let told = await askServer(address);
    while (told.run && clash.key === address) {
      await clashWatch(told, address);
      if (clash.key === address) told = await askServer(address);
    }
    if (clash.key !== address) return; // the reader has turned to something else, or called it off
    Object.assign(clash, { told, run: null });
  } catch (error) {
    if (clash.key === address) Object.assign(clash, { error, run: null });
  }
  clashShow();
  clashLay();
}

// Until the run has ended: how far it is; called off or failed, nothing is shown as whole.
async function clashWatch({ run, words }, address) {
  const at = `${clash.component.data.path}/runs/${run}?${clash.component.data.query}`;
  for (;;) {
    const told = await askServer(at);
    if (clash.key !== address || told.state === "done") return;
    if (told.state === "failed") throw new Error(told.error);
    if (told.state === "called off") throw new Error(words.stopped);
    clash.run = { at, words, share: told.share };
    clashShow();
    await new Promise((done) => { setTimeout(done, CLASH_LOOK_MS); });
  }
}

// Others may wait for the same run: the server ends it when nobody does.
function clashStop({ at, words }) {
  askServer(at, { method: "DELETE" }).catch(() => {});
  Object.assign(clash, { key: null, run: null, error: new Error(words.stopped) });
  clashShow();
}

function clashShow() {
  const { told, error, run, part } = clash;
  const node = toolRoot(clash.component, "conflicts");
  if (!told) {
    refill(node, toolFault(error, clashAsk), run ? [
      el("p", { role: "status" }, run.words.working),
      el("progress", { max: "1", value: String(run.share), "aria-label": run.words.working }),
      el("button", { type: "button", "data-focus": "clash-stop", onclick: () => clashStop(run) }, run.words.stop),
    ] : error ? null : el("p", { role: "status", class: "zt-quiet" }, "…"));
    return;
  }
  const { words } = told;
  refill(node, el("h2", {}, words.title), toolFault(error, clashAsk),
    el("p", { class: "zt-quiet" }, told.about.join(" ")),
    part === "river" ? null : clashLegend(),
    el("div", { class: "zt-parts", role: "group", "aria-label": words.parts }, words.tabs.map(([id, label]) => el("button", {
      type: "button", "data-focus": `clash-${id}`, "aria-pressed": String(id === part), onclick: () => clashTurn({ part: id }),
    }, label))),
    { rules: clashRules, pairs: clashPairs, districts: clashDistricts, river: clashRiver }[part](told),
    el("h3", {}, words.files),
    el("ul", {}, words.formats.map(([kind, label]) => el("li", {}, el("a", {
      href: `${clash.component.data.path}/${kind}?${clash.component.data.query}`, "data-focus": `clash-file-${kind}`,
      ...(kind === "html" ? { target: "_blank", rel: "noopener" } : { download: "" }),
    }, label)))),
    el("h3", {}, words.notes), el("p", { class: "zt-quiet" }, told.limits));
}

function clashTurn(change) {
  const isLed = "part" in change && Object.keys(change).length > 1; // by a count, to its overlaps
  Object.assign(clash, change, { pointed: null, stack: null });
  clashShow();
  clashLay();
  if (!isLed) return;
  clash.component.parentElement.closest(".st-key-zt-panel")?.scrollTo(0, 0);
  document.querySelector('[data-focus="clash-by-rule"]')?.focus({ preventScroll: true });
}

// The overlaps that the list shows are those on the map.
function clashShown() {
  const { told, rule, verdict, district } = clash;
  const there = district ? new Set(told.districts.find(({ id }) => id === district)?.pairs ?? []) : null;
  return told.pairs.filter((pair) => (!rule || pair.rule === rule) && (!verdict || pair.verdict === verdict) && (!there || there.has(pair.id)));
}

function clashListed() {
  const order = clash.told.verdicts.map(([code]) => code);
  return clashShown().sort((one, other) => order.indexOf(one.verdict) - order.indexOf(other.verdict) || (other.most ?? 0) - (one.most ?? 0));
}

// What was pressed on the map, where several overlaps lie over each other.
function clashStack({ words }) {
  if (!clash.stack || clash.stack[1] === 1) return "";
  return words.stack.replace("{at}", clash.stack[0]).replace("{count}", clash.stack[1]);
}

function clashLay() {
  if (!clash.told || clash.part === "river") { toolLay("conflicts", null); return; }
  const ids = new Set(clashShown().map(({ id }) => id));
  toolLay("conflicts", { shapes: clash.told.shapes.filter(({ id }) => ids.has(id)), colours: clash.told.colours }, clash.pointed ? [clash.pointed] : [], clashTake);
}

function clashPoint(id) {
  Object.assign(clash, { pointed: id, stack: null });
  clashShow();
  clashLay();
  mapFace()?.goTo?.([id]);
}

// What is pressed on the map is pointed at in the list; pressed again, the next that lies there.
function clashTake(ids) {
  const there = clashListed().filter(({ id }) => ids.includes(id));
  if (!there.length) return;
  const at = (there.findIndex(({ id }) => id === clash.pointed) + 1) % there.length;
  Object.assign(clash, { part: "pairs", pointed: there[at].id, stack: [at + 1, there.length] });
  clashShow();
  clashLay();
  if (document.querySelector(".zt-card")) clashSend({ close: true }); // it would lie over the list
  document.querySelector('.zt-conflicts tr[aria-current="true"]')?.scrollIntoView({ block: "center" });
}

function clashLegend() {
  const { words, colours } = clash.told;
  return el("ul", { class: "zt-signs" }, words.legend.map((text, at) => {
    const mark = el("span", { class: `zt-sign ${at ? "zt-sign-unsure" : "zt-sign-sure"}`, "aria-hidden": "true" });
    mark.style.setProperty("--zt-of", colours.mark[clash.component.data.theme]);
    return el("li", {}, mark, text);
  }));
}

const clashSend = (change) => clash.component.setTriggerValue("change", change);

function clashRecord(id, name, place) {
  return el("button", { type: "button", class: "zt-open", "aria-current": clash.component.data.selected === id ? "true" : null, "data-focus": `clash-${place}-${id}`, onclick: () => clashSend({ select: id }) }, name);
}

function clashTable(label, head, rows) {
  return el("div", { class: "zt-scroll", tabindex: "0", role: "region", "aria-label": label },
    el("table", {}, el("thead", {}, el("tr", {}, head.map((text, at) => el("th", { scope: "col", class: at ? "zt-number" : null }, text)))), el("tbody", {}, rows)));
}

function clashRules({ words, rules, verdicts }) {
  return [clashTable(words.rule, [words.rule, ...verdicts.map(([, label]) => label)], rules.map((rule) => el("tr", {},
    el("th", { scope: "row" }, rule.title, el("div", { class: "zt-quiet" }, rule.why),
      rule.unlocated.length ? el("details", {}, el("summary", { "data-focus": `clash-lost-${rule.id}` }, `${words.unlocated} (${rule.unlocated.length})`),
        el("ul", {}, rule.unlocated.map(([id, name]) => el("li", {}, clashRecord(id, name, rule.id))))) : null),
    rule.counts.map((count, at) => el("td", { class: "zt-number" }, count ? el("button", {
      type: "button", class: "zt-count", "data-focus": `clash-${rule.id}-${at}`, "aria-label": `${count} ${rule.title}: ${verdicts[at][1]}`,
      onclick: () => clashTurn({ part: "pairs", rule: rule.id, verdict: verdicts[at][0], district: "" }),
    }, String(count)) : el("span", { class: "zt-none" }, "0"))))))];
}

function clashChoice(label, name, choices) {
  return el("label", {}, label, el("select", { "data-focus": `clash-by-${name}`, onchange: ({ target }) => clashTurn({ [name]: target.value }) },
    choices.map(([value, text]) => el("option", { value, selected: clash[name] === value }, text))));
}

function clashPairs({ words, rules, verdicts, districts }) {
  const shown = clashListed();
  const titles = new Map(rules.map(({ id, title }) => [id, title]));
  const sure = new Map(verdicts);
  return [
    clashChoice(words.rule, "rule", [["", words.every_rule], ...titles]),
    el("div", { class: "zt-two" },
      clashChoice(words.verdict, "verdict", [["", words.every_verdict], ...verdicts]),
      clashChoice(words.district, "district", [["", words.every_district], ...districts.map(({ id, name }) => [id, name])])),
    el("p", { role: "status" }, words.shown.replace("{count}", shown.length), clashStack(clash.told)),
    shown.length ? clashTable(words.pair, [words.pair, words.verdict, words.range], shown.map((pair) => el("tr", { "aria-current": clash.pointed === pair.id ? "true" : null },
      el("th", { scope: "row" }, pair.sides.map(([id, name, status], at) => el("div", {}, at ? "× " : "", clashRecord(id, name, `${pair.id}-${at}`), el("span", { class: "zt-quiet" }, ` ${status}`))),
        el("button", { type: "button", class: "zt-small", "data-focus": `clash-show-${pair.id}`, "aria-label": `${words.show}: ${pair.sides.map(([, name]) => name).join(" × ")}`, onclick: () => clashPoint(pair.id) }, words.show)),
      el("td", {}, sure.get(pair.verdict), clash.rule ? null : el("div", { class: "zt-quiet" }, titles.get(pair.rule))),
      el("td", { class: "zt-number" }, pair.range || el("span", { class: "zt-quiet" }, words.none))))) : null,
  ];
}

function clashDistricts({ words, districts }) {
  return [el("p", { class: "zt-quiet" }, words.sums),
    districts.length ? clashTable(words.district, [words.district, words.count, words.lengths, words.areas], districts.map(({ id, name, pairs, lengths, areas }) => el("tr", {},
      el("th", { scope: "row" }, name),
      el("td", { class: "zt-number" }, el("button", { type: "button", class: "zt-count", "data-focus": `clash-in-${id}`, "aria-label": `${pairs.length} ${words.count}: ${name}`, onclick: () => clashTurn({ part: "pairs", district: id, rule: "", verdict: "" }) }, String(pairs.length))),
      el("td", { class: "zt-number" }, lengths), el("td", { class: "zt-number" }, areas)))) : el("p", {}, words.nothing)];
}

function clashRiver({ words, river }) {
  const km = ([least, most]) => (least === most ? least.toFixed(1) : `${least.toFixed(1)}–${most.toFixed(1)}`);
  // A place begins and ends at the same chainage: it is told once.
  const from = (at) => (km(at.slice(0, 2)) === km(at.slice(2)) ? [km(at.slice(0, 2))] : [`${km(at.slice(0, 2))} →`, km(at.slice(2))]);
  return [
    el("h3", {}, words.profile),
    el("p", { class: "zt-quiet" }, words.axis.replace("{km}", river.length)),
    river.rows.length ? [
      clashProfile(words, river),
      el("ul", { class: "zt-signs" }, [["sure", words.sign_sure], ["unsure", words.sign_unsure], ["reach", words.reach]].map(([sign, text]) => el("li", {}, el("span", { class: `zt-along zt-along-${sign}`, "aria-hidden": "true" }), text))),
      clashTable(words.profile, [words.name, words.chainage, words.bank, words.offset], river.rows.map(({ id, name, at, bank, offset }, place) => el("tr", {},
        el("th", { scope: "row" }, `${place + 1} `, clashRecord(id, name, "along")),
        el("td", { class: "zt-number" }, from(at).map((text) => el("div", {}, text))), el("td", {}, bank), el("td", { class: "zt-number" }, offset)))),
    ] : el("p", {}, words.nothing),
    el("h3", {}, words.zones),
    clashTable(words.zones, [words.name, words.district, words.range], river.zones.map(([id, name, district, range]) => el("tr", {},
      el("th", { scope: "row" }, clashRecord(id, name, `zone-${district}`)), el("td", {}, district), el("td", { class: "zt-number" }, range)))),
  ].flat();
}

// Chainage from left to right: at the top the districts along the axis, below them one bar for each
// record, numbered as in the table: full where it is sure to be, pale as far as it may reach.
function clashProfile(words, river) {
  const [width, line, left, top] = [480, 15, 4, 66];
  const scale = (width - 2 * left) / river.length;
  const x = (km) => left + km * scale;
  const ends = [];
  const drawn = river.rows.flatMap(({ at: [start, from, to, end], name }, place) => {
    const room = 8 * String(place + 1).length + 4;
    let lane = ends.findIndex((used) => used <= x(start) - room);
    if (lane < 0) lane = ends.length;
    ends[lane] = x(end) + 3;
    const y = top + lane * line;
    return [svg("g", {}, svg("title", {}, `${place + 1} ${name}: ${start}–${end} km`),
      svg("rect", { x: x(start), y: y + 3, width: Math.max(2, x(end) - x(start)), height: 8, class: "zt-along-unsure" }),
      ...(to > from ? [svg("rect", { x: x(from), y: y + 3, width: x(to) - x(from), height: 8, class: "zt-along-sure" })] : [])),
    svg("text", { x: Math.max(left + 8, x(start) - 3), y: y + 11, "text-anchor": "end" }, String(place + 1))];
  });
  const height = top + ends.length * line + 4;
  const ticks = [];
  for (let km = 0; km <= river.length; km += 20) {
    ticks.push(svg("line", { x1: x(km), x2: x(km), y1: 15, y2: height, class: "zt-grid" }), svg("text", { x: x(km), y: 11, "text-anchor": km ? "middle" : "start" }, `${km}${km ? "" : " km"}`));
  }
  const axis = svg("line", { x1: left, x2: width - left, y1: 26, y2: 26, class: "zt-axis" });
  return el("div", { class: "zt-scroll", tabindex: "0", role: "region", "aria-label": words.chainage },
    svg("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": words.profile, class: "zt-profile" }, ...ticks, axis, ...clashReaches(river, x), ...drawn));
}

// A district's name stands once, below its longest reach.
function clashReaches(river, x) {
  const longest = new Map();
  for (const [name, from, to] of river.reaches) if (to - from > (longest.get(name)?.[1] ?? 0)) longest.set(name, [from, to - from]);
  const order = [...longest.keys()];
  return river.reaches.flatMap(([name, from, to]) => [
    svg("rect", { x: x(from), y: 20, width: Math.max(1, x(to) - x(from)), height: 12, class: "zt-along-reach" }),
    ...(longest.get(name)[0] === from ? [svg("text", { x: (x(from) + x(to)) / 2, y: 46 + (order.indexOf(name) % 2) * 14, "text-anchor": "middle" }, name)] : [])]);
}
