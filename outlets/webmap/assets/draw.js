// The sheets of the map: canvases in Leaflet's panes, each painted whole in one go.
"use strict";
((Z) => {
  const { POINT, LINE, AREA } = Z.features;
  const EARTH_CIRCUMFERENCE_M = 2 * Math.PI * 6378137; // of the Web Mercator sphere, at the equator
  const CROWDED = { [POINT]: 500, [LINE]: 150, [AREA]: 150 }; // features in view, of all layers
  const BATCH = 8; // features per path
  const CLOSE_PX = 1.2; // vertices nearer than this to the one before add cost, not shape
  const RING_FROM_PX = 9; // a smaller doubt is hidden by its own marker
  const RING_FROM_ZOOM = 11; // over the whole city rings would bury the map: a small halo stands in
  const SOFT_EDGE_MAX_PX = { [LINE]: 22, [AREA]: 34 };
  const SOFT_EDGE_ALPHA = { [LINE]: 0.1, [AREA]: 0.055 };
  const SOFT_EDGE_STEPS = { [LINE]: [1], [AREA]: [1, 0.7, 0.42, 0.2] }; // shares of the breadth, one over the other
  const BADGES_FROM_ZOOM = 10.5; // below it only the paler colour says that a point is stale

  // A canvas that follows pan and zoom as Leaflet's own renderers do; `paint(pen, view)` fills it.
  // While it `isHeld` it is not painted, but remembers that it should have been (`isDue`); while it
  // `isEmpty` it is not there.
  const Sheet = L.Renderer.extend({
    options: { padding: 0.1, className: "", paint: null, isHeld: () => false, isEmpty: () => false },

    _initContainer() {
      this._container = L.DomUtil.create("canvas", `zt-sheet ${this.options.className}`);
      this._container.setAttribute("aria-hidden", "true");
      this._pen = this._container.getContext("2d");
    },

    _destroyContainer() { this._container.remove(); },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const { min } = this._bounds;
      L.DomUtil.setPosition(this._container, min);
      this.paint();
    },

    // Made as large as it must be only when something is painted: a new size costs a new picture.
    _fit(size) {
      const density = window.devicePixelRatio || 1;
      if (this._container.width === Math.floor(density * size.x) && this._container.height === Math.floor(density * size.y)) {
        this._pen.clearRect(0, 0, size.x, size.y);
        return;
      }
      this._container.width = density * size.x;
      this._container.height = density * size.y;
      this._container.style.width = `${size.x}px`;
      this._container.style.height = `${size.y}px`;
      this._pen.scale(density, density);
    },

    paint() {
      this.isDue = !this._bounds || this.options.isHeld();
      if (this.isDue) return;
      const isEmpty = this.options.isEmpty();
      this._container.hidden = isEmpty; // an empty sheet would cost as much as a full one
      if (isEmpty) return;
      const size = this._bounds.getSize();
      this._fit(size);
      this.options.paint(this._pen, viewOf(this._map, this._bounds.min, size));
    },
  });

  function viewOf(map, min, size) {
    const zoom = map.getZoom();
    const k = 256 * 2 ** zoom;
    const origin = map.getPixelOrigin().add(min);
    const latitude = map.getCenter().lat * Math.PI / 180;
    return {
      zoom, k, size,
      ox: origin.x, oy: origin.y,
      box: [origin.x / k, origin.y / k, (origin.x + size.x) / k, (origin.y + size.y) / k],
      scale: Z.symbols.scaleAt(zoom),
      pixelsPerMetre: k / (EARTH_CIRCUMFERENCE_M * Math.cos(latitude)),
      at(world) { return [world[0] * k - origin.x, world[1] * k - origin.y]; },
    };
  }

  // Add a feature to a path: its course, or the arc of a link that has none.
  function follow(path, features, row, view) {
    (features.isArc(row) ? traceArc : trace)(path, features, row, view);
  }

  // Add a feature's parts to a path, leaving out vertices that no eye could tell apart.
  function trace(path, features, row, view) {
    const { world, firstPart, firstVertex } = features;
    const { k, ox, oy } = view;
    const closed = features.kind[row] === AREA;
    for (let p = firstPart[row]; p < firstPart[row + 1]; p += 1) {
      const last = firstVertex[p + 1] - 1;
      let px = world[2 * firstVertex[p]] * k - ox;
      let py = world[2 * firstVertex[p] + 1] * k - oy;
      path.moveTo(px, py);
      for (let v = firstVertex[p] + 1; v <= last; v += 1) {
        const x = world[2 * v] * k - ox;
        const y = world[2 * v + 1] * k - oy;
        if (v < last && Math.abs(x - px) < CLOSE_PX && Math.abs(y - py) < CLOSE_PX) continue;
        path.lineTo(x, y);
        px = x;
        py = y;
      }
      if (closed) path.closePath();
    }
  }

  // A symbolic link is an arc from end to end, not a course.
  function traceArc(path, features, row, view) {
    const first = features.vertexStart(row);
    const last = features.vertexEnd(row) - 1;
    const w = features.world;
    const [ax, ay] = view.at([w[2 * first], w[2 * first + 1]]);
    const [bx, by] = view.at([w[2 * last], w[2 * last + 1]]);
    path.moveTo(ax, ay);
    path.quadraticCurveTo(...view.at(features.control(row)), bx, by);
  }

  // Rows in view that are shown, of one kind, by look; each group becomes one path.
  function groups(features, kind, view) {
    const found = new Map();
    for (let row = 0; row < features.count; row += 1) {
      if (!features.shown[row] || features.kind[row] !== kind || !features.touches(row, view.box)) continue;
      const look = Z.symbols.look(features, row);
      if (!found.has(look.key)) found.set(look.key, { look, rows: [] });
      found.get(look.key).rows.push(row);
    }
    return [...found.values()];
  }

  const dashOf = (look, width) => (look.schematic ? [0.1, width * 2.2]
    : look.symbol.dash.map((part) => part * Math.max(0.75, width / 3)));

  // Where hundreds of things crowd the view nobody tells one from another: no casing, no soft edge, and
  // hairlines (a line wider than a pixel costs six of them).
  function seenOf(layers, kind, view) {
    const parts = layers.map((features) => ({ features, found: groups(features, kind, view) }));
    const count = parts.flatMap(({ found }) => found).reduce((sum, { rows }) => sum + rows.length, 0);
    return { parts, crowded: count > CROWDED[kind] };
  }

  function paintAreas(pen, { features, found }, view, crowded) {
    for (const { look, rows } of found) {
      fillRows(pen, features, rows, view, { look, crowded });
      if (look.soft && !crowded) { // no sharp line where no sharp edge is known
        softEdges(pen, features, rows, view);
        strokeRows(pen, features, rows, view, { look, width: 1, crowded: true });
        continue;
      }
      const width = crowded ? 1 : Math.max(1, look.weight * view.scale * 0.75);
      strokeRows(pen, features, rows, view, { look, width, crowded });
    }
  }

  // Many short paths are drawn quicker than one long one.
  function strokeRows(pen, features, rows, view, { look, width, crowded }) {
    const paths = [];
    for (let at = 0; at < rows.length; at += BATCH) {
      const path = new Path2D();
      for (const row of rows.slice(at, at + BATCH)) follow(path, features, row, view);
      paths.push(path);
    }
    strokeCased(pen, paths, look, width, crowded);
  }

  // One by one, as each lies on those before it; a crowd as one area, or its colour would pile up.
  function fillRows(pen, features, rows, view, { look, crowded }) {
    const whole = new Path2D();
    for (const row of rows) {
      const path = crowded ? whole : new Path2D();
      trace(path, features, row, view);
      if (!crowded) fillArea(pen, path, look);
    }
    if (crowded) fillArea(pen, whole, look);
  }

  // Outer rings wind one way and holes the other (see columns.py), so areas in one path do not cancel each other.
  function fillArea(pen, path, look) {
    if (look.symbol.fill_opacity > 0) {
      pen.fillStyle = Z.symbols.withAlpha(look.colour, look.symbol.fill_opacity);
      pen.fill(path);
    }
    if (look.symbol.fill === "hatch") {
      pen.fillStyle = Z.symbols.hatch(pen, look.colour);
      pen.fill(path);
    }
  }

  // An uncertain edge or course is as broad as its error, up to what still reads as an edge.
  function softEdges(pen, features, rows, view) {
    const kind = features.kind[rows[0]];
    const widest = SOFT_EDGE_MAX_PX[kind] * view.scale;
    const broad = new Map();
    for (const row of rows) {
      const error = 2 * features.value(row, "accuracy_m") * view.pixelsPerMetre;
      const breadth = error < widest ? Math.round(error / 3) * 3 : widest;
      if (breadth < 4) continue;
      if (!broad.has(breadth)) broad.set(breadth, new Path2D());
      trace(broad.get(breadth), features, row, view);
    }
    pen.setLineDash([]);
    pen.lineJoin = "bevel";
    pen.lineCap = "butt";
    pen.strokeStyle = Z.symbols.withAlpha(Z.symbols.look(features, rows[0]).colour, SOFT_EDGE_ALPHA[kind]);
    for (const [breadth, path] of broad) {
      for (const share of SOFT_EDGE_STEPS[kind]) {
        pen.lineWidth = breadth * share;
        pen.stroke(path);
      }
    }
  }

  function strokeCased(pen, paths, look, width, bare = false) {
    const casing = Z.symbols.withAlpha(Z.symbols.ground().casing, look.schematic ? 0.5 : 0.92);
    const dash = dashOf(look, width);
    pen.lineJoin = width < 3 ? "bevel" : "round"; // round joins cost much and show little on thin lines
    pen.lineCap = look.schematic ? "round" : "butt";
    if (!bare) strokeAll(pen, paths, casing, width + 2.6, []);
    if (look.edge !== look.colour && !bare) strokeAll(pen, paths, look.edge, width + 1.4, dash);
    strokeAll(pen, paths, bare ? look.edge : look.colour, width, dash);
    pen.setLineDash([]);
  }

  function strokeAll(pen, paths, colour, width, dash) {
    pen.strokeStyle = colour;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    for (const path of paths) pen.stroke(path);
  }

  function paintLines(pen, { features, found }, view, crowded) {
    for (const { look, rows } of found) {
      if (look.soft && !look.schematic && !crowded) softEdges(pen, features, rows, view);
    }
    for (const { look, rows } of found) {
      const width = crowded ? 1 : Math.max(1.1, look.weight * view.scale);
      strokeRows(pen, features, rows, view, { look, width, crowded });
    }
  }

  // Doubts are drawn at once, the marks themselves with all others of their kind, above them.
  function paintPoints(pen, stamps, { features, found }, view, crowded) {
    const at = [0, 0]; // one for all of them: thousands of small lists cost a pause
    for (const { rows } of found) {
      for (const row of rows) {
        const look = Z.symbols.look(features, row);
        const r = look.accuracy * view.pixelsPerMetre;
        for (let v = features.vertexStart(row); v < features.vertexEnd(row); v += 1) {
          at[0] = features.world[2 * v] * view.k - view.ox;
          at[1] = features.world[2 * v + 1] * view.k - view.oy;
          if (look.soft && view.zoom < RING_FROM_ZOOM && !crowded) Z.marks.halo(stamps, look, 13 * view.scale, at);
          else if (look.soft && r >= RING_FROM_PX && view.zoom >= RING_FROM_ZOOM) Z.marks.doubt(pen, look, r, at);
          Z.marks.stamp(stamps, look, view.scale, at);
        }
      }
    }
  }

  // Badges of stale things and crosses of halted lines and areas, on top of everything; none of these
  // where `crowded` says so of their kind.
  function paintMarks(stamps, features, view, crowded) {
    for (let row = 0; row < features.count; row += 1) {
      const stale = features.codes[row] >= Z.symbols.table.stale;
      if (!features.shown[row] || !features.touches(row, view.box)) continue;
      if (features.kind[row] === POINT ? !(stale && view.zoom >= BADGES_FROM_ZOOM) : crowded[features.kind[row]]) continue;
      const look = Z.symbols.look(features, row);
      const [x, y] = view.at(features.anchor(row));
      const isPoint = features.kind[row] === POINT;
      if (!isPoint && look.symbol.cross) Z.marks.halted(stamps, look.edge, [x, y]);
      const off = isPoint ? look.radius * view.scale * 0.95 : 0;
      if (stale && !look.schematic) Z.marks.badge(stamps, isPoint ? view.scale * 0.8 : view.scale, [x + off, y - off]);
    }
  }

  // A missing link is what people look for, and small: nothing lies over its mark.
  const isOnTop = (features) => features.id === "dead_end_roads";

  // Layers as they lie on each other.
  const stacked = (layers) => [...layers].sort((one, other) => isOnTop(one) - isOnTop(other));

  // The thematic layers: all areas, then all lines, then all points, each in catalogue order. All marks
  // are drawn in one go: each go costs as much as a thousand of them.
  function paintTheme(pen, view, layers) {
    const seen = Object.fromEntries([AREA, LINE, POINT].map((kind) => [kind, seenOf(layers, kind, view)]));
    const crowded = Object.fromEntries([AREA, LINE, POINT].map((kind) => [kind, seen[kind].crowded]));
    for (const part of seen[AREA].parts) paintAreas(pen, part, view, crowded[AREA]);
    for (const part of seen[LINE].parts) paintLines(pen, part, view, crowded[LINE]);
    const stamps = new Z.stamps.Stamps();
    for (const above of [false, true]) {
      const parts = seen[POINT].parts.filter(({ features }) => isOnTop(features) === above);
      for (const part of parts) paintPoints(pen, stamps, part, view, crowded[POINT]);
      for (const { features } of parts) paintMarks(stamps, features, view, crowded);
    }
    stamps.drawOn(pen);
  }

  Z.draw = { Sheet, trace, follow, paintTheme, stacked, isOnTop, dashOf, strokeCased, fillArea };
})(window.Z);
