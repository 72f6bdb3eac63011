// Everything that stands around the map: its buttons, legend, scale, imprint, tools and messages.
"use strict";
((Z) => {
  function furnish(plan, container) {
    const corner = (name) => { const box = Z.element("div", { class: `zt-corner zt-${name}` }); container.append(box); return box; };
    const [topRight, bottomLeft, bottomRight] = ["top-right", "bottom-left", "bottom-right"].map(corner);
    container.setAttribute("role", "application");
    container.append(Z.element("div", { class: "zt-crosshair", "aria-hidden": "true" }));
    plan.compass = Z.controls.north();
    topRight.append(plan.compass);
    plan.toolbar = new Z.controls.Toolbar(topRight, {
      zoomIn: () => plan.map.zoomIn(), zoomOut: () => plan.map.zoomOut(), home: () => plan.view.home(),
      fullscreen: () => Z.controls.toggleFullscreen(),
      measureLength: () => plan.measure.start("length"), measureArea: () => plan.measure.start("area"),
    });
    plan.basemaps = new Z.basemaps.Basemaps(plan.map, topRight, (datum) => plan.setDatum(datum));
    plan.legend = new Z.legend.Legend(bottomLeft);
    plan.scale = new Z.controls.ScaleBar(bottomLeft);
    plan.coordinates = new Z.controls.Coordinates(bottomRight);
    plan.imprint = new Z.controls.Imprint(bottomLeft, bottomRight);
    plan.measure = new Z.measure.Measure(plan.map, container, "zt-measuring");
    plan.sketch = new Z.sketch.Sketch(plan.map, container, "zt-sketching");
    plan.measure.onChange = () => plan.relabel();
    plan.measure.onBegin = () => plan.sketch.draw(null);
    plan.sketch.onBegin = () => plan.measure.stop();
    plan.tooltip = new Z.pointing.Tooltip(container);
    plan.chooser = new Z.pointing.Chooser(container, (item) => plan.choose(item));
    plan.status = Z.element("div", { class: "zt-status zt-panel", role: "status" }, Z.words.say("loading"));
    container.append(plan.status);
  }

  // Width and height of the frame, and the width of the page around it [px]. Asked of the browser at every
  // message they would lay the whole page out once more before the map is painted.
  let known = null;

  function room() {
    if (known) return known;
    known = { width: window.innerWidth, height: window.innerHeight, page: window.innerWidth };
    try { known.page = window.parent.innerWidth; } catch { /* embedded elsewhere: the frame is all we know */ }
    return known;
  }

  window.addEventListener("resize", () => { known = null; });

  Z.furniture = { furnish, room };
})(window.Z);
