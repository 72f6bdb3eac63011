// Presenting: a story's chapters beside the map, for a room. Framework-free; in the app and in the
// meeting pack. Whoever mounts it brings the map to a chapter's state and says so by sending its id.
//
// data: { story, chapter, chart, language } ; story null: nobody presents
//   story    { id, title, chapters: [{ id, title, language, html, notes, day, since, chart }] }; `html` and
//            `notes` are safe HTML (layers/story_text.py)
//   chapter  id of the chapter that the map shows
//   chart    { of, charts, words } for the part `charts`: the chart of chapter `of`; or null
// change: { chapter } or { leave: true }

const ZH_PRESENTER = {
  region: "演示", previous: "上一章", next: "下一章", list: "章节", notes: "讲稿", legend: "图例", black: "黑屏",
  full: "全屏", help: "按键", leave: "退出", of: "第 {n} 章，共 {count} 章", elapsed: "已用时间", dark: "已黑屏。按任意键恢复。",
  letters: "启用字母快捷键", close: "关闭", refused: "浏览器没有允许打开讲稿窗口，讲稿显示在下方。", nextIs: "下一章：{title}",
  last: "最后一章", noNotes: "本章没有讲稿。", clock: "时间", now: "截至{day}", between: "{since}到{day}的变化",
  keys: [["→ ↓ PageDown 空格", "下一章（↓ 先滚动长文）"], ["← ↑ PageUp", "上一章"], ["Home End", "第一章、最后一章"], ["B", "黑屏"], ["L", "图例"],
    ["C", "章节列表"], ["S", "讲稿窗口"], ["F", "全屏"], ["?", "按键说明"], ["Esc", "退出演示"], ["Shift + 方向键", "在地图上平移"]],
};
const EN_PRESENTER = {
  region: "Presenting", previous: "Previous chapter", next: "Next chapter", list: "Chapters", notes: "Notes", legend: "Legend", black: "Black",
  full: "Full screen", help: "Keys", leave: "Leave", of: "Chapter {n} of {count}", elapsed: "Elapsed time", dark: "The screen is black. Any key brings it back.",
  letters: "Letters work as shortcuts", close: "Close", refused: "The browser did not allow a window for the notes; they stand below.", nextIs: "Next: {title}",
  last: "Last chapter", noNotes: "This chapter has no notes.", clock: "Time", now: "As of {day}", between: "Changes from {since} to {day}",
  keys: [["→ ↓ PageDown Space", "Next chapter (↓ scrolls a long text first)"], ["← ↑ PageUp", "Previous chapter"], ["Home End", "First and last chapter"], ["B", "Black screen"],
    ["L", "Legend"], ["C", "List of chapters"], ["S", "Window with the notes"], ["F", "Full screen"], ["?", "These keys"], ["Esc", "Leave"], ["Shift + arrows", "Pan the map"]],
};

const ANSWER_MS = 4000; // the map is given this long to follow before another chapter is taken from outside
const SCROLL_PX = 120;
const stages = new WeakMap(); // one for each root on the page

export function presenter(component) {
  const node = root(component, "presenter");
  const { data } = component;
  if (!data.story) { stages.get(node)?.close(); return; }
  if (!stages.has(node)) stages.set(node, new Stage(node));
  stages.get(node).update(data, (change) => component.setTriggerValue("change", change));
}

// The frame that holds the map, in the app and in the meeting pack.
const mapFrame = () => document.querySelector('iframe[src*="streamlit_folium"], iframe.zt-frame');

const filled = (text, fields) => text.replace(/\{(\w+)\}/g, (_, name) => String(fields[name]));

// Safe HTML, as nodes.
function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return template.content;
}

const tongue = (language) => (language === "zh" ? "zh-CN" : "en");

