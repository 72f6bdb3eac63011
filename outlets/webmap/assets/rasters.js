// A raster that an analysis lays under the layers: tiles drawn by the server, legend, opacity, source, and
// what the raster holds at the pointer.
"use strict";
((Z) => {
  const PANE = "zt-raster";
  const BELOW_GROUND = 205; // over a basemap, under the outlines of districts
  const ASK_MS = 150;
  const OPACITY = 0.75;
  const NARROW_PX = 500; // here the legend is folded until it is wanted

  class Sheet {
    // `onChange()`: the ground drops its fills while a raster lies below it. `onRoom()`: what the box takes
    // of the map's left edge has changed.
    constructor(map, { onChange, onRoom }) {
      this.map = map;
      this.onChange = onChange;
      const pane = map.createPane(PANE);
      pane.style.zIndex = BELOW_GROUND;
      pane.style.pointerEvents = "none";
      map.on("zoomend", () => pane.classList.toggle("zt-between", !Number.isInteger(map.getZoom())));
      this.opacity = OPACITY;
      this.isDimming = true;
      this.shown = null;
      this.here = Z.element("output", { class: "zt-raster-here", "aria-live": "off" });
      this.box = Z.element("details", { class: "zt-raster-box zt-panel", hidden: true, open: true });
      Z.shield(this.box);
      map.getContainer().append(this.box);
      this.taken = 0; // height of the box [px]
      new ResizeObserver(() => {
        if (this.taken === this.box.offsetHeight) return;
        this.taken = this.box.offsetHeight;
        map.getContainer().style.setProperty("--zt-taken", `${this.taken}px`);
        onRoom();
      }).observe(this.box);
      map.on("mousemove click", ({ latlng }) => this.ask(latlng));
    }

    get isOn() { return this.shown !== null; }

    // `over` is what the server told; null, or one without a raster: nothing more.
    set(over) {
      const next = over?.raster ? over : null;
      if (next?.raster.tiles !== this.shown?.raster.tiles) {
        this.tiles?.remove();
        this.tiles = next ? this.layer(next.raster).addTo(this.map) : null;
        this.here.replaceChildren();
      }
      const wasOn = this.isOn;
      if (next && !wasOn) this.box.open = this.map.getSize().x > NARROW_PX;
      this.shown = next;
      this.box.hidden = !next;
      if (next) this.furnish(next);
      this.dim(this.isDimming);
      if (wasOn !== this.isOn) this.onChange();
    }

    // Another datum of the ground: the server draws the tiles for it.
    again() {
      this.tiles?.remove();
      this.tiles = this.isOn ? this.layer(this.shown.raster).addTo(this.map) : null;
    }

    layer({ tiles, bounds: [west, south, east, north] }) {
      const datum = this.map.options.crs === L.CRS.EPSG3857 ? "wgs84" : "gcj02";
      const layer = L.tileLayer(`${tiles}?datum=${datum}`, {
        pane: PANE, opacity: this.opacity, bounds: [[south, west], [north, east]], maxZoom: this.map.getMaxZoom(),
        updateWhenZooming: false, noWrap: true,
      });
      layer.on("tileerror", () => this.here.replaceChildren(Z.words.say("rasterLost")));
      return layer;
    }

    furnish({ source, raster }) {
      const slider = Z.element("input", { type: "range", min: "0", max: "1", step: "0.05", value: String(this.opacity), oninput: ({ target }) => this.fade(Number(target.value)) });
      const dims = Z.element("input", { type: "checkbox", checked: this.isDimming, onchange: ({ target }) => this.dim(target.checked) });
      this.key = raster.legend.kind === "classes" ? classes(raster.legend) : raster.legend.kind === "values" ? ramp(raster.legend) : Z.element("span", {});
      this.key.style.opacity = this.opacity;
      this.box.replaceChildren(
        Z.element("summary", {}, raster.title), Z.element("div", { class: "zt-raster-ground" }, this.key), this.here,
        Z.element("label", {}, Z.words.say("opacity"), slider), Z.element("label", {}, dims, Z.words.say("dim")), Z.element("small", {}, source),
      );
    }

    // The layers' symbols would hide what lies under them: they step back while a raster is looked at.
    dim(isDimming) {
      this.isDimming = isDimming;
      this.map.getContainer().classList.toggle("zt-dimmed", this.isOn && isDimming);
    }

    fade(opacity) {
      this.opacity = opacity;
      this.key.style.opacity = opacity;
      this.tiles?.setOpacity(opacity);
    }

    ask(latlng) {
      if (!this.isOn || !this.shown.raster.value) return;
      clearTimeout(this.asking);
      this.asking = setTimeout(() => this.tell(latlng), ASK_MS);
    }

    async tell({ lat, lng }) {
      const { shown } = this;
      if (!shown) return;
      try {
        const answer = await fetch(`${shown.raster.value}?lat=${lat.toFixed(6)}&lon=${lng.toFixed(6)}&lang=${Z.words.lang}`);
        const { text } = await answer.json();
        if (this.shown === shown) this.here.replaceChildren(answer.ok ? text : Z.words.say("rasterLost"));
      } catch {
        if (this.shown === shown) this.here.replaceChildren(Z.words.say("rasterLost"));
      }
    }
  }

  function ramp({ colours, low, high }) {
    const bar = Z.element("div", { class: "zt-ramp" });
    bar.style.background = `linear-gradient(to right, ${colours.join(", ")})`;
    return Z.element("div", {}, bar, Z.element("div", { class: "zt-ramp-ends" }, Z.element("span", {}, low), Z.element("span", {}, high)));
  }

  function classes({ items }) {
    return Z.element("ul", { class: "zt-raster-classes" }, ...items.map(([colour, label]) => {
      const swatch = Z.element("span", { class: "zt-swatch", "aria-hidden": "true" });
      swatch.style.background = colour;
      return Z.element("li", {}, swatch, label);
    }));
  }

  Z.rasters = { Sheet };
})(window.Z);
