// What tools have in common that work on something beside the page: a form is sent, the run watched, its
// result shown and laid on the map. All of it goes over HTTP: the page itself need not run again.

const RUNS_LOOK_MS = 500;

// One tool's run. `form(bench)` and `result(bench)` return what the tool shows before and after.
class Bench {
  constructor(name, { form, result }) {
    Object.assign(this, { name, form, result, given: {}, turn: 0 });
    this.clear();
  }

  clear() { Object.assign(this, { run: null, told: null, error: null, sending: false, over: null, turn: this.turn + 1 }); }

  get data() { return this.component.data; }

  get words() { return this.component.data.words; }

  get isBusy() { return this.sending || ["waiting", "working"].includes(this.told?.state); }

  mount(component) {
    const isTranslated = this.component && this.data.language !== component.data.language;
    const isRecoloured = this.component && this.data.theme !== component.data.theme;
    this.component = component;
    this.show();
    if (isRecoloured && this.over) this.lay(this.shown).catch((error) => this.fail(error.message));
    // What the server told, it told in the other language.
    if (isTranslated && this.run) {
      this.over = null;
      this.watch().catch((error) => this.fail(error.message));
    }
  }

  show() {
    const { words, told } = this;
    refill(toolRoot(this.component, this.name), el("h2", {}, words.title),
      el("div", { class: this.error ? "zt-warning" : "zt-no-warning", role: "alert" }, this.error ? el("p", {}, this.error) : null),
      this.run || this.sending ? null : this.form(this),
      this.isBusy ? this.progress() : null,
      told?.result ? this.result(this, told.result) : null,
      this.run && !this.isBusy ? el("button", { type: "button", "data-focus": `${this.name}-again`, onclick: () => this.again() }, words.again) : null);
  }

  progress() {
    const { told, words } = this;
    const text = !told ? words.sending : told.state === "waiting" ? words.waiting : words.stages[told.stage];
    return el("div", { class: "zt-running" }, el("p", { role: "status" }, text),
      el("progress", { max: "1", value: told ? String(told.share) : null, "aria-label": text }),
      told ? el("button", { type: "button", "data-focus": `${this.name}-stop`, onclick: () => askServer(this.address(), { method: "DELETE" }).catch((error) => this.fail(error.message)) }, words.stop) : null);
  }

  // A field that keeps what was typed while the form is shown again.
  field(label, name, attributes = {}) {
    const keep = ({ target }) => { this.given[name] = target.value; };
    return el("label", {}, label, el("input", { name, "data-focus": `${this.name}-${name}`, oninput: keep, ...attributes, value: this.given[name] ?? attributes.value ?? "" }));
  }

  choice(label, name, options) {
    const chosen = this.given[name] ?? options[0][0];
    const keep = ({ target }) => { this.given[name] = target.value; };
    return el("label", {}, label, el("select", { name, "data-focus": `${this.name}-${name}`, onchange: keep },
      options.map(([value, text]) => el("option", { value, selected: value === chosen }, text))));
  }

  file(label, name, accept, note) {
    const take = ({ target }) => { this.given[name] = target.files[0] ?? null; this.show(); };
    const id = `zt-${this.name}-${name}-note`;
    return [el("label", {}, label, el("span", { class: "zt-file" },
      el("input", { type: "file", name, accept, class: "zt-hidden", "data-focus": `${this.name}-${name}`, "aria-describedby": id, onchange: take }),
      el("span", { class: "zt-button", "aria-hidden": "true" }, this.words.choose), el("span", {}, this.given[name]?.name ?? this.words.no_file))),
    el("p", { class: "zt-quiet", id }, note)];
  }

  // `query`: pairs of names and values; `how`: the request that begins the run.
  async begin(query, how = {}) {
    Object.assign(this, { error: null, sending: true });
    this.show();
    try {
      const { run } = await askServer(`${this.data.path}?${new URLSearchParams([...query, ["lang", this.data.language]])}`, { method: "POST", ...how });
      Object.assign(this, { run, sending: false });
      await this.watch();
    } catch (error) {
      this.fail(error.message);
    }
  }

  address(rest = "") { return `${this.data.path}/${this.run}${rest}?lang=${this.data.language}`; }

  // Ask until the run has ended; then what was found goes onto the map.
  async watch() {
    const { run } = this;
    for (;;) {
      const told = await askServer(this.address());
      if (this.run !== run) return; // the reader has turned to something else
      this.told = told;
      if (told.state === "failed" || told.state === "called off") { this.fail(told.error ?? null); return; }
      if (told.state === "done") break;
      this.show();
      await new Promise((done) => { setTimeout(done, RUNS_LOOK_MS); });
    }
    this.show();
    const isNew = this.over === null;
    await this.lay(this.shown);
    if (isNew && !this.seen) this.go(this.told.result.bounds);
    this.seen = true;
  }

  // Lay a sheet of the result on the map.
  async lay(sheet) {
    this.turn += 1;
    const { turn } = this;
    this.shown = sheet;
    const over = await askServer(`${this.address("/map")}&theme=${this.data.theme ?? ""}${sheet ? `&sheet=${sheet}` : ""}`);
    if (this.turn !== turn) return; // another was asked for meanwhile
    this.over = over;
    toolLay(this.name, over);
    this.show();
  }

  go([west, south, east, north]) {
    mapFace()?.map?.fitBounds([[south, west], [north, east]], { padding: [20, 20], maxZoom: 17 });
  }

  fail(text) {
    Object.assign(this, { error: text, sending: false });
    if (!this.told?.result) Object.assign(this, { run: null, told: null });
    this.show();
  }

  again() {
    this.clear();
    Object.assign(this, { shown: undefined, seen: false });
    toolLay(this.name, null);
    this.show();
  }
}

// A table whose first column names its rows; the others are numbers.
function runsTable(label, columns, rows) {
  return el("div", { class: "zt-scroll zt-figures", tabindex: "0", role: "region", "aria-label": label },
    el("table", {}, el("thead", {}, el("tr", {}, columns.map((text) => el("th", { scope: "col" }, text)))),
      el("tbody", {}, rows.map(([name, ...cells]) => el("tr", {}, el("th", { scope: "row" }, name), cells.map((text) => el("td", { class: "zt-number" }, text)))))));
}
