// What the reader has chosen, and its form in the address: the words of layers/view.py.
"use strict";
((P) => {
  const SETS = {
    layers: "layers", districts: "district", statuses: "status", themes: "theme", categories: "category", placements: "placement",
  };
  const TEXTS = { at: "at", text: "q", candidates: "candidates", panel: "panel", selected: "id", promise: "promise", story: "story", chapter: "chapter", language: "lang" };
  const OF_CHAPTERS = ["story", "chapter", "selected", "language"];
  const NO_LAYER = "none";
  const SLUG = /^[a-z0-9-]{1,120}$/;
  const DAY = /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/;

  class Address {
    constructor(limits) {
      this.limits = limits;
      this.normal = Object.freeze({
        layers: limits.layers, districts: [], statuses: [], themes: [], categories: [], placements: [],
        at: null, text: "", candidates: false, panel: limits.panel[0], selected: null, promise: null, story: null, chapter: null, language: "zh",
      });
      this.readers = {
        at: (text) => (this.isDay(text) ? text : undefined),
        text: (text) => P.evaluate.printable(text, limits.text),
        candidates: (text) => ({ 0: false, 1: true })[text],
        panel: (text) => (limits.panel.includes(text) ? text : undefined),
        language: (text) => (["zh", "en"].includes(text) ? text : undefined),
      };
    }

    isDay(text) {
      if (!DAY.test(text) || text < this.limits.earliest || text > this.limits.latest) return false;
      const day = new Date(`${text}T00:00:00Z`);
      return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
    }

    inOrder(parameter, words) { return this.limits[parameter].filter((word) => words.includes(word)); }

    // Returns the view, and the parameters that could not be understood.
    decode(search) {
      const given = new URLSearchParams(search);
      const view = { ...this.normal };
      const misread = [];
      for (const [name, parameter] of Object.entries(SETS)) {
        const text = given.get(parameter);
        if (text === null) continue;
        const words = text.split(",").filter((word) => word && word !== NO_LAYER);
        misread.push(...words.filter((word) => !this.limits[parameter].includes(word)).map((value) => ({ parameter, value })));
        const known = this.inOrder(parameter, words);
        if (known.length || text === NO_LAYER) view[name] = known;
      }
      for (const [name, parameter] of Object.entries(TEXTS)) {
        const text = given.get(parameter);
        if (text === null) continue;
        const value = name in this.readers ? this.readers[name](text) : SLUG.test(text) ? text : undefined;
        if (value === undefined) misread.push({ parameter, value: text });
        else view[name] = value;
      }
      return { view, misread };
    }

    encode(view) {
      const made = new URLSearchParams();
      if (view.story !== null) { // a chapter's name stands for all that it shows
        for (const name of OF_CHAPTERS) if (view[name] !== this.normal[name]) made.set(TEXTS[name], view[name]);
        return made;
      }
      for (const [name, parameter] of Object.entries(SETS)) {
        if (String(view[name]) !== String(this.normal[name])) made.set(parameter, view[name].join(",") || NO_LAYER);
      }
      for (const [name, parameter] of Object.entries(TEXTS)) {
        if (view[name] !== this.normal[name]) made.set(parameter, view[name] === true ? "1" : view[name]);
      }
      return made;
    }

    get parameters() { return [...Object.values(SETS), ...Object.values(TEXTS)]; }
  }

  P.address = { Address };
})(Pack);
