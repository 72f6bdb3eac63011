// Charts of the selection, as plain values for the part that draws them.
"use strict";
((P) => {
  const { say, pick } = P.words;
  const FIRST_YEAR = 2013;

  function graphs(selection) {
    return {
      words: { numbers: say("numbers"), unknown: say("noFigure") },
      charts: [districts(selection), metro(selection)],
    };
  }

  function districts(selection) {
    const { facts, rows } = selection.index;
    return {
      id: "districts", kind: "stack", title: say("chartDistricts", { day: selection.day }), note: say("chartDistrictsNote"), row_title: say("district"),
      series: facts.symbols.order.map((code) => {
        const { fill, dash } = facts.symbols.statuses[code];
        return { label: pick(facts.words.status[code]), fill, dash: dash.join(" ") || "none" };
      }),
      rows: facts.limits.district.map((name) => {
        const counts = selection.byStatus(selection.chosen.filter((at) => rows[at].own.districts.includes(name)));
        return { label: pick(facts.words.short[name]), values: facts.symbols.order.map((code) => counts[code] ?? 0) };
      }),
    };
  }

  const phasesOpen = (index, number) => index.rows.filter(({ layer, more }) => layer.id === "metro"
    && index.statusOf((P.evaluate.lastUntil(more.steps, number) ?? [0, 0])[1]) === "completed");

  // Published lengths [km] of the metro phases open at a day, without the part outside the city.
  function metroLength(index, number) {
    return phasesOpen(index, number).filter(({ more }) => !more.outside).reduce((sum, { more }) => sum + more.km, 0);
  }

  function metro(selection) {
    const { index } = selection;
    const { network } = index.facts;
    const goal = network.find(({ kind }) => kind === "goal");
    const today = P.evaluate.todayIso();
    const until = selection.day < today ? selection.day : today;
    const last = Number(until.slice(0, 4));
    const years = Array.from({ length: Math.max(0, last - FIRST_YEAR + 1) }, (_, at) => FIRST_YEAR + at);
    const unmeasured = phasesOpen(index, selection.number).filter(({ own }) => !("length_km" in own.figures)).map(({ own }) => pick([own.name_zh, own.name_en]));
    return {
      id: "metro", kind: "bars", title: say("chartMetro"), row_title: say("year"),
      note: [say("withoutXuchang"), unmeasured.length ? say("unmeasured", { names: unmeasured.join(say("comma")) }) : "", goal ? pick(goal.note) : ""].filter(Boolean).join(" "),
      series: [{ label: say("summed") }, { label: say("published") }],
      rows: years.map((year) => yearRow(index, year, until)),
      goal: goal && { value: goal.km, label: say("goal", { km: goal.km.toFixed(0), year: goal.date }) },
    };
  }

  function yearRow(index, year, until) {
    const day = `${year}-12-31` < until ? `${year}-12-31` : until;
    const number = P.evaluate.dayNumber(day);
    const known = index.facts.network.filter((figure) => figure.kind === "open" && figure.first <= number && figure.year === year);
    const summed = Math.round(metroLength(index, number) * 10) / 10;
    return { label: day.endsWith("-12-31") ? String(year) : day.slice(0, 7), values: [summed, known.length ? known.at(-1).km : null] };
  }

  P.graphs = { graphs, metroLength };
})(Pack);