class Stage {
  constructor(node) {
    this.node = node;
    this.isOpen = false;
    this.wanted = null; // the chapter that was asked for and not shown yet
    this.letters = true;
    this.heard = new Set(); // documents whose keys are listened to
    this.notes = new NotesWindow(this);
    this.press = (event) => this.key(event);
    document.addEventListener("fullscreenchange", () => this.fullscreenChanged());
    window.addEventListener("pagehide", () => this.notes.close());
  }

  get words() { return this.data.language === "zh" ? ZH_PRESENTER : EN_PRESENTER; }

  get chapters() { return this.data.story.chapters; }

  get chapter() { return this.chapters[this.index]; }

  get elapsedS() { return Math.floor((Date.now() - this.since) / 1000); }

  update(data, send) {
    const isNew = !this.isOpen || this.data.story.id !== data.story.id;
    this.data = data;
    this.send = send;
    if (this.wanted && (data.chapter === this.wanted.id || Date.now() - this.wanted.since > ANSWER_MS)) this.wanted = null;
    if (isNew) this.wanted = null;
    if (!this.wanted) this.index = Math.max(0, this.chapters.findIndex(({ id }) => id === data.chapter));
    if (isNew) this.open();
    this.index = Math.min(this.index, this.chapters.length - 1);
    this.listen();
    this.render();
    if (isNew && navigator.userActivation?.hasBeenActive !== false) this.node.querySelector("h2").focus({ preventScroll: true });
  }

  open() {
    this.isOpen = true;
    this.since = Date.now();
    this.isFull = Boolean(document.fullscreenElement);
    document.documentElement.dataset.presenting = "";
    clearInterval(this.ticking);
    this.ticking = setInterval(() => this.tick(), 1000);
  }

  close() {
    if (!this.isOpen) return;
    this.isOpen = false;
    clearInterval(this.ticking);
    delete document.documentElement.dataset.presenting;
    for (const heard of this.heard) heard.removeEventListener("keydown", this.press, true);
    this.heard.clear();
    this.notes.close();
    if (this.isFull && document.fullscreenElement) document.exitFullscreen();
    this.isFull = false;
    this.node.replaceChildren();
  }

  leave() {
    this.send({ leave: true });
    this.close();
  }

  // Keys count wherever the focus is: on the page, in the map's frame, in the window of the notes.
  listen() {
    for (const heard of [document, mapFrame()?.contentDocument, this.notes.document]) {
      if (!heard || this.heard.has(heard)) continue;
      heard.addEventListener("keydown", this.press, true);
      this.heard.add(heard);
    }
  }

  go(index) {
    const next = Math.max(0, Math.min(this.chapters.length - 1, index));
    if (next === this.index) return;
    this.index = next;
    this.wanted = { id: this.chapter.id, since: Date.now() };
    this.isAside = false;
    this.send({ chapter: this.chapter.id });
    this.render();
    this.node.querySelector(".zt-chapter").scrollTop = 0;
  }

  key(event) {
    if (!this.isOpen || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target } = event;
    const isTurn = event.key === "PageDown" || event.key === "PageUp"; // what the remote of a presenter sends
    if (target.closest?.("input, textarea, select, [role=slider], .zt-card, .zt-chooser") && !isTurn) return;
    if (target.closest?.(".zt-legend, .zt-figure") && /^Arrow(Up|Down)$/.test(event.key)) return;
    if (this.isBlack) { this.setBlack(false); event.preventDefault(); event.stopPropagation(); return; }
    if (this.node.querySelector("dialog[open]")) {
      if (event.key === "?") this.toggle("help");
      return;
    }
    const act = this.action(event);
    if (!act) return;
    event.preventDefault();
    event.stopPropagation(); // the map would pan
    act();
  }

