// Two days or two selections over one ground. "swipe": left of a divider the map shows the other one.
// "changes": what is different is stressed by its kind, everything else steps back.
"use strict";
((Z) => {
  const { NONE, POINT, AREA } = Z.features;
  const [STEP, LEAP] = [0.02, 0.1]; // of the map's width, by arrow and by page key
  const [LEAST, MOST] = [0.04, 0.96];
  const BADGE = { r: 8, apart: 17, dot: 3.4, fromZoom: 12.5 }; // px; stations get theirs in a street only
  const PANES = { "zt-theme-left": 411, "zt-names-left": 441, "zt-changes": 425 };
  const ROOM_PX = 900;
  const TURN = 2 * Math.PI;

  // The same features with a status and a choice of their own; all that is not set here is shared.
  function twin(features, own) {
    return Object.assign(Object.create(features), { looks: [], shown: new Uint8Array(features.count), ...own });
  }

  // What layers/comparison.py reckons too: status on the left and on the right, and whether the right
  // side lets a row through.
  function likeness(features, left, right, isChosen) {
    const { stale } = Z.symbols.table;
    const [before, after] = [features.codesAt(left), features.codesAt(right)];
    return before.map((code, row) => ((code % stale) * stale + (after[row] % stale)) * 2 + Number(isChosen(row)));
  }

  class Divider {
    constructor(container, onMove) {
      this.onMove = onMove;
      this.share = 0.5;
      this.left = Z.element("span", { class: "zt-side zt-side-left zt-panel" });
      this.right = Z.element("span", { class: "zt-side zt-side-right zt-panel" });
      this.handle = Z.element("div", {
        class: "zt-handle", role: "slider", tabindex: "0", "aria-orientation": "horizontal", "aria-valuemin": "0", "aria-valuemax": "100",
        onkeydown: (event) => this.key(event), onpointerdown: (event) => this.grab(event),
      });
      this.box = Z.element("div", { class: "zt-divider", hidden: true }, this.left, this.right, this.handle);
      Z.shield(this.box);
      container.append(this.box);
    }

    show(names) {
      this.box.hidden = names === null;
      if (names === null) return;
      [this.left.textContent, this.right.textContent] = names;
      this.handle.setAttribute("aria-label", Z.words.say("divider"));
      this.handle.title = Z.words.say("divider");
      this.names = names;
    }

    // `width`: of the part of the map that nothing covers [px].
    place(width) {
      this.width = width;
      this.box.style.left = `${this.share * width}px`;
      const percent = Math.round(this.share * 100);
      const [left, right] = this.names;
      this.handle.setAttribute("aria-valuenow", String(percent));
      this.handle.setAttribute("aria-valuetext", Z.words.say("dividerAt", { percent, left, right }));
    }

    move(share) {
      this.share = Z.symbols.clamp(share, LEAST, MOST);
      this.onMove();
    }

    key(event) {
      const by = { ArrowLeft: -STEP, ArrowRight: STEP, ArrowDown: -STEP, ArrowUp: STEP, PageDown: -LEAP, PageUp: LEAP, Home: -1, End: 1 }[event.key];
      if (by === undefined) return;
      event.preventDefault();
      event.stopPropagation();
      this.move(this.share + by);
    }

    grab(event) {
      event.preventDefault();
      event.stopPropagation();
      this.handle.focus({ preventScroll: true });
      this.handle.setPointerCapture(event.pointerId);
      const from = event.clientX - this.share * this.width;
      const drag = (moved) => this.move((moved.clientX - from) / this.width);
      const drop = () => {
        this.handle.removeEventListener("pointermove", drag);
        this.handle.removeEventListener("pointerup", drop);
        this.handle.removeEventListener("pointercancel", drop);
      };
      this.handle.addEventListener("pointermove", drag);
      this.handle.addEventListener("pointerup", drop);
      this.handle.addEventListener("pointercancel", drop);
    }
  }

  class Comparison {
    // `plan`: the map with its layers, its free size, its background and its targets.
    constructor(plan) {
      this.plan = plan;
      this.map = plan.map;
      this.mode = null;
      this.lefts = []; // what the left side shows, as it lies on the map
      this.changed = []; // what is different
      this.divider = new Divider(this.map.getContainer(), () => this.clip());
      this.map.on("move zoom viewreset resize", () => this.clip());
    }

    // What a message says of the other side: rows that it shows, and the kind of each difference.
    read({ other }, layers) {
      if (!other) return null;
      const chosen = other.rows ? Z.wire.selection(other.rows, layers) : null;
      const kinds = other.kinds ? Z.wire.numbers(other.kinds, layers) : null;
      return { ...other, chosen, kinds };
    }

    // `same`: the rows that the right side lets through, for a left side with the same filters.
    set(other, message, same) {
      this.mode = other && other.mode;
      const layers = Z.draw.stacked(this.plan.inOrder()).filter((features) => !features.background);
      this.other = other;
      this.lefts = this.mode === "swipe" ? layers.map((features) => twin(features, { codes: new Uint8Array(features.count) })) : [];
      for (const features of this.lefts) {
        features.setDay(this.previewed ?? other.at);
        features.setShown((other.on || message.on).includes(features.id), (other.chosen || same).get(features.id));
      }
      const kindsOf = (features) => other.kinds(features.id, likeness(features, other.at, message.at, same.get(features.id)));
      this.changed = this.mode === "changes" ? layers.map((features) => this.stress(features, kindsOf(features))) : [];
      this.dress();
    }

    // Features that are different, with the number of the kind of each; status as on the right.
    stress(features, kindOf) {
      const kinds = Uint8Array.from({ length: features.count }, (_, row) => kindOf(row));
      const stressed = twin(features, { kinds });
      stressed.setShown(true, (row) => kinds[row] > 0);
      return stressed;
    }

    // Another day of the left side, in the browser alone (see PlanMap.showDay).
    setDay(day) {
      this.previewed = day ?? undefined;
      for (const features of this.lefts) features.setDay(this.previewed ?? this.other.at);
    }

    dress() {
      this.divider.show(this.mode === "swipe" ? this.other.names : null);
      if (this.mode) this.makeSheets();
      this.map.getContainer().classList.toggle("zt-is-changes", this.mode === "changes");
      this.clip();
    }

    makeSheets() {
      if (this.sheets) return;
      for (const [name, depth] of Object.entries(PANES)) {
        const pane = this.map.createPane(name);
        pane.style.zIndex = depth;
        pane.style.pointerEvents = "none";
      }
      const isHeld = () => this.plan.isHeld === true;
      const isEmpty = () => !this.mode;
      const sheet = (pane, paint) => new Z.draw.Sheet({ pane, className: pane, paint, isHeld, isEmpty }).addTo(this.map);
      this.sheets = [
        sheet("zt-theme-left", (pen, view) => Z.draw.paintTheme(pen, view, this.lefts)),
        sheet("zt-names-left", (pen, view) => this.mode === "swipe" && Z.labels.paintLabels(pen, view, [...this.plan.background(), ...this.lefts], this.plan.targets())),
        sheet("zt-changes", (pen, view) => paintChanges(pen, view, this.changed)),
      ];
    }

    paint() {
      if (!this.sheets || (!this.mode && this.isClear)) return;
      for (const sheet of this.sheets) sheet.paint();
      this.isClear = !this.mode;
    }

    // Each side keeps to its part of the window while the map moves below the divider.
    clip() {
      const isSwipe = this.mode === "swipe";
      const width = this.plan.freeSize().x;
      if (isSwipe) this.divider.place(width);
      const size = this.map.getSize();
      const [near, far] = [this.map.containerPointToLayerPoint([0, 0]), this.map.containerPointToLayerPoint(size)];
      const at = near.x + this.divider.share * width;
      const part = (from, to) => (isSwipe ? `polygon(${from}px ${near.y}px, ${to}px ${near.y}px, ${to}px ${far.y}px, ${from}px ${far.y}px)` : "");
      for (const name of ["zt-theme", "zt-names"]) {
        this.map.getPane(name).style.clipPath = part(at, far.x);
        const left = this.map.getPane(`${name}-left`);
        if (left) left.style.clipPath = part(near.x, at);
      }
    }

    // The layers that a place of the window belongs to, if it is not the right side.
    layersAt({ x }) {
      if (this.mode === "swipe" && x < this.divider.share * this.plan.freeSize().x) return this.lefts;
      return null;
    }

    // Width [px] from which the legend may stand open beside two sides.
    roomFrom() { return this.mode ? ROOM_PX : undefined; }

    // Numbers of the kinds that are drawn, for the legend.
    kindsDrawn() {
      const found = new Set();
      for (const features of this.changed) {
        for (let row = 0; row < features.count; row += 1) if (features.shown[row]) found.add(features.kinds[row]);
      }
      return [...found].sort((one, two) => one - two);
    }

    // For tests: what is drawn.
    state() {
      if (!this.mode) return null;
      const ids = (layers) => Object.fromEntries(layers.map((features) => [features.id, features.ids.filter((_, row) => features.shown[row])]));
      const kinds = {};
      for (const features of this.changed) features.ids.forEach((id, row) => { if (features.shown[row]) kinds[id] = symbolOf(features.kinds[row]).code; });
      return { mode: this.mode, share: this.divider.share, left: ids(this.lefts), kinds };
    }

    statusOf(id) {
      for (const features of this.lefts) {
        const row = features.rowOf.get(id);
        if (row !== undefined) return Z.symbols.statusOf(features.codes[row]);
      }
      return null;
    }
  }

  const symbolOf = (number) => Z.symbols.table.changes[number - 1];
  const colourOf = (number) => symbolOf(number)[Z.symbols.theme];

  function paintChanges(pen, view, layers) {
    for (const features of layers) paintHalos(pen, view, features);
    Z.draw.paintTheme(pen, view, layers);
    const taken = [];
    for (const features of [...layers].reverse()) paintBadges(pen, view, features, taken);
  }

  const rowsIn = (features, view) => Array.from(features.shown.keys()).filter((row) => features.shown[row] && features.kind[row] !== NONE && features.touches(row, view.box));

  function paintHalos(pen, view, features) {
    pen.lineJoin = "round";
    pen.lineCap = "round";
    pen.setLineDash([]);
    for (const row of rowsIn(features, view)) {
      if (features.kind[row] === POINT) continue; // its badge says it
      const path = new Path2D();
      Z.draw.follow(path, features, row, view);
      pen.strokeStyle = Z.symbols.withAlpha(colourOf(features.kinds[row]), 0.55);
      pen.lineWidth = features.kind[row] === AREA ? 7 : Z.symbols.look(features, row).weight * view.scale + 8;
      pen.stroke(path);
    }
  }

  // A disc with the sign of the kind at each thing; where they crowd, a dot of its colour.
  function paintBadges(pen, view, features, taken) {
    const isSmall = features.id === "metro_stations" && view.zoom < BADGE.fromZoom;
    for (const row of rowsIn(features, view)) {
      const [x, y] = view.at(features.anchor(row));
      const off = features.kind[row] === POINT ? 0.8 * Z.symbols.look(features, row).radius * view.scale : 0;
      const at = [x + off, y - off];
      const isFree = !isSmall && !taken.some(([a, b]) => Math.abs(a - at[0]) < BADGE.apart && Math.abs(b - at[1]) < BADGE.apart);
      if (isFree) {
        taken.push(at);
        badge(pen, features.kinds[row], at);
      } else dot(pen, features.kinds[row], [x, y], Math.max(2.2, BADGE.dot * view.scale));
    }
  }

  function dot(pen, number, [x, y], r) {
    pen.beginPath();
    pen.arc(x, y, r, 0, TURN);
    pen.fillStyle = colourOf(number);
    pen.fill();
    pen.strokeStyle = Z.symbols.ground().casing;
    pen.lineWidth = 1;
    pen.stroke();
  }

  function badge(pen, number, [x, y], r = BADGE.r) {
    const { casing } = Z.symbols.ground();
    pen.save();
    pen.translate(x, y);
    pen.setLineDash([]);
    pen.beginPath();
    pen.arc(0, 0, r, 0, TURN);
    pen.fillStyle = colourOf(number);
    pen.fill();
    pen.strokeStyle = casing;
    pen.lineWidth = 1.5;
    pen.stroke();
    pen.scale(r / 9, r / 9);
    pen.translate(-8, -8);
    pen.lineWidth = 2;
    pen.lineJoin = "round";
    pen.lineCap = "round";
    pen.stroke(new Path2D(symbolOf(number).sign));
    pen.restore();
  }

  Z.compare = { Comparison, symbolOf, badge };
})(window.Z);
