// The legend of what is visible: drawn with the map's own symbols, following layers and statuses.
"use strict";
((Z) => {
  const { POINT, LINE, AREA } = Z.features;
  const [WIDTH, HEIGHT] = [26, 16];
  const WIDTHS = { [POINT]: 16, [LINE]: 20, [AREA]: 17 };
  const OPEN_PX = 236; // width of the open legend, with the gap beside it
  const BELOW_RASTER_PX = 260; // so much is left below a raster's legend where this one stays open
  const ROOMY = { page: 1280, width: 640, height: 520 }; // it opens by itself in what is larger

  // What is really drawn: the looks of all layers, and the kinds of geometry of each.
  function present(layers) {
    const looks = new Set();
    const kinds = new Map();
    for (const features of layers) {
      const own = new Set();
      for (let row = 0; row < features.count; row += 1) {
        if (!features.shown[row]) continue;
        looks.add(Z.symbols.look(features, row));
        own.add(features.kind[row]);
      }
      if (own.size) kinds.set(features, [POINT, LINE, AREA].filter((kind) => own.has(kind)));
    }
    return { looks: [...looks], kinds };
  }

  const MARKS = { stale: "stale", schematic: "schematic", soft: "approximate", interchange: "interchange" };

  const marksOf = (looks) => new Set(Object.keys(MARKS).filter((mark) => looks.some((look) => look[mark])).map((mark) => MARKS[mark]));

  function swatch(paint, width = WIDTH) {
    const density = window.devicePixelRatio || 1;
    const canvas = Z.element("canvas", { width: width * density, height: HEIGHT * density, "aria-hidden": "true" });
    canvas.style.width = `${width}px`;
    canvas.style.height = `${HEIGHT}px`;
    const pen = canvas.getContext("2d");
    pen.scale(density, density);
    paint(pen, width);
    return canvas;
  }

  const samples = new Map(); // a legend that is made anew with each filter takes up its pictures again

  // One look as a point, a line or an area; `name` says of what.
  function sample(name, look, kind) {
    const key = [name, kind, Z.symbols.theme, window.devicePixelRatio].join();
    if (!samples.has(key)) samples.set(key, drawn(look, kind));
    return samples.get(key);
  }

  function drawn(look, kind) {
    return swatch((pen, width) => {
      if (kind === POINT) {
        pen.translate(width / 2, HEIGHT / 2);
        Z.marks.marker(pen, look, 0.92);
        return;
      }
      const path = new Path2D();
      if (kind === AREA) path.rect(2.5, 3.5, width - 5, HEIGHT - 7);
      else { path.moveTo(1, HEIGHT / 2); path.lineTo(width - 1, HEIGHT / 2); }
      if (kind === AREA) Z.draw.fillArea(pen, path, look);
      Z.draw.strokeCased(pen, [path], look, Math.max(1.2, look.weight * (kind === LINE ? 1 : 0.6)));
    }, WIDTHS[kind]);
  }

  function entry(symbol, text) {
    return Z.element("li", {}, Z.element("span", { class: "zt-swatches" }, ...symbol), Z.element("span", {}, text));
  }

  const list = (rows, name) => Z.element("ul", { class: name || null }, ...rows);

  // Statuses look alike in all layers: one key in ink for all of them.
  function statusKey(statuses, kinds) {
    const found = [POINT, LINE, AREA].filter((kind) => [...kinds.values()].some((own) => own.includes(kind)));
    const rows = statuses.map((status) => {
      const { [status]: symbol } = Z.symbols.table.statuses;
      const { text, grey } = Z.symbols.ground();
      const look = plain({ status, symbol, colour: symbol.grey ? grey : text, edge: symbol.grey ? grey : text, weight: 3 * symbol.weight });
      return entry(found.map((kind) => sample(status, look, kind)), Z.words.pick(symbol.zh, symbol.en));
    });
    return Z.element("section", {}, Z.element("h3", {}, Z.words.say("statusKey")), list(rows, "zt-pairs"));
  }

  // Each layer by its colour and its marker.
  function layerRow(features, kinds) {
    const symbol = Z.symbols.table.layers[features.id];
    const colour = symbol[Z.symbols.theme];
    const look = plain({ symbol: Z.symbols.table.statuses.completed, colour, edge: Z.symbols.edge(colour), marker: symbol.marker, radius: symbol.radius_px, weight: symbol.weight_px });
    const signs = kinds.includes(POINT) ? [sample(features.id, look, POINT)] : [sample(features.id, look, kinds[0])];
    return entry(signs, Z.words.pick(features.entry.title_zh, features.entry.title_en));
  }

  // A part that is folded until the reader wants it, and stays as the reader left it.
  function folded(legend, word, rows) {
    const isOpen = legend.unfolded.has(word);
    const turn = () => legend.unfolded[box.open ? "delete" : "add"](word); // it is about to turn
    const box = Z.element("details", { open: isOpen }, Z.element("summary", { onclick: turn }, Z.words.say(word)), rows);
    return box;
  }

  function backgroundRows(layers) {
    const { layers: table, categories } = Z.symbols.table;
    const ids = new Set(layers.map(({ id }) => id));
    const known = [["districts", "district", table.districts], ["districts", "zone", categories["districts/zone"]],
      ["expressways", "expressway", table.expressways], ["hydrography", "water", table.hydrography]];
    const rows = known.filter(([id]) => ids.has(id)).map(([, word, symbol]) => entry([swatch((pen, width) => paintBackground(pen, width, symbol))], Z.words.say(word)));
    return list(rows, "zt-pairs");
  }

  function paintBackground(pen, width, symbol) {
    const { theme } = Z.symbols;
    const fill = symbol[`fill_${theme}`];
    pen.fillStyle = fill || "#0000";
    pen.fillRect(2, 2, width - 4, HEIGHT - 4);
    pen.strokeStyle = symbol[theme];
    pen.lineWidth = Math.max(1.2, symbol.weight_px);
    pen.setLineDash(symbol.dash);
    pen.beginPath();
    if (fill) pen.rect(2, 2, width - 4, HEIGHT - 4);
    else { pen.moveTo(1, HEIGHT / 2); pen.lineTo(width - 1, HEIGHT / 2); }
    pen.stroke();
  }

  // The official colours of the lines that are visible, by name.
  function linesOf(features) {
    const [seen, lines] = [new Set(), new Map()];
    for (let row = 0; row < features.count; row += 1) {
      const zh = features.shown[row] && features.value(row, "line_zh");
      const colour = zh && !seen.has(zh) && features.value(row, "colour");
      if (!colour) continue;
      seen.add(zh);
      lines.set(Z.words.pick(zh, features.value(row, "line_en")), colour);
    }
    return [...lines];
  }

  function lineColours(lines) {
    const chips = lines.map(([name, colour]) => {
      const chip = Z.element("i", { "aria-hidden": "true" });
      chip.style.background = colour;
      chip.style.borderColor = Z.symbols.edge(colour);
      return Z.element("li", {}, chip, Z.element("span", {}, name));
    });
    return list(chips, "zt-lines");
  }

  function marksBlock(found, hasSelection) {
    const { marks } = Z.symbols.table;
    const painters = { stale: paintStale, schematic: paintSchematic, approximate: paintApproximate, interchange: paintInterchange, selected: paintSelected };
    const rows = Object.keys(painters).filter((name) => found.has(name) || (name === "selected" && hasSelection))
      .map((name) => entry([swatch(painters[name])], Z.words.pick(marks[name].zh, marks[name].en)));
    return rows.length ? Z.element("section", {}, list(rows)) : null;
  }

  function changesBlock(changes) {
    if (!changes.length) return null;
    const rows = changes.map((number) => {
      const { zh, en } = Z.compare.symbolOf(number);
      return entry([swatch((pen) => Z.compare.badge(pen, number, [WIDTH / 2, HEIGHT / 2], 7))], Z.words.pick(zh, en));
    });
    return Z.element("section", {}, Z.element("h3", {}, Z.words.say("changes")), list(rows, "zt-pairs"));
  }

  const plain = (extra = {}) => {
    const { text } = Z.symbols.ground();
    return { key: "", status: "completed", colour: text, edge: text, marker: "circle", radius: 5, weight: 2, symbol: { dash: [] }, interchange: false, schematic: false, ...extra };
  };

  function paintStale(pen) { Z.marks.badge(pen, 1.1, [WIDTH / 2, HEIGHT / 2]); }

  function paintSchematic(pen) {
    const path = new Path2D();
    path.moveTo(3, HEIGHT - 4);
    path.quadraticCurveTo(WIDTH / 2, -4, WIDTH - 3, HEIGHT - 4);
    Z.draw.strokeCased(pen, [path], plain({ schematic: true }), 2.2);
  }

  function paintApproximate(pen) { Z.marks.doubt(pen, plain(), 8, [WIDTH / 2, HEIGHT / 2]); }

  function paintInterchange(pen) {
    pen.translate(WIDTH / 2, HEIGHT / 2);
    Z.marks.marker(pen, plain({ interchange: true, marker: "station", radius: 3.6 }), 1);
  }

  function paintSelected(pen) {
    const { highlight } = Z.symbols.ground();
    pen.strokeStyle = highlight;
    pen.lineWidth = 2.6;
    pen.beginPath();
    pen.arc(WIDTH / 2, HEIGHT / 2, 6.5, 0, 2 * Math.PI);
    pen.stroke();
  }

  // The page around the frame decides what is a small window; the frame's own size, what is left of it.
  function isRoomy() {
    const { page, width, height } = Z.furniture.room();
    return page > ROOMY.page && width > ROOMY.width && height > ROOMY.height;
  }

  class Legend {
    constructor(container) {
      this.unfolded = new Set();
      this.body = Z.element("div", { class: "zt-legend-body", id: "zt-legend-body", tabindex: "0", role: "group" });
      this.scrolledTo = 0; // asked of the browser later, it would lay the page out before the map is painted
      this.body.addEventListener("scroll", () => { this.scrolledTo = this.body.scrollTop; }, { passive: true });
      const turn = () => { this.isByReader = true; this.setOpen(!this.isOpen); };
      this.toggle = Z.element("button", { type: "button", "aria-controls": "zt-legend-body", onclick: turn });
      this.box = Z.element("section", { class: "zt-legend zt-panel" }, this.toggle, this.body);
      Z.shield(this.box);
      container.append(this.box);
      this.fit();
    }

    // Folded where there is little room, unless the reader has decided. `taken`: of the map's height, by
    // the legend of a raster above it [px].
    fit(least = ROOMY.width, taken = 0) {
      const { width, height } = Z.furniture.room();
      if (!this.isByReader) this.setOpen(isRoomy() && width > least && (!taken || height - taken > BELOW_RASTER_PX));
    }

    margin() { return this.isOpen && !this.box.hidden ? OPEN_PX : 0; }

    setOpen(isOpen) {
      const said = Z.words.say("legend");
      if (isOpen === this.isOpen && said === this.toggle.textContent) return;
      this.isOpen = isOpen;
      this.body.hidden = !isOpen;
      this.box.classList.toggle("zt-open", isOpen);
      this.toggle.setAttribute("aria-expanded", String(isOpen));
      this.toggle.textContent = said;
      this.toggle.title = Z.words.say(isOpen ? "hideLegend" : "showLegend");
    }

    // `layers` and `background` as they lie on the map; the rows stand as in the list of filters.
    // `lefts`: the other side of a comparison; `kinds`: numbers of the changes that are stressed.
    update(layers, background, { hasSelection, lefts, kinds: changes }) {
      const { looks: own, kinds } = present([...layers].sort((one, other) => one.order - other.order));
      const others = present(lefts);
      const looks = [...own, ...others.looks];
      const statuses = Z.symbols.table.order.filter((status) => looks.some((look) => look.status === status));
      for (const [features, shapes] of others.kinds) {
        if (![...kinds.keys()].some(({ id }) => id === features.id)) kinds.set(features, shapes);
      }
      const marks = marksOf(looks);
      const lines = [...kinds.keys()].map(linesOf).filter((some) => some.length);
      this.box.hidden = !kinds.size;
      const shown = JSON.stringify([Z.words.lang, Z.symbols.theme, statuses, [...kinds].map(([{ id }, own]) => [id, own]), [...marks], lines, background.length, hasSelection, changes]);
      if (shown === this.shown) return; // most filters change nothing here, and a reader may have the focus inside
      this.shown = shown;
      this.box.setAttribute("aria-label", Z.words.say("legend"));
      this.body.setAttribute("aria-label", Z.words.say("legend"));
      const parts = kinds.size ? [changesBlock(changes), ...this.parts(statuses, kinds, lines), marksBlock(marks, hasSelection), folded(this, "background", backgroundRows(background))] : [];
      const top = this.scrolledTo;
      this.body.replaceChildren(...parts.filter(Boolean));
      if (top) this.body.scrollTop = top;
      this.setOpen(this.isOpen);
    }

    parts(statuses, kinds, lines) {
      const rows = [...kinds].map(([features, own]) => layerRow(features, own));
      const colours = lines.map(lineColours);
      return [
        statusKey(statuses, kinds),
        Z.element("section", {}, list(rows, "zt-pairs zt-layers"), ...colours.map((chips) => folded(this, "metroColours", chips))),
      ];
    }
  }

  Z.legend = { Legend };
})(window.Z);