  action(event) {
    const steps = {
      ArrowRight: () => this.go(this.index + 1), ArrowLeft: () => this.go(this.index - 1),
      PageDown: () => this.go(this.index + 1), PageUp: () => this.go(this.index - 1),
      ArrowDown: () => this.scroll(1), ArrowUp: () => this.scroll(-1),
      Home: () => this.go(0), End: () => this.go(this.chapters.length - 1), Escape: () => this.leave(), "?": () => this.toggle("help"),
    };
    if (event.key === " " && !event.target.closest?.("button, summary, a")) return () => this.go(this.index + (event.shiftKey ? -1 : 1));
    if (event.shiftKey && event.key.startsWith("Arrow")) return null; // pans the map
    if (event.key in steps) return steps[event.key];
    const letters = {
      b: () => this.setBlack(true), ".": () => this.setBlack(true), l: () => this.toggleLegend(), c: () => this.toggle("list"),
      s: () => this.openNotes(), f: () => this.toggleFullscreen(), h: () => this.toggle("help"),
    };
    return this.letters ? letters[event.key.toLowerCase()] : null;
  }

  // A text longer than the screen is read before the chapter is turned.
  scroll(way) {
    const body = this.node.querySelector(".zt-chapter");
    const left = way > 0 ? body.scrollHeight - body.clientHeight - body.scrollTop : body.scrollTop;
    if (left > 1) body.scrollTop += way * SCROLL_PX;
    else this.go(this.index + way);
  }

  setBlack(isBlack) {
    this.isBlack = isBlack;
    this.render();
    if (isBlack) this.node.querySelector(".zt-black").focus();
    else this.node.querySelector('[data-focus="black"]').focus();
  }

  // A chart lies over the legend: it steps aside for it.
  toggleLegend() {
    const legend = mapFrame()?.contentDocument?.querySelector(".zt-legend > button");
    if (!legend) return;
    legend.click();
    this.isAside = legend.getAttribute("aria-expanded") === "true";
    this.render();
  }

  toggle(name) {
    const dialog = this.node.querySelector(`dialog.zt-${name}`);
    if (dialog.open) dialog.close();
    else dialog.showModal();
  }

  openNotes() {
    this.notesHere = !this.notes.open();
    this.listen();
    this.render();
  }

  async toggleFullscreen() {
    try {
      if (document.fullscreenElement) { this.isFull = false; await document.exitFullscreen(); } else await document.documentElement.requestFullscreen();
    } catch (refused) {
      console.warn("Full screen was refused", refused);
    }
  }

  // Escape never reaches a page in full screen: that the screen is given back says it.
  fullscreenChanged() {
    if (!this.isOpen) return;
    const wasFull = this.isFull;
    this.isFull = Boolean(document.fullscreenElement);
    if (wasFull && !this.isFull) this.leave();
  }

  tick() {
    const time = this.node.querySelector(".zt-elapsed");
    if (time) time.textContent = clockText(this.elapsedS);
    this.notes.tick();
  }

  render() {
    const { words, chapter, chapters, index } = this;
    const place = filled(words.of, { n: index + 1, count: chapters.length });
    refill(this.node, el("section", { class: "zt-stage", "aria-label": `${words.region}: ${this.data.story.title}`, lang: tongue(this.data.language) },
      el("header", {}, el("h1", { class: "zt-story" }, this.data.story.title),
        el("p", { class: "zt-place" }, el("span", { "aria-hidden": "true" }, `${index + 1} / ${chapters.length}`), el("span", { class: "zt-hidden" }, place)),
        el("span", { class: "zt-elapsed", role: "timer", "aria-label": words.elapsed, "aria-live": "off" }, clockText(this.elapsedS))),
      el("div", { class: "zt-progress", "aria-hidden": "true" }, el("i", { style: `width:${(100 * (index + 1)) / chapters.length}%` })),
      el("div", { class: "zt-chapter", tabindex: "0", "aria-label": place, role: "group", lang: tongue(chapter.language) },
        el("h2", { tabindex: "-1" }, chapter.title), el("p", { class: "zt-day" }, filled(chapter.since ? words.between : words.now, chapter)),
        el("div", { class: "zt-words", "data-focus": `words-${chapter.id}` }, fragment(chapter.html)),
        el("div", { class: "zt-figure", hidden: this.isAside, "data-focus": `figure-${chapter.id}` }, this.figure()), this.notesBelow()),
      this.buttons(),
      el("p", { class: "zt-hidden", role: "status", "aria-live": "polite" }, `${place}: ${chapter.title}`),
      this.list(), this.help(),
      el("button", { type: "button", class: "zt-black", hidden: !this.isBlack, "aria-label": words.dark, "data-focus": "dark", onclick: () => this.setBlack(false) })));
    this.notes.render();
  }

