// The basemaps that the operator configured, and the switch between them. None is the default.
"use strict";
((Z) => {
  class Basemaps {
    constructor(map, container, onDatum) {
      this.map = map;
      this.onDatum = onDatum;
      this.ownSnap = map.options.zoomSnap;
      this.offered = [];
      this.current = null;
      this.tiles = [];
      this.select = Z.element("select", { onchange: () => this.use(this.select.value) });
      this.box = Z.element("div", { class: "zt-basemaps zt-panel", hidden: true }, this.select);
      Z.shield(this.box);
      container.append(this.box);
    }

    offer(basemaps) { this.offered = basemaps || []; }

    label() {
      this.box.hidden = !this.offered.length;
      this.select.setAttribute("aria-label", Z.words.say("basemap"));
      this.select.title = Z.words.say("basemap");
      const option = (value, text) => Z.element("option", { value }, text);
      this.select.replaceChildren(
        option("", Z.words.say("noBasemap")),
        ...this.offered.map(({ id, title_zh: zh, title_en: en }) => option(id, Z.words.pick(zh, en))),
      );
      this.select.value = this.current ? this.current.id : "";
    }

    use(id) {
      const next = this.offered.find((basemap) => basemap.id === id) || null;
      if (next === this.current) return;
      for (const layer of this.tiles) layer.remove();
      this.current = next;
      this.map.options.zoomSnap = next ? 1 : this.ownSnap; // between whole zooms tiles are blurred
      this.onDatum(next ? next.datum : "wgs84");
      this.tiles = next ? next.urls.map((url) => this.tileLayer(next, url)) : [];
      for (const layer of this.tiles) layer.addTo(this.map);
      this.label();
    }

    tileLayer({ max_zoom: maxNativeZoom, subdomains }, url) {
      return L.tileLayer(url, { maxNativeZoom, maxZoom: this.map.getMaxZoom(), subdomains, pane: "tilePane" });
    }
  }

  Z.basemaps = { Basemaps };
})(window.Z);
