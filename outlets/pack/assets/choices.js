// The filter panel: facets with their counts, and what a choice does to the view.
"use strict";
((P) => {
  const { say, pick } = P.words;
  const FIELDS = { layers: "layers", district: "districts", status: "statuses", theme: "themes", category: "categories", placement: "placements" };

  function panel(selection, isChanged) {
    const { view } = selection;
    const { limits } = selection.index.facts;
    return {
      words: {
        filters: say("filters"), reset: say("reset"), search: say("search"), search_hint: say("searchHint"), at: say("at"),
        today: say("today"), report_day: say("reportDay"), chosen: say("chosen"),
      },
      language: P.words.language, text: view.text, at: selection.day, is_today: selection.day === P.evaluate.todayIso(), report_day: limits.report_day,
      earliest: limits.earliest, latest: limits.latest, changed: isChanged,
      groups: groups(selection),
    };
  }

  function groups(selection) {
    const { view } = selection;
    const { facts } = selection.index;
    const { limits, words } = facts;
    const counts = selection.counts("layer");
    const layers = selection.index.layers.map((layer) => [
      layer.id, pick(layer.title), counts[layer.id] ?? 0, Number(view.layers.includes(layer.id)), colourOf(facts, layer.id),
    ]);
    const facet = (id, terms, isOpen = false) => {
      const found = view.panel === "ledger" ? selection.promisedCounts(id) : selection.counts(id);
      const options = limits[id].map((code) => [code, pick(terms[code]), found[code] ?? 0, Number(view[FIELDS[id]].includes(code))]);
      return { id, title: say(id), options: id === "category" ? options.filter(([, , n, on]) => n || on) : options, open: isOpen };
    };
    return [
      { id: "layers", title: say(view.panel === "ledger" ? "layersOfMap" : "layers"), options: layers, open: true },
      { id: "candidates", title: say("candidates"), options: [["candidates", say("showCandidates"), selection.candidates(), Number(view.candidates)]], open: false },
      facet("district", words.district), facet("status", words.status, true), facet("theme", words.theme),
      facet("category", categories(selection.index)), facet("placement", words.placement),
    ];
  }

  function categories(index) {
    return Object.fromEntries(index.layers.flatMap((layer) => Object.entries(layer.categories).map(([code, term]) => [`${layer.id}.${code}`, term])));
  }

  const isDark = () => window.matchMedia("(prefers-color-scheme: dark)").matches;

  const colourOf = (facts, layer) => facts.symbols.layers[layer][isDark() ? "dark" : "light"];

  // Fields of the view that a choice in the panel changes.
  function fieldsOf(change, address, view = address.normal) {
    if (change.reset) {
      const { layers, districts, statuses, themes, categories: kinds, placements, at, text, candidates } = address.normal;
      return { layers, districts, statuses, themes, categories: kinds, placements, at, text, candidates };
    }
    const fields = {};
    if (typeof change.text === "string") fields.text = P.evaluate.printable(change.text, address.limits.text);
    if ("at" in change) fields.at = change.at && address.isDay(change.at) ? change.at : null;
    if (change.facet === "candidates") fields.candidates = change.on;
    else if (change.facet) {
      const others = view[FIELDS[change.facet]].filter((value) => value !== change.option);
      fields[FIELDS[change.facet]] = address.inOrder(change.facet, change.on ? [...others, change.option] : others);
    }
    return fields;
  }

  P.choices = { panel, fieldsOf, colourOf, isDark };
})(Pack);
