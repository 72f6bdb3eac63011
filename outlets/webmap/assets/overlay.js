// What an analysis lays over the map: proposed connections and the dead ends that they start from. It is
// no layer of the data: it is gone when the page is.
"use strict";
((Z) => {
  const PANE = "zt-over";
  const MOST_NUMBERED = 50;
  const STREETS_ZOOM = 13; // below, thin lines leave the city's shape to be seen
  const CLOSE_ZOOM = 14; // from here on dead ends no longer hide each other

  class Overlay {
    // `hooks`: what a raster tells of itself, see rasters.js.
    constructor(map, hooks) {
      this.map = map;
      this.sheet = new Z.rasters.Sheet(map, hooks);
      map.createPane(PANE).style.zIndex = 420;
      this.renderer = L.canvas({ pane: PANE, tolerance: 6 });
      this.group = L.layerGroup([], { pane: PANE });
      this.source = Z.element("div", { class: "zt-over-source zt-panel", hidden: true });
      map.getContainer().append(this.source);
      this.spots = L.featureGroup([], { pane: PANE });
      map.on("zoomend", () => this.scale());
    }

    // `over` is what the server told (null: nothing more), `chosen` the ids to be stressed.
    set(over, chosen) {
      this.group.remove();
      this.group.clearLayers();
      this.spots.clearLayers();
      this.shown = over;
      this.chosen = chosen;
      this.sheet.set(over);
      this.source.hidden = !over || this.sheet.isOn; // a raster's legend names its source
      this.source.textContent = over ? over.source : "";
      if (!over || this.sheet.isOn) return;
      const theme = Z.symbols.theme;
      const [casing, ends, links] = ["casing", "ends", "links"].map((name) => over.colours[name][theme]);
      const stressed = new Set(chosen);
      const shared = { pane: PANE, renderer: this.renderer };
      // All streets are one path: there are tens of thousands, and none of them is pointed at.
      this.streets = L.polyline(over.streets, { ...shared, weight: 1.2, color: over.colours.streets[theme], interactive: false, smoothFactor: 2 });
      this.group.addLayer(this.streets);
      for (const link of over.links) {
        const weight = stressed.has(link.id) ? 7 : 3.5;
        this.group.addLayer(L.polyline(link.path, { ...shared, weight: weight + 3, color: casing, interactive: false }));
        const line = L.polyline(link.path, { ...shared, weight, color: links, dashArray: stressed.has(link.id) ? null : "6 5" });
        this.group.addLayer(line.bindTooltip(() => tip(link.text), { sticky: true }));
      }
      for (const end of over.ends) {
        const spot = L.circleMarker(end.path[0], { ...shared, radius: 4, weight: 1.5, color: casing, fillColor: ends, fillOpacity: 1 });
        this.spots.addLayer(spot.bindTooltip(() => tip(Z.words.pick(end.zh, end.en))));
      }
      this.group.addLayer(this.spots);
      this.number(over, stressed, links, casing);
      this.scale();
      this.group.addTo(this.map);
    }

    // Connections are short: from afar the numbers of the best, and of those chosen, tell where they are.
    number({ links, best }, chosen, ground, ink) {
      const named = new Set([...(best ?? []), ...[...chosen].slice(0, MOST_NUMBERED)]);
      for (const { id, rank, path, text } of links.filter((link) => named.has(link.id))) {
        const mark = Z.element("span", {}, String(rank));
        mark.style.background = ground;
        mark.style.color = ink;
        const at = L.latLng((path[0][0] + path.at(-1)[0]) / 2, (path[0][1] + path.at(-1)[1]) / 2);
        const icon = L.divIcon({ html: mark, className: `zt-over-rank${chosen.has(id) ? " zt-over-chosen" : ""}`, iconSize: [22, 22], iconAnchor: [11, 30] });
        this.group.addLayer(L.marker(at, { icon, pane: "zt-names", keyboard: false, interactive: false, alt: text, zIndexOffset: -rank }));
      }
    }

    scale() {
      if (this.shown && this.streets) this.streets.setStyle({ weight: this.map.getZoom() >= STREETS_ZOOM ? 1.2 : 0.5 });
      const isClose = this.map.getZoom() >= CLOSE_ZOOM;
      this.spots.eachLayer((spot) => spot.setStyle({ radius: isClose ? 4 : 1.8, weight: isClose ? 1.5 : 0.5 }));
    }

    again() { this.set(this.shown ?? null, this.chosen ?? []); }
  }

  // A node of text: nothing that came with a network is markup.
  function tip(text) { return Z.element("span", {}, text); }

  Z.overlay = { Overlay };
})(window.Z);
