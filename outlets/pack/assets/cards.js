// The card of a record and that of a promise, as plain values for the parts that show them.
"use strict";
((P) => {
  const { say, pick } = P.words;
  const HAN = /[\u4e00-\u9fff]/;
  const grouped = (number, digits) => number.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });

  function card(selection, row) {
    const { facts } = selection.index;
    const { layer, own, more } = row;
    const names = [own.name_zh, own.name_en];
    const isChinese = P.words.language === "zh";
    return {
      words: words(),
      kind: [...new Set([pick(layer.title), pick(layer.categories[own.category])])].join(" · "),
      name: pick(names),
      other_name: isChinese ? own.name_en : own.name_zh,
      other_language: isChinese ? "en" : "zh-CN",
      status: status(selection, row),
      warnings: warnings(own),
      located: row.feature.geometry !== null,
      facts: factRows(facts, row),
      promises: more.links.map(([id, kind]) => answered(selection, id, kind)),
      events: own.events.map((event, at) => eventRow(selection, row, event, at)),
      figures: figures(row),
      notes: own[isChinese ? "notes_zh" : "notes_en"] || "",
      sources: own.sources.map(({ id }) => cited(layer, id)),
      correction: fill(pick(facts.correction), { version: facts.version, layer: layer.id, id: row.id, name: pick(names) }),
    };
  }

  function words() {
    return {
      close: say("close"), go: say("go"), promises: say("promises"), timeline: say("timeline"), figures: say("figures"),
      notes: say("notes"), sources: say("sources"), correction: say("correction"), correction_hint: say("correctionHint"),
      copy: say("copy"), copied: say("copied"), save: say("save"), none: say("noAnswer"),
    };
  }

  const fill = (text, fields) => text.replace(/\{(\w+)\}/g, (_, name) => String(fields[name]));

  function status(selection, row) {
    if (row.layer.background) return { code: "unknown", label: say("background"), note: "", stale: false };
    const state = selection.stateOf(row);
    const note = state.lastKnown ? say(state.stale ? "lastKnownStale" : "lastKnownOn", { date: state.lastKnown }) : "";
    return { code: state.status, label: pick(selection.index.facts.words.status[state.status]), note, stale: state.stale };
  }

  function warnings(own) {
    const found = [];
    if (own.schematic) found.push(say("schematic"));
    if (own.placement === "approximate") found.push(say("approximate", { metres: own.accuracy_m === null ? "?" : grouped(own.accuracy_m, 0) }));
    if (own.placement === "unlocated") found.push(say("unlocated"));
    if (own.stand_in) found.push(say("standIn"));
    if (own.membership === "candidate") found.push(say("candidate"));
    return found;
  }

  function factRows(facts, { own, more }) {
    const isChinese = P.words.language === "zh";
    const [from, to] = isChinese ? [own.from_zh, own.to_zh] : [own.from_en, own.to_en];
    const near = own.accuracy_m === null ? "" : say("within", { metres: grouped(own.accuracy_m, 0) });
    return [
      [say("districts"), pick(more.where) || say("outside")],
      [say("theme"), pick(facts.words.theme[own.theme] ?? facts.words.background)],
      own.due === null ? null : [say("due"), own.due],
      from && to ? [say("limits"), `${from} – ${to}`] : null,
      [say("position"), pick(facts.words.placement[own.placement]) + near],
      [say("licence"), pick(facts.words.licence[own.licence])],
    ].filter(Boolean);
  }

  function answered(selection, id, kind) {
    const { words: vocabulary } = selection.index.facts;
    const promise = selection.index.promiseOf.get(id);
    const note = pick(vocabulary.link[kind]) + (promise.due ? ` · ${promise.due}` : "");
    return { id, text: `${pick(promise.subject)}: ${pick(promise.summary)}`, note };
  }

  function eventRow(selection, { layer, more }, event, at) {
    const { words: vocabulary } = selection.index.facts;
    const [zh, en, noteZh, noteEn] = more.events[at];
    const [start] = more.known[at] ?? [0]; // what has no date comes behind what has one
    return {
      date: pick([zh, en]), status: pick(vocabulary.status[event.status]), basis: pick(vocabulary.basis[event.basis]),
      note: P.words.language === "zh" ? noteZh : noteEn, after: start > selection.number, source: cited(layer, event.source),
    };
  }

  function figures({ own, more }) {
    const isChinese = P.words.language === "zh";
    const rows = more.figures.map(([labelZh, labelEn, valueZh, valueEn, noteZh, noteEn]) => (
      isChinese ? { label: labelZh, value: valueZh, note: noteZh } : { label: labelEn, value: valueEn, note: noteEn }));
    for (const [column, label, unit] of [["length_km_computed", "measuredLength", "kilometres"], ["area_km2_computed", "measuredArea", "squareKilometres"]]) {
      if (own[column] !== null) rows.push({ label: say(label), value: `${grouped(own[column], 2)} ${say(unit)}`, note: say("computed") });
    }
    return rows;
  }

  function cited(layer, id) {
    const [zh, en, url] = layer.sources[id] ?? [id, id, ""];
    const title = pick([zh, en]);
    return { title, url, language: HAN.test(title) ? "zh-CN" : "en" };
  }

  const NUMERALS = "〇一二三四五六七八九";

  // A section's number as the report writes it; the part after the last one has none.
  function section(code) {
    if (!/^[0-9]+$/.test(code)) return say("closing");
    return P.words.language === "zh" ? NUMERALS[Number(code)] : code;
  }

  function standing({ status: code, stale }, facts) {
    const text = pick(facts.words.status[code]);
    return stale ? say("bracketed", { text, note: say("mayHaveChanged") }) : text;
  }

  // How a promise stands against its due date; silence is not called failure.
  function deadline({ deadline: { state, since, reached } }, facts) {
    if (state === "none") return "";
    if (state === "silent" && since) return say("silentSince", { date: since });
    const text = pick(facts.words.deadline[state]);
    return reached ? say("bracketed", { text, note: reached }) : text;
  }

  function promiseCard(selection, entry) {
    const { facts } = selection.index;
    const { promise } = entry;
    const against = deadline(entry, facts);
    return {
      words: words(),
      kind: say("promise"), name: pick(promise.subject), summary: pick(promise.summary),
      facts: [
        [say("section"), `${promise.section} ${pick(facts.sections[promise.section] ?? ["", ""])}`.trim()],
        [say("theme"), pick(facts.words.theme[promise.theme])],
        [say("target"), pick(promise.target) || say("noTarget")],
        [say("due"), promise.due ?? say("noDue")],
        [say("status"), standing(entry, facts)],
        [say("knownFrom"), pick(facts.words.origin[entry.origin])],
        ...(against ? [[say("deadline"), against]] : []),
      ],
      notes: P.words.language === "zh" ? promise.notes[0] : promise.notes[1],
      groups: Object.entries(facts.words.link).map(([kind, term]) => [term, promise.answers.filter((answer) => answer.kind === kind)])
        .filter(([, tied]) => tied.length).map(([term, tied]) => ({ title: say("bracketed", { text: pick(term), note: tied.length }), answers: tied.map(answerRow) })),
    };
  }

  function answerRow({ id, name, note, located }) {
    const own = P.words.language === "zh" ? note[0] : note[1];
    return { id, name: pick(name), note: own, located: located ? "" : say("notLocated") };
  }

  P.cards = { card, promiseCard, section, standing, deadline };
})(Pack);
