// Finding what lies under the pointer; the tooltip; the list where several things lie together.
"use strict";
((Z) => {
  const { NONE, POINT, LINE, AREA } = Z.features;
  const REACH_PX = { mouse: 7, touch: 16 };
  const RANK = { [POINT]: 0, [LINE]: 1, [AREA]: 2 };

  // All shown thematic features within reach of a place, nearest and topmost first.
  function under(map, latlng, layers, reach = REACH_PX.mouse) {
    const zoom = map.getZoom();
    const k = 256 * 2 ** zoom;
    const at = map.project(latlng, zoom);
    const [x, y] = [at.x / k, at.y / k];
    const r = reach / k;
    const box = [x - 2 * r, y - 2 * r, x + 2 * r, y + 2 * r];
    const found = [];
    layers.forEach((features, order) => {
      for (let row = 0; row < features.count; row += 1) {
        if (!features.shown[row] || features.kind[row] === NONE || !features.touches(row, box)) continue;
        const away = distance(features, row, x, y);
        const limit = features.kind[row] === POINT ? 1.6 * r : r;
        if (away <= limit) found.push({ features, row, order, away: away * k });
      }
    });
    return found.sort(compare);
  }

  function compare(one, other) {
    const kinds = RANK[one.features.kind[one.row]] - RANK[other.features.kind[other.row]];
    if (kinds) return kinds;
    return Math.abs(one.away - other.away) > 2 ? one.away - other.away : other.order - one.order;
  }

  function distance(features, row, x, y) {
    const w = features.world;
    let best = Infinity;
    let isInside = false;
    for (let p = features.firstPart[row]; p < features.firstPart[row + 1]; p += 1) {
      const from = features.firstVertex[p];
      const to = features.firstVertex[p + 1];
      for (let v = from; v < to; v += 1) {
        const [bx, by] = [w[2 * v], w[2 * v + 1]];
        const [ax, ay] = v > from ? [w[2 * v - 2], w[2 * v - 1]] : [bx, by];
        best = Math.min(best, toSegment(x, y, ax, ay, bx, by));
        if (features.kind[row] === AREA && (ay <= y) !== (by <= y) && x < ax + ((y - ay) / (by - ay)) * (bx - ax)) isInside = !isInside;
      }
    }
    return isInside ? 0 : best;
  }

  function toSegment(x, y, ax, ay, bx, by) {
    const [dx, dy] = [bx - ax, by - ay];
    const square = dx * dx + dy * dy;
    const share = square ? Math.min(1, Math.max(0, ((x - ax) * dx + (y - ay) * dy) / square)) : 0;
    return Math.hypot(x - ax - share * dx, y - ay - share * dy);
  }

  function describe({ features, row }) {
    const { zh, en } = Z.symbols.table.statuses[Z.symbols.statusOf(features.codes[row])];
    const layer = Z.words.pick(features.entry.title_zh, features.entry.title_en);
    const stale = features.codes[row] >= Z.symbols.table.stale ? ` · ${Z.words.pick(Z.symbols.table.marks.stale.zh, Z.symbols.table.marks.stale.en)}` : "";
    return { name: features.name(row) || Z.words.say("unnamed"), more: `${layer} · ${Z.words.pick(zh, en)}${stale}` };
  }

  class Tooltip {
    constructor(container) {
      this.box = Z.element("div", { class: "zt-tooltip", "aria-hidden": "true", hidden: true });
      container.append(this.box);
    }

    show(items, point, size) {
      const { name, more } = describe(items[0]);
      const rest = items.length > 1 ? Z.element("span", { class: "zt-rest" }, Z.words.say("more", { n: items.length - 1 })) : null;
      this.box.replaceChildren(Z.element("b", {}, name), Z.element("span", {}, more), ...(rest ? [rest] : []));
      this.box.hidden = false;
      const { offsetWidth: width, offsetHeight: height } = this.box;
      const x = point.x + 14 + width > size.x ? point.x - width - 10 : point.x + 14;
      const y = point.y + 14 + height > size.y ? point.y - height - 10 : point.y + 14;
      this.box.style.transform = `translate(${Math.max(4, x)}px, ${Math.max(4, y)}px)`;
    }

    hide() { this.box.hidden = true; }
  }

  // A list of everything under the pointer, as long as it needs to be (it scrolls).
  class Chooser {
    constructor(container, onChoose) {
      this.onChoose = onChoose;
      this.list = Z.element("ul", {});
      this.heading = Z.element("b", {});
      this.shut = Z.element("button", { type: "button", class: "zt-shut", onclick: () => this.close() }, "×");
      this.box = Z.element("div", { class: "zt-chooser zt-panel", hidden: true, role: "dialog" }, this.heading, this.shut, this.list);
      this.box.addEventListener("keydown", (event) => { if (event.key === "Escape") this.close(); });
      Z.shield(this.box);
      container.append(this.box);
    }

    // `where()` gives the clicked place on the map as it now is: the frame may shrink meanwhile.
    open(items, where, focus) {
      this.heading.textContent = Z.words.say("several");
      this.box.setAttribute("aria-label", Z.words.say("several"));
      this.shut.setAttribute("aria-label", Z.words.say("close"));
      this.list.replaceChildren(...items.map((item, at) => this.row(item, at === 0)));
      this.box.hidden = false;
      this.where = where;
      this.place();
      if (focus) this.list.querySelector("button").focus();
    }

    place() {
      if (this.box.hidden) return;
      const { point, size } = this.where();
      const { offsetWidth: width, offsetHeight: height } = this.box;
      this.box.style.left = `${Math.max(6, Math.min(point.x + 12, size.x - width - 6))}px`;
      this.box.style.top = `${Math.max(6, Math.min(point.y + 12, size.y - height - 6))}px`;
    }

    row(item, current) {
      const { name, more } = describe(item);
      const choose = () => {
        for (const other of this.list.querySelectorAll("button")) other.removeAttribute("aria-current");
        button.setAttribute("aria-current", "true");
        this.onChoose(item);
      };
      const button = Z.element("button", { type: "button", onclick: choose, "aria-current": current ? "true" : null }, Z.element("b", {}, name), Z.element("span", {}, more));
      return Z.element("li", {}, button);
    }

    close() { this.box.hidden = true; }
  }

  Z.pointing = { under, Tooltip, Chooser, REACH_PX };
})(window.Z);
