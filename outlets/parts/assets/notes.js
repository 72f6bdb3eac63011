// The speaker's notes in a window of their own, for the second screen. It is an empty page of our own
// origin that this script fills, so it works offline and from a file, and keys in it count as well.

// Set by script: no policy for style sheets is in its way, and none has to be loosened.
const NOTES_STYLE = `
  :root { color-scheme: light dark; }
  body { margin: 0; padding: 24px 32px 40px; font: 24px/1.6 "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", system-ui, sans-serif; color: #111; background: #fff; }
  header { display: flex; gap: 32px; align-items: baseline; font-size: 20px; color: #444; font-variant-numeric: tabular-nums; }
  header strong { font-size: 36px; color: #111; }
  h1 { font-size: 30px; line-height: 1.35; margin: 18px 0 8px; }
  p, ul, ol { margin: 8px 0; }
  footer { margin-top: 28px; padding-top: 12px; border-top: 1px solid #999; font-size: 19px; color: #444; }
  button { font: inherit; padding: 4px 20px; margin-right: 12px; min-height: 44px; color: inherit; background: none; border: 1px solid currentColor; border-radius: 4px; cursor: pointer; }
  button:focus-visible { outline: 3px solid #0a5c7a; outline-offset: 2px; }
  @media (prefers-color-scheme: dark) {
    body { color: #f4f1ea; background: #101418; } header, footer { color: #c9c5bb; } header strong { color: #f4f1ea; }
    button:focus-visible { outline-color: #7cc4de; }
  }
`;

class NotesWindow {
  constructor(stage) {
    this.stage = stage;
    this.window = null;
  }

  get isOpen() { return Boolean(this.window && !this.window.closed); }

  get document() { return this.isOpen ? this.window.document : null; }

  // False if the browser refuses a second window.
  open() {
    if (this.isOpen) { this.window.focus(); return true; }
    this.window = window.open("", "zt-notes", "popup,width=920,height=680");
    if (!this.window) return false;
    const sheet = new this.window.CSSStyleSheet();
    sheet.replaceSync(NOTES_STYLE);
    this.window.document.adoptedStyleSheets = [sheet];
    this.render();
    return true;
  }

  close() {
    if (this.isOpen) this.window.close();
    this.window = null;
  }

  render() {
    if (!this.isOpen) return;
    const { stage } = this;
    const { words, chapter, chapters, index } = stage;
    const following = chapters[index + 1];
    const page = this.window.document;
    page.documentElement.lang = tongue(stage.data.language);
    page.title = `${words.notes}: ${stage.data.story.title}`;
    page.body.replaceChildren(
      el("header", {}, el("span", {}, `${index + 1} / ${chapters.length}`),
        el("strong", { class: "zt-elapsed", role: "timer", "aria-label": words.elapsed, "aria-live": "off" }),
        el("span", { class: "zt-now", role: "timer", "aria-label": words.clock, "aria-live": "off" })),
      el("main", { lang: tongue(chapter.language) }, el("h1", {}, chapter.title),
        el("div", {}, fragment(chapter.notes || `<p>${words.noNotes}</p>`))),
      el("footer", {}, el("p", {}, following ? filled(words.nextIs, following) : words.last),
        el("button", { type: "button", onclick: () => stage.go(stage.index - 1) }, words.previous),
        el("button", { type: "button", onclick: () => stage.go(stage.index + 1) }, words.next)));
    this.tick();
  }

  tick() {
    if (!this.isOpen) return;
    const page = this.window.document;
    page.querySelector(".zt-elapsed").textContent = clockText(this.stage.elapsedS);
    page.querySelector(".zt-now").textContent = new Date().toTimeString().slice(0, 5);
  }
}
