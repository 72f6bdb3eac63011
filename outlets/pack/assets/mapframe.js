// The map in its own frame, as in the app: its scripts and styles are shared, its layers come from this page.
"use strict";
((P) => {
  const CARD_WIDTH_PX = 344; // as wide as --zt-card: the open card floats over the map's right side
  const MARGIN_DEG = 0.004; // ground around a point that the map shows when it goes there (about 400 m)

  class MapFrame {
    constructor(place, index, onEvent) {
      this.index = index;
      this.asked = 0; // how often the page wanted something shown
      this.answered = 0; // which of these has gone to the map
      this.sent = 0; // number of the last message
      this.pointed = 0;
      this.pointedAt = null;
      const { facts } = index;
      window.zhengtuPack.frame = Object.freeze({ index: facts.index, read: (path) => this.read(path) });
      this.ready = new Promise((resolve) => {
        this.node = el("iframe", { class: "zt-frame", title: P.words.say("map") });
        this.node.addEventListener("load", () => {
          const { zhengtu } = this.node.contentWindow;
          zhengtu.create("map_div");
          zhengtu.hear(onEvent);
          resolve();
        }, { once: true });
        this.node.srcdoc = page(textOf("zt-map-style"), textOf("zt-map-script"));
        place.append(this.node);
      });
    }

    // What the map asks for by address: a layer, or the symbol table.
    read(path) {
      const { facts } = this.index;
      if (path === facts.index.symbols) return facts.symbols;
      const [, id] = /^layers\/([a-z_]+)\./.exec(path);
      const layer = facts.layers.find((one) => one.id === id);
      return {
        type: "FeatureCollection",
        features: layer.features.map(({ id: name, geometry }, at) => ({ type: "Feature", id: name, properties: layer.drawn[at], geometry })),
      };
    }

    // A chapter sends the map on its way once, and away from any record.
    setOut() { this.pointAt(null); }

    pointAt(id) {
      this.pointed += 1;
      this.pointedAt = id;
    }

    async show(selection, isCovered) {
      this.asked += 1;
      const mine = this.asked;
      await this.ready;
      if (mine !== this.asked) return; // something newer is on its way
      const message = this.messageOf(selection, isCovered);
      const text = JSON.stringify({ ...message, rows: message.rows.join("") });
      if (text !== this.shown) {
        this.shown = text;
        this.sent += 1;
        this.node.contentWindow.zhengtu.receive({ seq: this.sent, ...message });
      }
      this.answered = mine;
    }

    get isPainted() {
      return this.answered === this.asked && this.node.contentWindow.zhengtu.painted === this.sent;
    }

    messageOf(selection, isCovered) {
      const { view, index } = selection;
      const row = view.selected ? index.every.get(view.selected) : undefined;
      const isThere = row !== undefined && row.feature.geometry !== null;
      const chapter = P.staging.chapterOf(view, index.facts);
      const sent = chapter ? P.staging.directions(chapter, this.pointed) : { marked: null, move: null };
      const goes = isThere && this.pointed && this.pointedAt === row.id;
      const rows = Array.from({ length: index.rows.length }, (_, at) => Number(selection.passes(at, P.evaluate.BITS.layer)));
      return {
        version: index.facts.version, at: selection.number, on: view.layers, rows, districts: view.districts,
        highlight: isThere ? { layer: row.layer.id, id: row.id, n: this.pointed } : null,
        marked: sent.marked,
        other: chapter ? chapter.other : null,
        move: goes ? { bounds: around(row.feature.geometry), n: this.pointed } : sent.move,
        lang: P.words.language, theme: P.choices.isDark() ? "dark" : "light", inset: isCovered && !chapter ? CARD_WIDTH_PX : 0,
      };
    }
  }

  const textOf = (id) => document.getElementById(id).textContent;

  function page(style, script) {
    return `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>${P.words.say("map")}</title><style>${style}</style></head>`
      + `<body><div id="map_div"></div><script>${script}</script></body></html>`;
  }

  // Box of a geometry: west, south, east, north.
  function boxOf(geometry, box = [Infinity, Infinity, -Infinity, -Infinity]) {
    const walk = (part) => {
      if (typeof part[0] !== "number") { part.forEach(walk); return; }
      const [x, y] = part;
      box[0] = Math.min(box[0], x);
      box[1] = Math.min(box[1], y);
      box[2] = Math.max(box[2], x);
      box[3] = Math.max(box[3], y);
    };
    walk(geometry.coordinates);
    return box;
  }

  function around(geometry) {
    const [west, south, east, north] = boxOf(geometry);
    return [west - MARGIN_DEG, south - MARGIN_DEG, east + MARGIN_DEG, north + MARGIN_DEG];
  }

  P.map = { MapFrame, boxOf };
})(Pack);
