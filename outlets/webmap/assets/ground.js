// The quiet base below the theme, and the halo of the selected feature above it.
"use strict";
((Z) => {
  const { POINT, LINE, AREA } = Z.features;
  const PULSE_MS = 1600;
  const TURN = 2 * Math.PI;

  const inView = (features, row, view) => features.shown[row] && features.touches(row, view.box);

  // Over a basemap the base keeps its lines and drops its fills.
  function paintGround(pen, view, layers, { chosen, bare }) {
    for (const features of layers) {
      for (let row = 0; row < features.count; row += 1) {
        if (inView(features, row, view)) paintQuiet(pen, features, row, view, bare);
      }
    }
    for (const features of layers) {
      if (features.id === "districts") paintChosen(pen, features, view, chosen);
    }
  }

  function paintQuiet(pen, features, row, view, bare) {
    const symbol = Z.symbols.identity(features, row);
    const theme = Z.symbols.theme;
    const fill = symbol[`fill_${theme}`];
    const width = Math.max(0.9, symbol.weight_px * view.scale);
    pen.lineJoin = "round";
    pen.lineCap = "round";
    if (features.kind[row] === POINT) return; // a dam or a gauge: named, not drawn, at this strength
    const path = new Path2D();
    Z.draw.trace(path, features, row, view);
    if (fill && !bare && features.kind[row] === AREA) {
      pen.fillStyle = fill;
      pen.fill(path, "evenodd");
    }
    pen.setLineDash(symbol.dash);
    pen.strokeStyle = symbol[theme];
    pen.lineWidth = width;
    pen.stroke(path);
    pen.setLineDash([]);
  }

  function paintChosen(pen, features, view, chosen) {
    const { text, casing } = Z.symbols.ground();
    const path = new Path2D();
    let any = false;
    for (let row = 0; row < features.count; row += 1) {
      if (!chosen.has(features.value(row, "name_zh")) || features.kind[row] !== AREA) continue;
      Z.draw.trace(path, features, row, view);
      any = true;
    }
    if (!any) return;
    dimOutside(pen, path, view);
    if (Z.symbols.theme === "dark") { // what is chosen is lit, not only what is not chosen dimmed
      pen.fillStyle = "#ffffff17";
      pen.fill(path, "nonzero");
    }
    pen.save();
    pen.strokeStyle = casing;
    pen.lineWidth = 4.5;
    pen.stroke(path);
    pen.strokeStyle = text;
    pen.lineWidth = 1.8;
    pen.stroke(path);
    pen.restore();
  }

  // Everything outside steps back; what was chosen keeps the full sheet. The shade is made apart,
  // because chosen areas may overlap (a functional zone lies over its host districts).
  function dimOutside(pen, path, view) {
    const shade = document.createElement("canvas");
    shade.width = Math.ceil(view.size.x);
    shade.height = Math.ceil(view.size.y);
    const brush = shade.getContext("2d");
    brush.fillStyle = Z.symbols.theme === "light" ? "#8a85742e" : "#0000004d";
    brush.fillRect(0, 0, shade.width, shade.height);
    brush.globalCompositeOperation = "destination-out";
    brush.fillStyle = "#000000";
    brush.fill(path, "nonzero");
    pen.drawImage(shade, 0, 0);
  }

  // The selected feature: a halo that beats a few times and then stays.
  function paintGlow(pen, view, target, since) {
    if (!target) return;
    const { features, row } = target;
    const age = Math.min(1, (performance.now() - since) / PULSE_MS);
    const beat = 0.5 + 0.5 * Math.cos(age * 3 * TURN);
    const { highlight, casing } = Z.symbols.ground();
    const broad = 7 + 7 * beat * (1 - age);
    const path = new Path2D();
    if (features.kind[row] === POINT) circles(path, features, row, view, 9 * view.scale + broad * 0.6);
    else Z.draw.follow(path, features, row, view);
    pen.lineJoin = "round";
    pen.lineCap = "round";
    pen.setLineDash([]);
    const own = features.kind[row] === LINE ? Z.symbols.look(features, row).weight * view.scale + 2.4 : 0;
    for (const [colour, width] of halo(own, broad, highlight, casing)) {
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.stroke(path);
    }
    if (own) cutOut(pen, path, own);
  }

  // A line's halo runs along both its sides: its own colour and dash must stay readable.
  function halo(own, broad, highlight, casing) {
    const glow = Z.symbols.withAlpha(highlight, 0.28);
    if (own) return [[glow, own + 5 + broad], [highlight, own + 5]];
    return [[glow, broad], [casing, 4.6], [highlight, 2.6]];
  }

  function cutOut(pen, path, width) {
    pen.save();
    pen.globalCompositeOperation = "destination-out";
    pen.strokeStyle = "#000000";
    pen.lineWidth = width;
    pen.stroke(path);
    pen.restore();
  }

  function circles(path, features, row, view, r) {
    for (let v = features.vertexStart(row); v < features.vertexEnd(row); v += 1) {
      const [x, y] = view.at([features.world[2 * v], features.world[2 * v + 1]]);
      path.moveTo(x + r, y);
      path.arc(x, y, r, 0, TURN);
    }
  }

  Z.ground = { paintGround, paintGlow, PULSE_MS };
})(window.Z);
