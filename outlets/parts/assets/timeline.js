// Time: a slider over the dated events, with a play. While it moves, the map follows in the browser
// alone where that is true (`data.local`); whoever made the data follows as fast as it can answer.
//
// data: { at, today, first, last, months, years, dues, stops, local, words, language, since }
//   at, today, first, last, since   days, "2021-06-30"; `since` only where two days are compared
//   months, years                   counts from `first` on
//   dues                            counts by number of the month, in a list or by name
//   stops                           months in which something happens, in a list or as bits (hexadecimal)
//   heard                           `n` of the last change that these data answer; left out by who answers at once
// change: { n, at, passing } or { n, since, passing }; at null is today; passing: more will follow at once.

const DAY_MS = 86400000;
const SETTLE_MS = 400; // after the last move it is meant to stay
const GIVE_UP_MS = 8000; // an answer that takes longer is not waited for
const PACES = { 1: 900, 2: 450, 4: 225 }; // between two stops of the play [ms]
const STILL_FACTOR = 2; // readers who asked for less motion get slower steps
const YEAR_LABEL_PX = 42;

const clocks = new WeakMap(); // one for each root on the page

export function timeline(component) {
  const node = root(component, "timeline");
  if (!clocks.has(node)) clocks.set(node, new Clock(node));
  clocks.get(node).update(component.data, (change) => component.setTriggerValue("change", change));
}

const numberOf = (day) => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);
const dayText = (day) => new Date(day * DAY_MS).toISOString().slice(0, 10);
const dayDigits = (day) => Number(dayText(day).replaceAll("-", ""));

// The map's face; it lives in a frame of its own, in the app and in the meeting pack.
function mapFace() {
  const frame = document.querySelector('iframe[src*="streamlit_folium"], iframe.zt-frame');
  return frame?.contentWindow.zhengtu ?? null;
}

function monthsAfter(first, day) {
  const [from, to] = [new Date(first * DAY_MS), new Date(day * DAY_MS)];
  return (to.getUTCFullYear() - from.getUTCFullYear()) * 12 + to.getUTCMonth() - from.getUTCMonth();
}

function monthEnd(first, month) {
  const from = new Date(first * DAY_MS);
  return Math.round(Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + month + 1, 0) / DAY_MS);
}

class Clock {
  constructor(node) {
    this.node = node;
    this.pace = 1;
    this.asked = 0;
    this.timer = null; // of the play
    this.settling = null; // of the last move
    this.sent = null; // what was asked for and not answered yet
    this.wanted = {}; // the newest days, by name (at, since)
    this.later = null; // what to ask for when the answer is there
    new ResizeObserver(() => this.data && this.labelYears()).observe(node);
  }

  get isPlaying() { return this.timer !== null; }

  update(data, send) {
    this.send = send;
    this.data = data;
    [this.first, this.last, this.now] = [data.first, data.last, data.today].map(numberOf);
    if (this.sent && this.isAnswer(data)) this.answered();
    if (!this.isBusy()) this.follow();
    this.render();
  }

  isAnswer(data) { return data.heard === undefined || data.heard === this.sent.n; }

  isBusy() { return Boolean(this.isPlaying || this.sent || this.later || this.settling); }

  // What the data say counts again.
  follow() {
    this.wanted = {};
    mapFace()?.showDay?.(null);
  }

  day(name = "at") { return this.wanted[name] ?? numberOf(this.data[name]); }

  // Everything that moves the slider comes through here.
  move(name, day, { settle = true } = {}) {
    const next = Math.min(this.last, Math.max(this.first, Math.round(day)));
    if (next === this.day(name)) return;
    this.wanted[name] = next;
    this.showOnMap();
    this.ask(name, true);
    clearTimeout(this.settling);
    this.settling = settle ? setTimeout(() => this.settle(name), SETTLE_MS) : null;
    this.paint();
  }

  settle(name = "at") {
    clearTimeout(this.settling);
    this.settling = null;
    this.ask(name, false);
  }

  // One question at a time; of those that come meanwhile only the last is asked.
  ask(name, passing) {
    const day = this.day(name);
    this.asked += 1;
    const question = { n: this.asked, [name]: name === "at" && day === this.now ? null : dayText(day), passing };
    if (this.sent) {
      this.later = question;
      return;
    }
    this.sent = question;
    this.waiting = setTimeout(() => this.answered(), GIVE_UP_MS);
    document.documentElement.dataset.behind = "true"; // figures beside the map are of an earlier day
    this.send(question);
  }

