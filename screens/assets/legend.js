// The legend of what is visible: drawn with the map's own symbols, following layers and statuses.
"use strict";
((Z) => {
  const { POINT, LINE, AREA } = Z.features;
  const [WIDTH, HEIGHT] = [26, 18];
  const ORDER = ["completed", "construction", "preliminary", "proposed", "suspended", "unknown"];

  // What is really drawn: layer -> status -> the kinds of geometry it has, with one row as a sample.
  function present(features) {
    const found = new Map();
    for (let row = 0; row < features.count; row += 1) {
      if (!features.shown[row]) continue;
      const status = Z.symbols.statusOf(features.codes[row]);
      if (!found.has(status)) found.set(status, new Map());
      const kinds = found.get(status);
      if (!kinds.has(features.kind[row])) kinds.set(features.kind[row], row);
    }
    return found;
  }

  function marksPresent(layers) {
    const found = new Set();
    for (const features of layers) {
      for (let row = 0; row < features.count; row += 1) {
        if (!features.shown[row]) continue;
        const own = features.properties[row];
        if (features.codes[row] >= Z.symbols.table.stale) found.add("stale");
        if (own.schematic) found.add("schematic");
        if ((Z.symbols.table.placements[own.placement] || {}).soft_edge) found.add("approximate");
        if ((own.colours || []).length > 1) found.add("interchange");
      }
    }
    return found;
  }

  function swatch(paint) {
    const density = window.devicePixelRatio || 1;
    const canvas = Z.element("canvas", { width: WIDTH * density, height: HEIGHT * density, "aria-hidden": "true" });
    canvas.style.width = `${WIDTH}px`;
    canvas.style.height = `${HEIGHT}px`;
    const pen = canvas.getContext("2d");
    pen.scale(density, density);
    paint(pen);
    return canvas;
  }

  // Statuses are shown in the layer's own colour, whatever line or freshness the sample has.
  function sample(features, row) {
    const found = Z.symbols.look(features, row);
    const own = found.symbol.grey ? found.colour : Z.symbols.identity(features, row)[Z.symbols.theme];
    const look = { ...found, colour: own, edge: Z.symbols.edge(own), stale: false };
    const kind = features.kind[row];
    return swatch((pen) => {
      if (kind === POINT) {
        pen.translate(WIDTH / 2, HEIGHT / 2);
        Z.marks.marker(pen, { ...look, interchange: false }, 1);
      } else {
        const path = new Path2D();
        if (kind === AREA) path.rect(3, 3, WIDTH - 6, HEIGHT - 6);
        else { path.moveTo(2, HEIGHT / 2); path.lineTo(WIDTH - 2, HEIGHT / 2); }
        if (kind === AREA) Z.draw.fillArea(pen, path, look);
        Z.draw.strokeCased(pen, [path], { ...look, schematic: false }, Math.max(1.2, look.weight * (kind === LINE ? 1 : 0.75)));
      }
    });
  }

  function entry(symbol, text) {
    return Z.element("li", {}, Z.element("span", { class: "zt-swatches" }, ...symbol), Z.element("span", {}, text));
  }

  function layerBlock(features) {
    const statuses = present(features);
    if (!statuses.size) return null;
    const rows = ORDER.filter((status) => statuses.has(status)).map((status) => {
      const kinds = [...statuses.get(status).entries()].sort((one, other) => one[0] - other[0]);
      const { zh, en } = Z.symbols.table.statuses[status];
      return entry(kinds.map(([, row]) => sample(features, row)), Z.words.pick(zh, en));
    });
    const title = Z.words.pick(features.entry.title_zh, features.entry.title_en);
    return Z.element("section", {}, Z.element("h3", {}, title), Z.element("ul", {}, ...rows), lineColours(features));
  }

  // The official colours of the lines that are visible, by name.
  function lineColours(features) {
    const lines = new Map();
    for (let row = 0; row < features.count; row += 1) {
      const { colour, line_zh: zh, line_en: en } = features.properties[row];
      if (features.shown[row] && colour && zh) lines.set(Z.words.pick(zh, en), colour);
    }
    if (!lines.size) return null;
    const chips = [...lines].map(([name, colour]) => {
      const chip = Z.element("i", { "aria-hidden": "true" });
      chip.style.background = colour;
      chip.style.borderColor = Z.symbols.edge(colour);
      return Z.element("li", {}, chip, Z.element("span", {}, name));
    });
    return Z.element("ul", { class: "zt-lines", "aria-label": Z.words.say("metroColours") }, ...chips);
  }

  function marksBlock(layers, hasSelection) {
    const found = marksPresent(layers);
    const { marks } = Z.symbols.table;
    const painters = { stale: paintStale, schematic: paintSchematic, approximate: paintApproximate, interchange: paintInterchange, selected: paintSelected };
    const rows = Object.keys(painters).filter((name) => found.has(name) || (name === "selected" && hasSelection))
      .map((name) => entry([swatch(painters[name])], Z.words.pick(marks[name].zh, marks[name].en)));
    return rows.length ? Z.element("section", {}, Z.element("ul", {}, ...rows)) : null;
  }

  const plain = (extra = {}) => {
    const { text } = Z.symbols.ground();
    return { key: "", status: "completed", colour: text, edge: text, marker: "circle", radius: 5, weight: 2, symbol: { dash: [] }, ...extra };
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

  class Legend {
    constructor(container) {
      this.body = Z.element("div", { class: "zt-legend-body", id: "zt-legend-body", tabindex: "0", role: "group" });
      this.toggle = Z.element("button", { type: "button", "aria-controls": "zt-legend-body", onclick: () => this.setOpen(!this.isOpen) });
      this.box = Z.element("section", { class: "zt-legend zt-panel" }, this.toggle, this.body);
      Z.shield(this.box);
      container.append(this.box);
      this.setOpen(window.innerWidth > 640 && window.innerHeight > 520);
    }

    // Room that an opening view leaves at the left: the legend may cover the corner, not the city.
    margin() { return this.isOpen && window.innerWidth > 900 ? 110 : 0; }

    setOpen(isOpen) {
      this.isOpen = isOpen;
      this.body.hidden = !isOpen;
      this.toggle.setAttribute("aria-expanded", String(isOpen));
      this.toggle.textContent = Z.words.say("legend");
      this.toggle.title = Z.words.say(isOpen ? "hideLegend" : "showLegend");
    }

    update(layers, hasSelection) {
      this.box.setAttribute("aria-label", Z.words.say("legend"));
      this.body.setAttribute("aria-label", Z.words.say("legend"));
      const blocks = [...layers].reverse().map(layerBlock).filter(Boolean);
      const marks = marksBlock(layers, hasSelection);
      this.body.replaceChildren(...blocks, ...(marks ? [marks] : []));
      this.box.hidden = !this.body.childElementCount;
      this.setOpen(this.isOpen);
    }
  }

  Z.legend = { Legend };
})(window.Z);
