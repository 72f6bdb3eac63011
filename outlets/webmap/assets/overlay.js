// What an analysis lays over the map: proposed connections and the dead ends that they start from. It is
// no layer of the data: it is gone when the page is.
"use strict";
((Z) => {
  const PANE = "zt-over";
  const CLOSE_ZOOM = 14; // from here on dead ends no longer hide each other

  class Overlay {
    constructor(map) {
      this.map = map;
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
      this.source.hidden = !over;
      this.source.textContent = over ? over.source : "";
      if (!over) return;
      const theme = Z.symbols.theme;
      const [casing, ends, links] = ["casing", "ends", "links"].map((name) => over.colours[name][theme]);
      const stressed = new Set(chosen);
      const shared = { pane: PANE, renderer: this.renderer };
      // All streets are one path: there are tens of thousands, and none of them is pointed at.
      this.group.addLayer(L.polyline(over.streets, { ...shared, weight: 1.2, color: over.colours.streets[theme], interactive: false, smoothFactor: 2 }));
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
      this.scale();
      this.group.addTo(this.map);
    }

    scale() {
      const isClose = this.map.getZoom() >= CLOSE_ZOOM;
      this.spots.eachLayer((spot) => spot.setStyle({ radius: isClose ? 4 : 1.8, weight: isClose ? 1.5 : 0.5 }));
    }

    again() { this.set(this.shown ?? null, this.chosen ?? []); }
  }

  // A node of text: nothing that came with a network is markup.
  function tip(text) { return Z.element("span", {}, text); }

  Z.overlay = { Overlay };
})(window.Z);