  answered() {
    clearTimeout(this.waiting);
    this.sent = null;
    delete document.documentElement.dataset.behind;
    const next = this.later;
    this.later = null;
    if (!next) return;
    this.ask("since" in next ? "since" : "at", next.passing);
  }

  showOnMap() {
    if (!this.data.local) return; // a filter by status: which records are shown changes with the day
    const since = this.data.since ? dayDigits(this.day("since")) : null;
    mapFace()?.showDay?.(dayDigits(this.day()), since);
  }

  // Playing: from stop to stop, as long as there is one.

  stops() {
    const { stops, months } = this.data;
    const isStop = (bits, month) => (bits >> BigInt(month)) & 1n;
    const listed = typeof stops === "string" ? [...months.keys()].filter((month) => isStop(BigInt(`0x${stops}`), month)) : stops;
    return listed.map((month) => Math.min(monthEnd(this.first, month), this.last));
  }

  play() {
    if (this.day() >= Math.max(...this.stops(), this.first)) this.move("at", this.first, { settle: false });
    const isStill = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    const step = () => {
      const next = this.stops().find((stop) => stop > this.day());
      if (next === undefined) { this.pause(); return; }
      this.move("at", next, { settle: false });
      this.timer = setTimeout(step, PACES[this.pace] * (isStill ? STILL_FACTOR : 1));
    };
    this.timer = setTimeout(step, 0);
    this.render();
  }

  pause() {
    clearTimeout(this.timer);
    this.timer = null;
    this.settle();
    this.render();
  }

  toggle() { if (this.isPlaying) this.pause(); else this.play(); }

  stop() {
    if (!this.isPlaying) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.render();
  }

