// Shapes that an analysis found, over the map: filled or whole where they are sure, hollow or dashed
// where they are only possible. Points, lines and areas alike.
"use strict";
((Z) => {
  const PANE = "zt-shapes";
  const CLOSE_ZOOM = 12; // from here on shapes no longer hide each other

  class Shapes {
    constructor(map) {
      this.map = map;
      map.createPane(PANE).style.zIndex = 425;
      this.renderer = L.canvas({ pane: PANE, tolerance: 5 });
      this.group = L.featureGroup([], { pane: PANE });
      this.set(null, [], null);
      map.on("zoomend", () => { if (this.shown && this.isClose !== map.getZoom() >= CLOSE_ZOOM) this.again(); });
    }

    // `over`: shapes and their colours (null: none); `chosen`: ids to be stressed; `tell` is called
    // with the ids of the shapes at a place that is pressed.
    set(over, chosen, tell) {
      this.group.remove();
      this.group.clearLayers();
      [this.shown, this.chosen, this.tell, this.drawn] = [over, chosen, tell, []];
      if (!over) return;
      this.isClose = this.map.getZoom() >= CLOSE_ZOOM;
      const theme = Z.symbols.theme;
      const stressed = new Set(chosen);
      // What is only possible lies below what is sure, and what is chosen above both.
      const rank = ({ id, sure }) => (stressed.has(id) ? 2 : sure ? 1 : 0);
      for (const shape of [...over.shapes].sort((one, other) => rank(one) - rank(other))) {
        this.draw(shape, { casing: over.colours.casing[theme], mark: over.colours.mark[theme], strong: stressed.has(shape.id) });
      }
      this.group.addTo(this.map);
    }

    draw({ id, kind, paths, sure, text }, { casing, mark, strong }) {
      const shared = { pane: PANE, renderer: this.renderer };
      const weight = (strong ? 3 : 0) + (kind === "line" && this.isClose ? 4 : 2);
      const radius = (strong ? 3.5 : 0) + (this.isClose ? 5.5 : 3.5);
      const dashArray = sure ? null : "5 5";
      const said = (layer) => {
        this.drawn.push([id, layer]);
        this.group.addLayer(layer.bindTooltip(() => Z.element("span", {}, text), { sticky: true }));
      };
      for (const path of paths) {
        if (kind === "point") said(L.circleMarker(path, { ...shared, radius, weight: sure ? 1.5 : 2, color: sure ? casing : mark, fillColor: sure ? mark : casing, fillOpacity: sure ? 1 : 0.6 }));
        else {
          this.group.addLayer(L.polyline(path, { ...shared, weight: weight + 3, color: casing, interactive: false }));
          const style = { ...shared, weight, color: mark, dashArray };
          said(kind === "area" ? L.polygon(path, { ...style, fillOpacity: sure ? 0.3 : 0.08 }) : L.polyline(path, style));
        }
      }
    }

    // Where some of the shapes lie.
    boundsOf(ids) {
      const wanted = new Set(ids);
      const bounds = L.latLngBounds([]);
      for (const { id, kind, paths } of this.shown ? this.shown.shapes : []) {
        if (!wanted.has(id)) continue;
        for (const path of paths) bounds.extend(kind === "point" ? L.latLng(path) : L.polyline(path).getBounds());
      }
      return bounds;
    }

    // The ids of the shapes at a place.
    under(latlng) {
      if (!this.tell) return [];
      const point = this.map.latLngToLayerPoint(latlng);
      // Leaflet offers no public way to ask what a press at a place would hit.
      return [...new Set(this.drawn.filter(([, layer]) => layer._containsPoint(point)).map(([id]) => id))];
    }

    // Tell which shapes lie at a place; false if none does.
    press(latlng) {
      const ids = this.under(latlng);
      if (ids.length) this.tell(ids);
      return ids.length > 0;
    }

    again() { this.set(this.shown, this.chosen, this.tell); }
  }

  Z.shapes = { Shapes };
})(window.Z);
