// The slider of time: what it shows of the selection (as layers/timeline.py counts it).
"use strict";
((P) => {
  const { say } = P.words;
  const FIRST = "2013-01-01";
  const MONTHS = 12;

  const monthOf = (iso) => (Number(iso.slice(0, 4)) - Number(FIRST.slice(0, 4))) * MONTHS + Number(iso.slice(5, 7)) - 1;
  const isOnlyYear = (text) => text.length === 4;
  // Month in which a date known to the day, the month or the year is over.
  const lastMonth = (text) => monthOf(isOnlyYear(text) ? `${text}-12` : text);
  const monthOfNumber = (number) => monthOf(`${Math.floor(number / 10000)}-${String(Math.floor(number / 100) % 100).padStart(2, "0")}`);

  function monthEnd(month) {
    const from = new Date(`${FIRST}T00:00:00Z`);
    return new Date(Date.UTC(from.getUTCFullYear(), month + 1, 0)).toISOString().slice(0, 10);
  }

  function counted(months, length) {
    const found = new Array(length).fill(0);
    for (const month of months) if (month >= 0 && month < length) found[month] += 1;
    return found;
  }

  function slider(selection) {
    const { index } = selection;
    const rows = selection.places(P.evaluate.BITS.status).map((at) => index.rows[at]); // events at any status
    const events = rows.flatMap(({ more }) => more.known);
    const dues = [...rows.map(({ own }) => own.due), ...index.promises.map(({ due }) => due)].filter(Boolean).map(lastMonth);
    const today = P.evaluate.todayIso();
    const last = [today, ...dues.map(monthEnd)].sort().at(-1);
    const count = monthOf(last) + 1;
    const [years, months] = [true, false].map((wanted) => events.map(([, text]) => text).filter((text) => isOnlyYear(text) === wanted));
    const turning = [...events.map(([number]) => monthOfNumber(number)), ...dues];
    return {
      language: P.words.language, at: selection.day, today, first: FIRST, last,
      months: counted(months.map(lastMonth), count),
      years: counted(years.map((text) => Number(text) - Number(FIRST.slice(0, 4))), Math.floor((count - 1) / MONTHS) + 1),
      dues: counted(dues, count),
      stops: [...new Set(turning)].filter((month) => month >= 0 && month < count).sort((one, other) => one - other),
      local: false, // every step selects anew, right here
      words: {
        timeline: say("time"), at: say("at"), since: "", play: say("play"), pause: say("pause"), pace: say("pace"), key: say("timeKey"),
        comma: say("comma"), events: say("eventsOf"), of_year: say("ofYear"), due: say("dueCount"), none: say("noEvent"), ahead: say("aheadShort"),
      },
    };
  }

  P.clock = { slider };
})(Pack);
