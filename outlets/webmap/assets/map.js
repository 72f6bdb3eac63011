// The map itself: made once, then told by messages what to show. `window.zhengtu` is its public face.
"use strict";
((Z) => {
  const { NONE } = Z.features;
  const NARROW_PX = 700; // up to this width the page shows its card below the map, not over it
  const PANES = { "zt-ground": 210, "zt-theme": 410, "zt-glow": 430, "zt-names": 440, "zt-measure": 450 };

  class PlanMap {
    constructor(container) {
      this.layers = new Map();
      this.message = null;
      this.target = null;
      this.marked = []; // what a story points at, beside the target
      this.counted = []; // ids that an analysis points at
      this.painted = 0;
      this.datum = "wgs84";
      this.onEvent = null;
      this.ready = new Promise((resolve) => { this.isReady = resolve; });
      this.map = L.map(container, {
        zoomControl: false, attributionControl: false, trackResize: false, zoomSnap: 0.25, minZoom: 7, maxZoom: 19,
        center: [34.6, 113.5], zoom: 9,
      });
      for (const [name, depth] of Object.entries(PANES)) {
        this.map.createPane(name).style.zIndex = depth;
        this.map.getPane(name).style.pointerEvents = "none";
      }
      Z.furniture.furnish(this, this.map.getContainer());
      this.view = new Z.view.View(this.map, () => this.covered());
      this.makeSheets();
      this.comparison = new Z.compare.Comparison(this);
      this.shapes = new Z.shapes.Shapes(this.map);
      this.overlay = new Z.overlay.Overlay(this.map, { onChange: () => this.groundSheet.paint(), onRoom: () => this.fitLegend() });
      this.listen();
      this.relabel();
    }

    makeSheets() {
      const isHeld = () => this.isHeld === true || Z.symbols.table === null || this.message === null;
      const sheet = (pane, paint, isEmpty = () => false) => new Z.draw.Sheet({ pane, className: pane, paint, isHeld, isEmpty }).addTo(this.map);
      this.groundSheet = sheet("zt-ground", (pen, view) => Z.ground.paintGround(pen, view, this.background(), { chosen: new Set(this.message.districts), bare: this.basemaps.current !== null || this.overlay.sheet.isOn }));
      this.themeSheet = sheet("zt-theme", (pen, view) => Z.draw.paintTheme(pen, view, this.thematic()));
      this.glowSheet = sheet("zt-glow", (pen, view) => this.targets().forEach((target) => Z.ground.paintGlow(pen, view, target, this.pulseSince)), () => !this.targets().length);
      this.nameSheet = sheet("zt-names", (pen, view) => Z.labels.paintLabels(pen, view, [...this.background(), ...this.thematic()], this.targets()));
    }

    // What stands over the map's edges [px]: the legend, and the page's card in a wide window.
    covered() { return { left: this.legend.margin(), right: this.inset || 0 }; }

    setInset() {
      const isWhole = this.isFullscreen() || Z.furniture.room().width <= NARROW_PX;
      const inset = isWhole || !this.message ? 0 : this.message.inset || 0;
      if (inset === this.inset) return;
      this.inset = inset;
      this.map.getContainer().style.setProperty("--zt-inset", `${inset}px`);
      this.chooser.place(); // opened by the press that brought the card
    }

    isFullscreen() { return Boolean(window.frameElement && window.parent.document.fullscreenElement === window.frameElement); }

    // The part of the map that nothing of the page covers.
    freeSize() { return this.map.getSize().subtract([this.inset || 0, 0]); }

    inOrder() { return [...this.layers.values()].sort((one, other) => one.order - other.order); }

    background() { return this.inOrder().filter((features) => features.background); }

    thematic() { return Z.draw.stacked(this.inOrder()).filter((features) => !features.background && this.message.on.includes(features.id)); }

    // Whatever the work moves or changes, the sheets are painted once, when it is done; those that
    // show the same as before are left alone.
    paintOnce(work) {
      this.isHeld = true;
      const hadTarget = this.targets().length > 0;
      try {
        work();
      } finally {
        this.isHeld = false;
        const ground = JSON.stringify([this.version, this.message.districts, Z.symbols.theme, this.background().map(({ id }) => id)]);
        if (this.groundSheet.isDue || ground !== this.paintedGround) this.groundSheet.paint();
        this.paintedGround = ground;
        this.themeSheet.paint();
        if (this.glowSheet.isDue || hadTarget || this.targets().length) this.glowSheet.paint();
        this.nameSheet.paint();
        this.comparison.paint();
      }
    }

    // Messages may come faster than layers: only the newest is applied.
    receive(message) {
      this.message = message;
      this.latest = this.apply(message).catch((error) => this.fail("indexFailed", {}, error));
    }

    async apply(message) {
      Z.words.use(message.lang);
      const index = await this.currentIndex(message.version);
      const [broken] = await Promise.all([this.load(index, message.on), this.symbols]);
      if (message !== this.message) return;
      const chosen = Z.wire.selection(message.rows, index.layers);
      const other = this.comparison.read(message, index.layers);
      const isRecoloured = Z.symbols.theme !== message.theme;
      Z.symbols.setTheme(message.theme);
      if (isRecoloured) [this.overlay, this.shapes].forEach((over) => over.again());
      for (const features of this.layers.values()) {
        features.setDay(this.previewed ?? message.at);
        features.setShown(features.background || message.on.includes(features.id), chosen.get(features.id));
      }
      this.paintOnce(() => {
        this.dress();
        this.setInset();
        this.point(message.highlight);
        this.mark(message.marked);
        this.comparison.set(other, message, chosen);
        this.fitLegend();
        this.updateLegend();
        this.tell(broken);
        this.view.settle();
        this.view.go(message.move);
        if (this.touched && this.target) this.view.reveal(this.touched);
        this.touched = null;
      });
      this.painted = message.seq;
      this.isReady();
      this.fetchRest(index);
    }

    // Another day, in the browser alone, until the page says one; null: the page's day counts again.
    showDay(day, since = null) {
      const wanted = day === null ? undefined : `${day} ${since}`;
      if (this.wantedDay === wanted) return;
      this.wantedDay = wanted;
      this.previewed = day ?? undefined;
      this.comparison.setDay(since);
      if (!this.painted || this.stepping) return;
      this.stepping = true;
      requestAnimationFrame(() => { // a slider tells more days than there are frames
        this.stepping = false;
        for (const features of this.layers.values()) features.setDay(this.previewed ?? this.message.at);
        this.updateLegend();
        this.themeSheet.paint();
        this.nameSheet.paint();
        this.comparison.paint();
      });
    }

    fitLegend() { this.legend.fit(this.comparison.roomFrom(), this.overlay.sheet.taken); }

    updateLegend() {
      const { lefts } = this.comparison;
      this.legend.update(this.thematic(), this.background(), { hasSelection: this.target !== null, lefts, kinds: this.comparison.kindsDrawn() });
    }

    async currentIndex(version) {
      let index = await Z.wire.index();
      if (index.version !== version) index = await Z.wire.again(); // the data has moved on
      // Rows count in one version's order: in another's they would show the wrong features.
      if (index.version !== version) throw new Error(`data ${index.version}, message ${version}`);
      if (this.version !== index.version) {
        this.layers.clear();
        this.version = index.version;
        this.basemaps.offer(index.basemaps);
        this.symbols = this.loadSymbols(index);
      }
      this.index = index;
      return index;
    }

    // Comes beside the layers, not before them; if it fails, the next message asks again.
    async loadSymbols(index) {
      try {
        Z.symbols.load(await Z.wire.getJson(index.symbols));
      } catch (error) {
        this.version = null;
        throw error;
      }
    }

    // Fetch the layers that are needed and not there; returns the entries that failed.
    async load(index, on) {
      const wanted = index.layers.filter(({ id, background }) => (background || on.includes(id)) && !this.layers.has(id));
      const done = await Promise.allSettled(wanted.map((entry) => this.fetchLayer(entry)));
      return wanted.filter((_, at) => done[at].status === "rejected");
    }

    async fetchLayer(entry) {
      const features = new Z.features.Features(entry, await Z.wire.getJson(entry.columns));
      features.order = this.index.layers.indexOf(entry);
      features.project(this.datum);
      this.layers.set(entry.id, features);
    }

    // The layers that are off come while nobody waits, so that switching them on needs no wait.
    fetchRest(index) {
      if (this.restAsked === index.version) return;
      this.restAsked = index.version;
      const idle = window.requestIdleCallback || ((work) => setTimeout(work, 300));
      idle(() => this.load(index, index.layers.map(({ id }) => id)));
    }

    // Only what has changed: every word and style that is set costs the page a layout.
    dress() {
      const dress = [Z.words.lang, Z.symbols.theme, this.version].join();
      if (dress === this.dressed) return;
      this.dressed = dress;
      document.documentElement.lang = Z.words.lang === "zh" ? "zh-CN" : "en";
      document.documentElement.dataset.theme = Z.symbols.theme;
      document.documentElement.style.setProperty("--zt-land", Z.symbols.ground().land);
      document.title = Z.words.say("title");
      if (window.frameElement) window.frameElement.title = document.title;
      this.relabel();
    }

    relabel() {
      const container = this.map.getContainer();
      container.setAttribute("aria-label", Z.words.say("map"));
      this.toolbar.label(this.isFullscreen(), this.measure.active ? this.measure.mode : null);
      this.compass.setAttribute("aria-label", Z.words.say("northLong"));
      this.compass.title = Z.words.say("northLong");
      this.basemaps.label();
      this.scale.update(this.map);
      this.coordinates.show(this.map.getCenter());
      this.imprint.update(this.index ? this.index.notice : "", this.basemaps.current);
    }

    // Another basemap: maybe another datum, certainly another ground.
    setDatum(datum) {
      if (datum === this.datum) {
        this.groundSheet.paint();
        this.relabel();
        return;
      }
      this.datum = datum;
      const [center, zoom] = [this.map.getCenter(), this.map.getZoom()];
      this.map.options.crs = Z.datum.crs(datum);
      for (const features of this.layers.values()) features.project(datum);
      this.map._resetView(center, zoom, true); // Leaflet offers no public way to change its CRS
      this.overlay.sheet.again();
      this.relabel();
    }

    point(highlight) {
      const features = highlight && this.layers.get(highlight.layer);
      const row = features ? features.rowOf.get(highlight.id) : undefined;
      const target = row !== undefined && features.kind[row] !== NONE ? { features, row } : null;
      const token = highlight ? `${highlight.layer}/${highlight.id}/${highlight.n}` : "";
      const isNew = token !== this.pointedAt;
      this.target = target;
      this.pointedAt = token;
      if (target && isNew) this.pulse();
    }

    // The records of a story's chapter; `n` counts the wishes, so that each beats once.
    mark(marked) {
      this.marked = (marked ? marked.ids : []).map((id) => this.find(id)).filter(Boolean);
      const isNew = Boolean(marked) && marked.n !== this.markedAt;
      this.markedAt = marked ? marked.n : null;
      if (isNew && this.marked.length) this.pulse();
    }

    find(id) {
      for (const features of this.layers.values()) {
        const row = features.rowOf.get(id);
        if (row !== undefined && features.shown[row] && features.kind[row] !== NONE) return { features, row };
      }
      return null;
    }

    // The records behind a count of an analysis, until it says others.
    count(ids) {
      this.counted = ids;
      this.glowSheet.paint();
      this.nameSheet.paint();
      if (ids.length) this.pulse();
    }

    // Where records stand, whether they are shown or not.
    boundsOf(ids) {
      const wanted = new Set(ids);
      const bounds = L.latLngBounds([]);
      const k = 256 * 2 ** this.map.getZoom();
      for (const features of this.layers.values()) {
        for (const [id, row] of features.rowOf) {
          if (!wanted.has(id) || features.kind[row] === NONE) continue;
          const [x, y] = features.anchor(row);
          bounds.extend(this.map.unproject([x * k, y * k]));
        }
      }
      return bounds;
    }

    targets() {
      const counted = this.counted.map((id) => this.find(id)).filter(Boolean);
      return [...this.marked, ...counted, ...(this.target ? [this.target] : [])];
    }

    pulse() {
      const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.pulseSince = isStill ? -Infinity : performance.now();
      const beat = () => {
        this.glowSheet.paint();
        if (performance.now() - this.pulseSince < Z.ground.PULSE_MS) requestAnimationFrame(beat);
      };
      beat();
    }

    tell(broken) {
      const drawn = this.thematic().some((features) => features.shown.includes(1));
      if (broken.length) this.fail("failed", { name: broken.map((entry) => Z.words.pick(entry.title_zh, entry.title_en)).join(", ") });
      else this.say(drawn ? "" : Z.words.say(this.message.on.length ? "nothing" : "noLayers"));
    }

    say(text) {
      this.status.hidden = !text;
      this.status.replaceChildren(text);
    }

    fail(word, fields, error) {
      if (error) console.error(error);
      const again = async () => { if (word === "indexFailed") Z.wire.again(); this.receive(this.message); };
      this.status.hidden = false;
      this.status.replaceChildren(Z.words.say(word, fields), " ", Z.element("button", { type: "button", onclick: again }, Z.words.say("retry")));
    }

    listen() {
      const container = this.map.getContainer();
      this.map.on("click", ({ latlng, originalEvent }) => this.act(latlng, originalEvent && originalEvent.pointerType === "touch" ? "touch" : "mouse", false));
      this.map.on("moveend", () => { this.scale.update(this.map); this.coordinates.show(this.map.getCenter()); });
      this.map.on("move resize", () => this.chooser.place());
      this.map.on("movestart zoomstart mouseout", () => this.tooltip.hide());
      this.map.on("mousemove", (event) => this.hover(event));
      container.addEventListener("keydown", (event) => this.key(event));
      // The crosshair is for those who steer by keys; Leaflet takes the focus on every click too.
      container.addEventListener("keyup", () => container.classList.add("zt-keys"));
      container.addEventListener("pointerdown", () => container.classList.remove("zt-keys"));
      window.parent.document.addEventListener("fullscreenchange", () => { this.setInset(); this.relabel(); });
      window.addEventListener("resize", () => { this.setInset(); this.fitLegend(); this.comparison.clip(); });
    }

    // What takes the points that the reader sets, if it is at work.
    drawing() { return this.sketch.mode === null ? this.measure : this.sketch; }

    hover({ latlng, containerPoint }) {
      this.coordinates.show(latlng);
      if (this.hovering) return;
      this.hovering = true;
      requestAnimationFrame(() => {
        this.hovering = false;
        if (!this.message || this.drawing().active || this.map.dragging.moving()) return;
        const isCovered = this.shapes.under(latlng).length > 0; // a shape says its own name
        const items = isCovered ? [] : Z.pointing.under(this.map, latlng, this.comparison.layersAt(containerPoint) || this.thematic());
        this.map.getContainer().classList.toggle("zt-over", items.length > 0);
        if (items.length) this.tooltip.show(items, containerPoint, this.freeSize());
        else this.tooltip.hide();
      });
    }

    key(event) {
      const onMap = event.target === this.map.getContainer();
      const tool = this.drawing();
      if (tool.mode && tool.key(event.key)) event.preventDefault();
      else if (onMap && event.key === "Enter") this.act(this.map.getCenter(), "mouse", true);
      else if (event.key === "Escape") this.chooser.close();
    }

    // A click, a tap, or Enter at the crosshair.
    act(latlng, pointer, byKeyboard) {
      if (this.drawing().active) { this.drawing().add(latlng); return; }
      if (!this.message) return;
      this.tooltip.hide();
      this.chooser.close();
      if (this.shapes.press(latlng)) return; // they lie over everything
      const layers = this.comparison.layersAt(this.map.latLngToContainerPoint(latlng)) || this.thematic();
      const items = Z.pointing.under(this.map, latlng, layers, Z.pointing.REACH_PX[pointer]);
      if (!items.length) {
        if (this.message.highlight) this.send({ event: "clear" });
        return;
      }
      this.touched = latlng;
      this.choose(items[0]);
      if (items.length > 1) {
        const where = () => ({ point: this.map.latLngToContainerPoint(latlng), size: this.freeSize() });
        this.chooser.open(items, where, byKeyboard);
      }
    }

    choose({ features, row }) {
      this.target = { features, row };
      this.pointedAt = null;
      this.pulse();
      this.send({ event: "click", layer: features.id, id: features.ids[row] });
    }

    // The page around hears it.
    send(event) { this.onEvent?.(event); }
  }

  Z.PlanMap = PlanMap;
})(window.Z);
