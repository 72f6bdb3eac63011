// A day: written year first whatever the browser's country (2021-01-30), or chosen in a calendar.

const calendars = new Map(); // open ones by field: the day that the keyboard is on, as [year, month, day]

const DATE_WORDS = {
  zh: { choose: "打开日历", wrong: "请写成 2021-01-30", previous_month: "上个月", next_month: "下个月", previous_year: "上一年", next_year: "下一年" },
  en: { choose: "Open the calendar", wrong: "Write it as 2021-01-30", previous_month: "Previous month", next_month: "Next month", previous_year: "Previous year", next_year: "Next year" },
};

// Understand a day as people write it; null if it is none.
function readDay(text) {
  const ascii = text.normalize("NFKC").trim();
  const found = /^(\d{4})(\d{2})(\d{2})$/.exec(ascii) ?? /^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$/.exec(ascii);
  if (!found) return null;
  const iso = isoDay(found.slice(1).map(Number));
  const [year, month, day] = found.slice(1).map(Number);
  return isoDay(partsOf(new Date(Date.UTC(year, month - 1, day)))) === iso ? iso : null;
}

const isoDay = ([year, month, day]) => [String(year).padStart(4, "0"), ...[month, day].map((n) => String(n).padStart(2, "0"))].join("-");
const partsOf = (date) => [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
const dateOf = ([year, month, day]) => new Date(Date.UTC(year, month - 1, day));

// Another day or month; the 31st of a shorter month is its last day.
function moved([year, month, day], { days = 0, months = 0 }) {
  const last = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  return partsOf(new Date(Date.UTC(year, month - 1 + months, Math.min(day, last) + days)));
}

const within = (iso, { min, max }) => (iso < min ? min : iso > max ? max : iso);

// A field for a day. `given` holds value, min and max (ISO), label and language; `pick(iso)` is called with a
// whole day only.
export function dateField(id, given, pick) {
  const words = DATE_WORDS[given.language];
  const settle = (input, isDone) => {
    const day = readDay(input.value);
    const isGood = day !== null && day >= given.min && day <= given.max;
    input.setAttribute("aria-invalid", String(isDone && !isGood));
    const note = document.getElementById(`${id}-note`);
    note.textContent = isDone && !isGood ? words.wrong : "";
    if (!isGood) return;
    input.value = day;
    if (day !== input.dataset.sent) pick(day);
    input.dataset.sent = day;
  };
  const step = (event) => {
    const far = { ArrowUp: { days: 1 }, ArrowDown: { days: -1 }, PageUp: { months: 1 }, PageDown: { months: -1 } }[event.key];
    const day = readDay(event.target.value);
    if (event.key === "Enter") settle(event.target, true);
    if (!far || !day) return;
    event.preventDefault();
    event.target.value = within(isoDay(moved(day.split("-").map(Number), far)), given);
    settle(event.target, true);
  };
  const input = el("input", {
    type: "text", inputmode: "numeric", "data-focus": id, "aria-label": given.label, "data-sent": given.value,
    "aria-describedby": `${id}-note`, placeholder: "2021-01-30", maxlength: 20, autocomplete: "off", spellcheck: "false",
    oninput: ({ target }) => /^\d{8}$|^\d{4}\D\d{2}\D\d{2}$/.test(target.value) && settle(target, false),
    onchange: ({ target }) => settle(target, true), onkeydown: step,
  });
  input.value = given.value;
  // What stands in the field counts: the answer to a day just typed may still be on its way.
  const openOrClose = (field) => {
    const day = readDay(field.querySelector("input").value) ?? given.value;
    showCalendar(id, given, pick, !calendars.has(id), day.split("-").map(Number));
  };
  const open = el("button", {
    type: "button", class: "zt-day-open", "data-focus": `${id}-calendar`, "aria-label": words.choose, "aria-haspopup": "dialog",
    "aria-expanded": String(calendars.has(id)), onclick: ({ target }) => openOrClose(target.closest(".zt-day")),
  }, el("span", { "aria-hidden": "true" }, "▾"));
  return el("div", { class: "zt-day", "data-day": id }, input, open,
    el("span", { id: `${id}-note`, class: "zt-day-note", role: "alert" }),
    el("div", { class: "zt-calendar", "data-calendar": id, role: "dialog", "aria-label": words.choose, hidden: !calendars.has(id) },
      calendars.has(id) ? calendar(id, given, pick) : []));
}

function showCalendar(id, given, pick, isOpen, at = given.value.split("-").map(Number)) {
  const box = document.querySelector(`[data-calendar="${id}"]`);
  if (isOpen) calendars.set(id, within(isoDay(at), given).split("-").map(Number));
  else calendars.delete(id);
  box.hidden = !isOpen;
  box.parentElement.querySelector(".zt-day-open").setAttribute("aria-expanded", String(isOpen));
  refill(box, ...(isOpen ? calendar(id, given, pick) : []));
  const target = isOpen ? `${id}-${isoDay(calendars.get(id))}` : `${id}-calendar`;
  document.querySelector(`[data-focus="${target}"]`)?.focus();
}

// One month: days as buttons, of which the keyboard's is the only stop of the Tab key.
function calendar(id, given, pick) {
  const at = calendars.get(id);
  const say = (options, date) => new Intl.DateTimeFormat(given.language === "zh" ? "zh-CN" : "en-GB", { timeZone: "UTC", ...options }).format(date);
  const go = (far) => showCalendar(id, given, pick, true, moved(at, far));
  const turn = (name, label, sign, far) => el("button", {
    type: "button", "data-focus": `${id}-${name}`, "aria-label": label,
    onclick: () => { go(far); document.querySelector(`[data-focus="${id}-${name}"]`)?.focus(); },
  }, el("span", { "aria-hidden": "true" }, sign));
  const first = dateOf([at[0], at[1], 1]);
  const start = 1 - ((first.getUTCDay() + 6) % 7); // weeks begin on Monday
  const day = (offset) => dayButton(id, given, moved([at[0], at[1], 1], { days: start - 1 + offset }), { at, say, done: (iso) => {
    showCalendar(id, given, pick, false);
    if (iso) pick(iso);
  }, go });
  const words = DATE_WORDS[given.language];
  return [
    el("div", { class: "zt-month" },
      turn("year-back", words.previous_year, "«", { months: -12 }), turn("back", words.previous_month, "‹", { months: -1 }),
      el("strong", { "aria-live": "polite" }, say({ year: "numeric", month: "long" }, first)),
      turn("on", words.next_month, "›", { months: 1 }), turn("year-on", words.next_year, "»", { months: 12 })),
    el("table", {}, el("thead", {}, el("tr", {}, Array.from({ length: 7 }, (_, weekday) => el("th", { scope: "col" },
      say({ weekday: "narrow" }, new Date(Date.UTC(2024, 0, 1 + weekday))))))),
    el("tbody", {}, Array.from({ length: 6 }, (_, week) => el("tr", {},
      Array.from({ length: 7 }, (__, weekday) => el("td", {}, day(week * 7 + weekday))))))),
  ];
}

function dayButton(id, given, parts, { at, say, done, go }) {
  const iso = isoDay(parts);
  const keys = {
    ArrowLeft: { days: -1 }, ArrowRight: { days: 1 }, ArrowUp: { days: -7 }, ArrowDown: { days: 7 },
    PageUp: { months: -1 }, PageDown: { months: 1 },
  };
  return el("button", {
    type: "button", "data-focus": `${id}-${iso}`, tabindex: iso === isoDay(at) ? "0" : "-1",
    class: parts[1] === at[1] ? null : "zt-other-month", disabled: iso < given.min || iso > given.max,
    "aria-current": iso === given.value ? "date" : null,
    "aria-label": say({ dateStyle: "full" }, dateOf(parts)),
    onclick: () => done(iso),
    onkeydown: (event) => {
      if (event.key === "Escape") { event.stopPropagation(); done(null); }
      if (!keys[event.key]) return;
      event.preventDefault();
      go(keys[event.key]);
    },
  }, String(parts[2]));
}

// A calendar closes as menus do: by Escape, or by a press anywhere else.
function closeCalendars(event) {
  for (const box of document.querySelectorAll(".zt-calendar:not([hidden])")) {
    const isInside = box.parentElement.contains(event.target);
    if (event.type === "keydown" ? event.key !== "Escape" : isInside) continue;
    const hadFocus = box.contains(document.activeElement);
    calendars.delete(box.dataset.calendar);
    box.hidden = true;
    box.replaceChildren();
    const open = box.parentElement.querySelector(".zt-day-open");
    open.setAttribute("aria-expanded", "false");
    if (hadFocus) open.focus();
  }
}
document.addEventListener("keydown", closeCalendars);
document.addEventListener("pointerdown", closeCalendars);
