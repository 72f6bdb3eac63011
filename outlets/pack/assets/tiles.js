// Key figures: one tile per layer, every number counted from the selection.
"use strict";
((P) => {
  const { say, pick } = P.words;
  const SHAPES = { line: "line", point: "point", area: "shape", nowhere: "nowhere" }; // kind -> its word

  function tiles(node, selection) {
    const made = selection.index.layers.map((layer) => tile(layer, selection));
    // On a narrow screen the row scrolls: the keyboard must reach it.
    refill(node, el("ul", { class: "zt-tiles", tabindex: "0", "aria-label": say("keyFigures") }, made));
  }

  function tile(layer, selection) {
    const { facts, rows } = selection.index;
    const places = selection.filtered.filter((at) => rows[at].layer === layer);
    const byStatus = selection.byStatus(places);
    const counts = facts.symbols.order.filter((code) => byStatus[code]).map((code) => [code, pick(facts.words.status[code]), byStatus[code]]);
    const own = places.map((at) => rows[at]);
    return el("li", {
      class: selection.view.layers.includes(layer.id) ? "zt-tile" : "zt-tile zt-off",
      title: counts.map(([, word, number]) => `${word} ${number}`).join(" · "), style: `--c:${P.choices.colourOf(facts, layer.id)}`,
    }, el("span", { class: "zt-tile-title" }, pick(layer.title)), el("span", { class: "zt-tile-number" }, String(places.length)),
    el("span", { class: "zt-tile-bar", "aria-hidden": "true" }, counts.map(([code, , number]) => el("i", { class: `zt-s-${code}`, style: `flex:${number}` }))),
    el("span", { class: "zt-tile-counts" }, counts.flatMap(([code, word, number]) => [el("span", { class: `zt-s-${code}` }, el("em", {}, `${word} `), String(number)), " "])),
    el("span", { class: "zt-tile-detail" }, detail(layer, selection, own)),
    el("span", { class: "zt-tile-drawn" }, layer.id === "metro" ? null : drawn(own)));
  }

  function detail(layer, selection, rows) {
    if (layer.id === "metro") {
      const goal = layer.promised.map(([quantity]) => quantity.toFixed(0)).join("");
      return say("network", { open: P.graphs.metroLength(selection.index, selection.number).toFixed(1), goal: goal || "?" });
    }
    const parts = layer.promised.length ? [say("promised", { count: promised(layer) })] : [];
    if (layer.graded) {
      const counted = { count: rows.filter(({ more }) => more.named).length, certain: rows.filter(({ more }) => more.certain).length };
      parts.push(say("named", counted).replaceAll(" ", "\u00a0"));
    }
    return parts.join("\u00a0· ");
  }

  // How many are lines, points, areas, nowhere; the words around the number fold away.
  function drawn(rows) {
    return Object.entries(SHAPES).flatMap(([kind, word]) => {
      const count = rows.filter(({ more }) => more.drawn === kind).length;
      if (!count) return [];
      const [before, after] = say(word, { count }).split(String(count));
      return [el("span", { class: `zt-d-${kind}` }, el("em", {}, before), String(count), el("em", {}, after)), " "];
    });
  }

  function promised({ promised: list }) {
    if (list.length === 1) return list[0][0].toFixed(0);
    return list.map(([quantity, zh, en]) => `${quantity.toFixed(0)} ${pick([zh, en])}`).join(" + ");
  }

  P.tiles = { tiles };
})(Pack);