  key(name, event) {
    const day = this.day(name);
    const month = monthsAfter(this.first, day);
    const atEnd = day === monthEnd(this.first, month);
    const into = new Date(day * DAY_MS).getUTCMonth() % 3; // months of the quarter gone by
    // To ends of months: there takes effect what is known to the month only.
    const by = (count) => monthEnd(this.first, month + count - (count > 0 && !atEnd ? 1 : 0));
    const quarter = (count) => monthEnd(this.first, month - into + (count < 0 ? -1 : into === 2 && atEnd ? 5 : 2));
    const steps = {
      ArrowRight: () => by(1), ArrowLeft: () => by(-1), ArrowUp: () => quarter(1), ArrowDown: () => quarter(-1),
      PageUp: () => by(12), PageDown: () => by(-12), Home: () => this.first, End: () => this.last,
    };
    if (event.key === " ") {
      event.preventDefault();
      this.toggle();
      return;
    }
    if (!(event.key in steps) || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.stop();
    this.move(name, steps[event.key]());
  }

  // What is seen.

  render() {
    const { words, since } = this.data;
    const built = JSON.stringify([words, Boolean(since)]);
    if (this.built !== built) this.build(words, since ? ["since", "at"] : ["at"]);
    this.built = built;
    const button = this.node.querySelector(".zt-play button");
    button.textContent = this.isPlaying ? "❚❚" : "▶";
    button.title = this.isPlaying ? words.pause : words.play;
    button.setAttribute("aria-label", button.title);
    this.drawDensity();
    const years = [this.data.first, this.data.last, this.data.years.length].join(); // the observer sees to widths
    if (years !== this.labelled) this.labelYears();
    this.labelled = years;
    this.paint();
  }

  build(words, names) {
    const kept = this.node.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    this.node.setAttribute("role", "group");
    this.node.setAttribute("aria-label", words.timeline);
    this.node.classList.toggle("zt-two-days", names.length === 2);
    const paces = Object.keys(PACES).map((pace) => el("option", { value: pace, selected: Number(pace) === this.pace }, `${pace}×`));
    this.node.replaceChildren(
      el("div", { class: "zt-play" },
        el("button", { type: "button", "data-focus": "play", onclick: () => this.toggle() }),
        el("select", {
          "aria-label": words.pace, title: words.pace, "data-focus": "pace",
          onchange: ({ target }) => { this.pace = Number(target.value); },
        }, paces)),
      el("div", { class: "zt-track" }, el("div", { class: "zt-density", title: words.key }),
        names.map((name) => this.slider(name, words)), el("div", { class: "zt-years", "aria-hidden": "true" })),
      el("output", { class: "zt-clock-day", "aria-live": "off" }, el("b", {}), el("span", {})));
    if (kept) this.node.querySelector(`[data-focus="${CSS.escape(kept)}"]`)?.focus();
  }

  slider(name, words) {
    return el("input", {
      type: "range", class: `zt-${name}`, "data-focus": `day-${name}`, min: this.first, max: this.last, step: 1,
      "aria-label": words[name],
      oninput: ({ target }) => { this.stop(); this.move(name, Number(target.value)); },
      onchange: () => this.settle(name),
      onkeydown: (event) => this.key(name, event),
    });
  }

  // The days themselves: the only thing that changes while it moves.
  paint() {
    const { words } = this.data;
    for (const input of this.node.querySelectorAll("input[type=range]")) {
      const name = input.classList.contains("zt-at") ? "at" : "since";
      [input.min, input.max] = [this.first, this.last];
      input.value = this.day(name);
      input.setAttribute("aria-valuetext", `${this.written(this.day(name))}${words.comma}${this.told(this.day(name))}`);
    }
    const [strong, more] = this.node.querySelectorAll(".zt-clock-day > *");
    const since = this.data.since ? `${this.written(this.day("since"), true)} → ` : "";
    strong.textContent = since + this.written(this.day(), Boolean(since));
    more.textContent = this.told(this.day());
    const span = this.last - this.first + 1;
    const share = (day) => `${((day - this.first + 1) / span) * 100}%`;
    this.node.style.setProperty("--zt-to", share(this.day()));
    this.node.style.setProperty("--zt-from", this.data.since ? share(this.day("since")) : "0%");
    this.node.style.setProperty("--zt-now", share(this.now));
  }

  written(day, short = false) {
    if (short) return dayText(day);
    const format = new Intl.DateTimeFormat(this.data.language === "zh" ? "zh-CN" : "en-GB", { dateStyle: "long", timeZone: "UTC" });
    return format.format(new Date(day * DAY_MS));
  }

  // What happens in the month of a day, in words.
  told(day) {
    const { words, months, dues, years } = this.data;
    if (day > this.now) return words.ahead;
    const month = monthsAfter(this.first, day);
    const only = new Date(day * DAY_MS).getUTCMonth() === 11 ? years[Math.floor(month / 12)] : 0;
    const say = (word, count) => (count ? words[word].replace("{count}", count) : null);
    const parts = [say("events", months[month]), say("of_year", only), say("due", dues[month])];
    return parts.filter(Boolean).join(words.comma) || words.none;
  }

  // Bars up: events of a month; hollow bars: known to the year only, as broad as the year; bars down: due dates.
  drawDensity() {
    const { months, years, dues } = this.data;
    const host = this.node.querySelector(".zt-density");
    const drawn = JSON.stringify([this.first, this.last, months, years, dues]);
    if (host.drawn === drawn) return;
    host.drawn = drawn;
    const span = this.last - this.first + 1;
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${span} 100`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    const height = (count, most) => (count ? 14 + 56 * Math.sqrt(count / most) : 0);
    const bar = (className, from, to, top, tall) => {
      const rect = document.createElementNS(SVG, "rect");
      for (const [name, value] of Object.entries({ class: className, x: from, y: top, width: Math.max(1, to - from), height: tall })) {
        rect.setAttribute(name, value);
      }
      svg.append(rect);
    };
    const most = Math.max(1, ...months, ...years);
    const ends = (from, to) => [from < 0 ? 0 : monthEnd(this.first, from - 1) - this.first + 1, Math.min(span, monthEnd(this.first, to) - this.first + 1)];
    years.forEach((count, year) => {
      const [from, to] = ends(year * 12, year * 12 + 11);
      if (count) bar("zt-only-year", from + 20, to - 20, 100 - height(count, most), height(count, most));
    });
    months.forEach((count, month) => {
      const [from, to] = ends(month, month);
      if (count) bar("zt-events", from + 4, to - 4, 100 - height(count, most), height(count, most));
    });
    const mostDue = Math.max(1, ...Object.values(dues));
    for (const [month, count] of Object.entries(dues)) {
      const [from, to] = ends(Number(month), Number(month));
      if (count) bar("zt-due", from + 4, to - 4, 0, 0.5 * height(count, mostDue));
    }
    host.replaceChildren(svg);
  }

  labelYears() {
    const host = this.node.querySelector(".zt-years");
    if (!host) return;
    const span = this.last - this.first + 1;
    const count = this.data.years.length;
    const every = Math.max(1, Math.ceil((count * YEAR_LABEL_PX) / Math.max(1, host.clientWidth)));
    const year = Number(this.data.first.slice(0, 4));
    const labels = [];
    for (let at = 0; at < count; at += every) {
      const from = Math.max(0, monthEnd(this.first, at * 12 - 1) - this.first + 1);
      if (span - from < 200 && at) continue; // no room for it at the end
      labels.push(el("span", { style: `left:${(from / span) * 100}%` }, String(year + at)));
    }
    host.replaceChildren(...labels);
  }
}
