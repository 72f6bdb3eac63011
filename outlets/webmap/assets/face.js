// `window.zhengtu`: what the page, and the tests, may ask of the map.
"use strict";
((Z) => {
  const { NONE } = Z.features;
  let plan = null;

  // For the page (create, receive, hear …) and for tests (the rest, read only).
  window.zhengtu = Object.freeze({
    create(id) {
      plan = new Z.PlanMap(document.getElementById(id));
      window.parent.dispatchEvent(new Event("zhengtu-map")); // the page may have something to say already
      return plan.map;
    },
    receive(message) { plan.receive(message); },
    // `tell` hears what the reader presses: `{event: "click", layer, id}`, or `{event: "clear"}`.
    hear(tell) { plan.onEvent = tell; },
    showDay(day, since) { if (plan) plan.showDay(day, since); },
    // What an analysis shows: records of the map (`over.records`), shapes that it found
    // (`over.shapes`), or a network or raster.
    // `tell` hears the ids of shapes that are pressed.
    layOver(over, chosen, tell = null) {
      if (!plan) return;
      plan.count(over && over.records ? over.records : []);
      plan.shapes.set(over && over.shapes ? over : null, chosen, tell);
      plan.overlay.set(over && !over.records && !over.shapes ? over : null, chosen);
    },
    // To records, or to shapes of the analysis, by their ids.
    goTo(ids) {
      if (!plan) return;
      const bounds = plan.shapes.shown ? plan.shapes.boundsOf(ids) : plan.boundsOf(ids);
      if (bounds.isValid()) plan.map.fitBounds(bounds, { padding: [60, 60], maxZoom: 15 });
    },
    // Streets that the reader draws: see sketch.js.
    drawStreets(kind, tell) { if (plan) plan.sketch.draw(kind, tell); },
    keepStreets(lines) { if (plan) plan.sketch.set(lines); },
    get over() { return plan && plan.overlay.shown?.links ? plan.overlay.shown.links.length : 0; },
    get comparison() { return plan && plan.comparison.state(); },
    leftStatusOf: (id) => plan.comparison.statusOf(id),
    get map() { return plan && plan.map; },
    get painted() { return plan ? plan.painted : 0; },
    get ready() { return plan ? plan.ready : Promise.reject(new Error("no map yet")); },
    get message() { return plan && structuredClone(plan.message); },
    get shapes() { return plan && plan.shapes.shown ? plan.shapes.shown.shapes.length : 0; },
    get counted() { return plan ? plan.counted : []; },
    get marked() { return plan ? plan.marked.map(({ features, row }) => features.ids[row]) : []; },
    get selected() { return plan && plan.target ? plan.target.features.ids[plan.target.row] : null; },
    // What is drawn, per thematic layer: on, selected, and somewhere.
    shownIds() {
      const entries = plan.index.layers.filter(({ background }) => !background);
      return Object.fromEntries(entries.map(({ id }) => {
        const features = plan.layers.get(id);
        return [id, features ? features.ids.filter((_, row) => features.shown[row]) : []];
      }));
    },
    statusOf(id) {
      for (const features of plan.layers.values()) {
        const row = features.rowOf.get(id);
        if (row !== undefined) return Z.symbols.statusOf(features.codes[row]);
      }
      return null;
    },
    // Where a feature stands in the frame [CSS px], for tests that click it.
    placeOf(id) {
      for (const features of plan.layers.values()) {
        const row = features.rowOf.get(id);
        if (row === undefined || features.kind[row] === NONE) continue;
        const k = 256 * 2 ** plan.map.getZoom();
        const [x, y] = features.anchor(row);
        return { ...plan.map.layerPointToContainerPoint(L.point(x * k, y * k).subtract(plan.map.getPixelOrigin())) };
      }
      return null;
    },
    measure: (positions, closed) => Z.measure.measure(positions.map(([lat, lng]) => L.latLng(lat, lng)), closed),
    toGcj: Z.datum.toGcj,
    fromGcj: Z.datum.fromGcj,
  });
})(window.Z);