  figure() {
    const { chart } = this.data;
    if (!this.chapter.chart || !chart || chart.of !== this.chapter.id) return null;
    const slot = el("div", {});
    charts({ data: chart, parentElement: slot });
    return slot;
  }

  notesBelow() {
    if (!this.notesHere) return null;
    return el("aside", { class: "zt-notes" }, el("p", { class: "zt-quiet" }, this.words.refused), fragment(this.chapter.notes || `<p>${this.words.noNotes}</p>`));
  }

  buttons() {
    const { words, index, chapters } = this;
    const button = (name, act, more = {}) => el("button", {
      type: "button", "data-focus": name, "aria-label": words[name], title: words[name], onclick: act, ...more,
    }, icon(name), el("span", { class: "zt-word" }, words[name]));
    return el("nav", { class: "zt-steps", "aria-label": words.region },
      el("div", { class: "zt-turn" },
        button("previous", () => this.go(this.index - 1), { "aria-disabled": index === 0 ? "true" : null }),
        button("next", () => this.go(this.index + 1), { "aria-disabled": index === chapters.length - 1 ? "true" : null })),
      button("list", () => this.toggle("list")), button("notes", () => this.openNotes()),
      button("legend", () => this.toggleLegend()), button("black", () => this.setBlack(true)),
      button("full", () => this.toggleFullscreen()), button("help", () => this.toggle("help")),
      button("leave", () => this.leave()));
  }

  list() {
    return el("dialog", { class: "zt-list", "aria-label": this.words.list },
      el("h3", {}, this.words.list),
      el("ol", {}, this.chapters.map(({ id, title, language }, at) => el("li", {}, el("button", {
        type: "button", lang: tongue(language), "aria-current": at === this.index ? "step" : null, "data-focus": `to-${id}`,
        onclick: () => { this.toggle("list"); this.go(at); },
      }, title)))), this.shut("list"));
  }

  help() {
    const { words } = this;
    return el("dialog", { class: "zt-help", "aria-label": words.help },
      el("h3", {}, words.help),
      el("dl", {}, words.keys.flatMap(([keys, what]) => [el("dt", {}, keys), el("dd", {}, what)])),
      el("label", {}, el("input", { type: "checkbox", checked: this.letters, "data-focus": "letters", onchange: ({ target }) => { this.letters = target.checked; } }), words.letters),
      this.shut("help"));
  }

  shut(name) { return el("button", { type: "button", class: "zt-done", "data-focus": `shut-${name}`, onclick: () => this.toggle(name) }, this.words.close); }
}

// Drawn, because no type is sure to have these signs.
const ICONS = {
  previous: "M12 4 6 10l6 6", next: "M8 4l6 6-6 6", list: "M3 5h1M7 5h10M3 10h1M7 10h10M3 15h1M7 15h10", notes: "M4 16l1-4 9-9 3 3-9 9zM12 5l3 3",
  legend: "M3 4h5v4H3zM11 6h6M3 12h5v4H3zM11 14h6", black: "M2 4h16v11H2zM2 4l16 11", full: "M3 8V3h5M12 3h5v5M17 12v5h-5M8 17H3v-5",
  help: "M7 7a3 3 0 1 1 4 3c-1 .5-1 1-1 2M10 15v1", leave: "M4 4l12 12M16 4 4 16",
};

function icon(name) {
  return svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "zt-icon" }, svg("path", { d: ICONS[name] }));
}

function clockText(seconds) {
  const two = (number) => String(number).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
