// The pack's page: keeps the view, and shows map, tables, charts, ledger and card of what it selects.
"use strict";
((P) => {
  const { say, pick } = P.words;
  const PLACE = "view"; // the address parameter that the map's own script writes
  const SHOWN = 3; // messages of one kind that are shown
  const WIDE_PX = 1400; // from here the filters stand open beside the map

  const byId = (id) => document.getElementById(id);

  class Page {
    constructor(facts) {
      this.facts = facts;
      this.index = new P.evaluate.Index(facts);
      this.address = new P.address.Address(facts.limits);
      this.paging = { table: {}, ledger: {} };
      this.read(this.given());
    }

    // What the address asks for; without a word of ours, the view that the pack was made with.
    given() {
      const parameters = new URLSearchParams(window.location.search);
      const isOurs = this.address.parameters.some((name) => parameters.has(name));
      return isOurs ? window.location.search : `?${new URLSearchParams({ ...this.facts.start, ...Object.fromEntries(parameters) })}`;
    }

    read(search) {
      const { view, misread } = this.address.decode(search);
      P.words.use(view.language);
      const { view: shown, missing } = P.staging.staged(view, this);
      this.view = shown;
      this.misread = [...misread, ...missing];
      this.startPlace = new URLSearchParams(search).get(PLACE);
    }

    begin() {
      this.write("replaceState", this.startPlace);
      this.map = new P.map.MapFrame(byId("zt-map"), this.index, (event) => this.onMap(event));
      if (this.view.story) this.map.setOut();
      if (this.view.selected && !this.startPlace) this.map.pointAt(this.view.selected);
      window.addEventListener("popstate", () => {
        this.read(window.location.search);
        if (this.view.story) this.map.setOut();
        this.render();
      });
      window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.render());
      this.render();
    }

    // Change fields of the view. What only passes on the way to something else (a play) is neither written
    // into the address, which browsers allow a few hundred times, nor read aloud.
    change(fields, isPassing = false) {
      this.view = { ...this.view, ...fields };
      this.misread = [];
      if (Object.keys(fields).some((name) => !["panel", "language"].includes(name))) {
        for (const paging of Object.values(this.paging)) paging.page = null;
      }
      if (!isPassing) this.write("pushState");
      this.render(isPassing);
    }

    write(how, place = new URLSearchParams(window.location.search).get(PLACE)) {
      const wanted = this.address.encode(this.view);
      if (place) wanted.set(PLACE, place);
      const text = String(wanted);
      if (text === window.location.search.slice(1)) return;
      window.history[how](null, "", text ? `?${text}` : window.location.pathname);
    }

    render(isPassing = false) {
      const { view } = this;
      P.words.use(view.language);
      this.selection = this.index.select(view);
      const page = document.documentElement;
      page.lang = view.language === "zh" ? "zh-CN" : "en";
      page.dataset.panel = view.panel;
      document.title = say("title");
      this.showBar();
      if (!isPassing) this.announce();
      this.mount("zt-side", filters, P.choices.panel(this.selection, this.isChanged()), (change) => this.change(P.choices.fieldsOf(change, this.address, this.view)));
      P.tiles.tiles(byId("zt-tiles"), this.selection);
      this.mount("zt-time", timeline, P.clock.slider(this.selection), (change) => this.onTime(change));
      this.showMessages();
      this.showPanel();
      const isCovered = this.showCard();
      this.mount("zt-stage", presenter, P.staging.stage(this.selection), (change) => this.onStage(change));
      this.map.show(this.selection, isCovered);
    }

    mount(place, part, data, onChange) {
      part({ data, parentElement: byId(place), setTriggerValue: (_, change) => onChange(change) });
    }

    isChanged() {
      const normal = P.choices.fieldsOf({ reset: true }, this.address);
      return Object.entries(normal).some(([name, value]) => String(value) !== String(this.view[name]));
    }

    showBar() {
      const { view } = this;
      const tab = (id) => el("button", {
        type: "button", "data-focus": `panel-${id}`, "aria-current": id === view.panel ? "page" : null, onclick: () => this.change({ panel: id }),
      }, say(id));
      const other = view.language === "zh" ? "en" : "zh";
      refill(byId("zt-bar"), el("div", { class: "zt-bar" },
        el("button", { type: "button", class: "zt-skip", "data-focus": "skip", onclick: () => this.skip() }, say("skip")),
        el("div", { class: "zt-name" }, el("h1", {}, say("name")), el("span", {}, say("subtitle"))),
        el("nav", { "aria-label": say("views") }, ["map", ...PANELS.keys()].map(tab)),
        el("div", { class: "zt-tools" },
          el("button", {
            type: "button", class: "zt-fold", "data-focus": "fold", "aria-controls": "zt-side", "aria-expanded": String(isUnfolded()),
            onclick: ({ target }) => target.setAttribute("aria-expanded", String(toggleFilters())),
          }, say("filters")),
          P.downloads.menu(this.selection),
          el("button", { type: "button", "data-focus": "language", lang: other === "zh" ? "zh-CN" : "en", onclick: () => this.change({ language: other }) }, say("otherLanguage"))),
        el("button", {
          type: "button", class: "zt-unfold", "data-focus": "figures", "aria-label": say("figuresInWords"), title: say("figuresInWords"),
          "aria-expanded": String(document.documentElement.dataset.figures === "open"), onclick: toggleFigures,
        }, el("span", { "aria-hidden": "true" }, "▾"))));
    }

    // What stands behind the filters: the panel that is open, else the map.
    skip() {
      const inside = document.querySelector(`#zt-panel > :not([hidden]) :is(a, button, input, summary, [tabindex])`);
      (inside ?? this.map.node).focus();
    }

    announce() {
      const summary = this.summary();
      if (byId("zt-said").textContent !== summary) byId("zt-said").textContent = summary;
    }

    // What is selected in one sentence, for those who do not see the map.
    summary() {
      const { selection, view } = this;
      const names = (byStatus) => Object.entries(this.facts.words.status).filter(([code]) => byStatus[code])
        .map(([code, term]) => `${pick(term)} ${byStatus[code]}`).join(say("comma")) || say("nothing");
      if (view.panel === "ledger") {
        const entries = selection.promised;
        const counts = {};
        for (const { status } of entries) counts[status] = (counts[status] ?? 0) + 1;
        return say("ledgerSummary", { day: selection.day, total: entries.length, statuses: names(counts) });
      }
      const where = view.districts.map((name) => pick(this.facts.words.district[name])).join(view.language === "zh" ? "、" : ", ");
      const located = selection.chosen.filter((at) => this.index.rows[at].feature.geometry !== null).length;
      return say("summary", {
        where: where || say("everywhere"), day: selection.day, total: selection.chosen.length, located, statuses: names(selection.byStatus(selection.chosen)),
      });
    }

    showMessages() {
      const { view } = this;
      const texts = this.misread.slice(0, SHOWN).map(({ parameter, value }) => say("misread", { parameter, value: value.slice(0, 60) }));
      if (this.misread.length > SHOWN) texts.push(say("more", { count: this.misread.length - SHOWN }));
      if (view.selected && !this.index.every.has(view.selected)) texts.push(say("noRecord", { name: view.selected }));
      if (view.promise && !this.index.promiseOf.has(view.promise)) texts.push(say("noPromise", { name: view.promise }));
      if (view.at && view.at > P.evaluate.todayIso()) texts.push(say("ahead", { day: view.at }));
      if (!this.selection.chosen.length && view.panel !== "ledger") texts.push(say("nothingLong"));
      const [head, ...rest] = texts;
      refill(byId("zt-messages"), head
        ? el("details", { class: "zt-notice", open: true }, el("summary", {}, head), rest.map((text) => el("p", {}, text))) : null);
    }

    showPanel() {
      for (const [id, draw] of PANELS) {
        const node = byId(`zt-${id}`);
        node.hidden = id !== this.view.panel;
        if (!node.hidden) draw(this, node.id);
      }
    }

    // Returns whether a card covers the map's right side.
    showCard() {
      const { view, selection, index } = this;
      const place = byId("zt-card");
      const promised = view.promise ? index.promiseOf.get(view.promise) : undefined;
      const row = view.selected ? index.every.get(view.selected) : undefined;
      const onCard = (change) => this.onCard(change);
      place.hidden = !promised && (Boolean(view.promise) || !row);
      if (promised) this.mount("zt-card", promise, P.cards.promiseCard(selection, selection.entryOf(promised)), onCard);
      else if (!place.hidden) this.mount("zt-card", card, P.cards.card(selection, row), onCard);
      if (place.hidden) place.replaceChildren();
      document.documentElement.dataset.card = place.hidden ? "none" : "open";
      return !place.hidden;
    }

    onMap({ event, id }) {
      if (event === "clear") this.change({ selected: null, promise: null });
      else if (this.index.every.has(id)) this.change({ selected: id, promise: null });
    }

    // Present a chapter of a story, the first one for null.
    present(story, chapter) {
      this.map.setOut();
      this.change(P.staging.staged({ ...this.view, story, chapter, selected: null }, this).view);
    }

    onStage({ chapter, leave }) {
      if (leave) this.change({ story: null, chapter: null });
      else this.present(this.view.story, chapter);
    }

    onTime({ at, passing }) { this.change({ at }, passing); }

    onTable(name, change) {
      if (change.select === undefined) {
        this.paging[name] = P.tables.changed(this.paging[name], change);
        this.render();
      } else if (name === "ledger") this.change({ promise: change.select, selected: null });
      else this.goTo(change.select);
    }

    goTo(id) {
      this.map.pointAt(id);
      this.change({ selected: id, promise: null, panel: "map" });
    }

    onCard(change) {
      if (change.close) this.change({ selected: null, promise: null });
      else if (change.promise) this.change({ promise: change.promise, selected: null, panel: "ledger" });
      else if (change.select) this.goTo(change.select);
      else if (change.go) this.goTo(this.view.selected);
    }
  }

  // What stands beside the map; the map itself is always there.
  const PANELS = new Map([
    ["table", (page, place) => page.mount(place, table, {
      ...P.tables.pageOf(P.tables.recordRows(page.selection), P.tables.recordColumns(), page.paging.table, page.view.selected), label: say("selectedRecords"),
    }, (change) => page.onTable("table", change))],
    ["charts", (page, place) => page.mount(place, charts, P.graphs.graphs(page.selection), () => undefined)],
    ["stories", (page, place) => P.staging.list(byId(place), page.selection, (story, chapter) => page.present(story, chapter))],
    ["ledger", (page, place) => page.mount(place, table, {
      ...P.tables.pageOf(P.tables.ledgerRows(page.selection), P.tables.ledgerColumns(), page.paging.ledger, page.view.promise), label: say("ledger"),
    }, (change) => page.onTable("ledger", change))],
    ["about", (page, place) => P.about.about(byId(place), page.selection)],
  ]);

  const isUnfolded = () => document.documentElement.dataset.filters === "open"
    || (document.documentElement.dataset.filters === undefined && window.innerWidth > WIDE_PX);

  function toggleFilters() {
    const isOpen = !isUnfolded();
    document.documentElement.dataset.filters = isOpen ? "open" : "folded";
    return isOpen;
  }

  // For the map's frame (`frame`), and for tests (the rest, read only).
  window.zhengtuPack = {
    ids: (search) => P.page.index.select(P.page.address.decode(search).view).ids,
    get view() { return P.page.view; },
    get isPainted() { return Boolean(P.page?.map.isPainted); },
    get collection() { return P.downloads.collection(P.page.selection, null); },
  };
  // The facts stand in the page; where they are many they are packed.
  async function facts() {
    const { textContent: text, dataset } = byId("zt-facts");
    if (dataset.coding !== "gzip") return JSON.parse(text);
    const packed = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
    return new Response(stream).json();
  }

  // A browser that cannot unpack them shows nothing else: it says so in both languages.
  function unreadable(error) {
    console.error(error);
    const texts = [P.words.all.ZH, P.words.all.EN].map((words) => el("p", {}, words.unreadable));
    byId("zt-messages").append(el("div", { class: "zt-warning", role: "alert" }, texts));
  }

  facts().then((known) => {
    P.page = new Page(known);
    P.page.begin();
  }, unreadable);
})(Pack);
