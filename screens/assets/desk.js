// The desk beside the map: which stories there are, and the editor of one. What is written is kept by
// the server; a change is sent when a field is left, so that nothing travels while somebody types. Until
// its file is downloaded a draft is also kept by the browser, for a page that is loaded anew.

const deskState = { saved: null, changed: false, place: null, name: null, resumed: null, isShut: false };

window.addEventListener("beforeunload", (event) => { if (deskState.changed) event.preventDefault(); });

export function desk(component) {
  const { data, setTriggerValue } = component;
  const send = (change) => setTriggerValue("change", change);
  const node = root(component, "desk");
  deskKeep(data.draft);
  const again = () => desk(component);
  refill(node, el("h2", {}, data.words.stories), data.refused ? deskRefusal(data.refused) : null,
    ...(data.draft ? deskEditor(data, send) : [deskResumed(data, send, again), ...deskList(data, send)]));
  if (data.file && data.file.n !== deskState.saved) {
    deskState.saved = data.file.n;
    saveFile(data.file.name, data.file.text, "application/toml");
  }
}

const deskButton = (label, focus, act, more = {}) => el("button", { type: "button", "data-focus": focus, onclick: act, ...more }, label);

function deskRefusal([lead, ...rest]) {
  return el("div", { class: "zt-warning", role: "alert" }, el("p", {}, lead), el("ul", {}, rest.map((text) => el("li", {}, text))));
}

function deskList(data, send) {
  const { words } = data;
  const present = (id) => {
    document.documentElement.requestFullscreen?.().catch(() => undefined); // a press allows it, an answer does not
    send({ present: id });
  };
  const story = ({ id, title, summary, count, sound, issues }) => el("li", { class: "zt-told" },
    el("h3", {}, title), el("p", {}, summary), el("p", { class: "zt-quiet" }, `${count} ${words.count}`),
    sound ? null : el("div", { class: "zt-warning" }, el("p", {}, words.faults), el("ul", {}, issues.map((text) => el("li", {}, text)))),
    el("div", { class: "zt-row" },
      sound ? deskButton(words.present, `present-${id}`, () => present(id), { class: "zt-first" }) : null,
      count ? deskButton(words.edit, `edit-${id}`, () => send({ edit: id })) : null));
  return [
    data.stories.length ? el("ul", { class: "zt-stories" }, data.stories.map(story)) : el("p", {}, words.none),
    el("div", { class: "zt-row" }, deskButton(words.create, "create", () => send({ create: true })), deskOpener(data, send)),
  ];
}

// The drafts that the browser keeps: the text of each, by the name of its file.
const DESK_KEPT = "zhengtu.drafts";

function deskDrafts() {
  try {
    const found = JSON.parse(window.localStorage.getItem(DESK_KEPT) ?? "{}");
    return new Map(Object.entries(found).filter(([, text]) => typeof text === "string"));
  } catch { // a browser that keeps nothing, or what is kept is not ours
    return new Map();
  }
}

function deskStore(drafts) {
  try {
    window.localStorage.setItem(DESK_KEPT, JSON.stringify(Object.fromEntries(drafts)));
    return true;
  } catch {
    return false;
  }
}

// Keep the open draft, in a place of its own; one that was saved or shut, or has another name now, is
// kept no more. Where the server has lost the draft, what is kept is all there is of it.
function deskKeep(draft) {
  const isLost = !draft && !deskState.isShut;
  const drafts = deskDrafts();
  const kept = draft?.kept ?? null;
  const isSame = kept !== null && kept.name === deskState.name;
  const held = deskState.place;
  if (held !== null && !isLost && !isSame) drafts.delete(held);
  const place = isSame ? held : kept && deskPlace(kept.name, drafts);
  if (kept) drafts.set(place, kept.text);
  const isKept = (kept || (held !== null && !isLost)) && deskStore(drafts);
  const isHeld = kept !== null && isKept;
  Object.assign(deskState, { place: isHeld ? place : null, name: isHeld ? kept.name : null, resumed: null, changed: Boolean(draft?.changed) && !isKept });
  if (!draft) deskState.isShut = false;
}

// Another page may be writing a story of that name, or have been lost while it was.
function deskPlace(name, drafts) {
  if (name === deskState.resumed || !drafts.has(name)) return name;
  let number = 2;
  while (drafts.has(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}

function deskResumed({ words }, send, again) {
  const drafts = [...deskDrafts()];
  if (!drafts.length) return null;
  const discard = (name) => {
    if (!window.confirm(words.lose_kept)) return;
    const left = deskDrafts();
    left.delete(name);
    deskStore(left);
    again();
  };
  return el("div", { class: "zt-resumed" }, el("p", {}, words.kept), el("ul", {}, drafts.map(([name, text]) => el("li", {},
    el("strong", {}, name), el("div", { class: "zt-row" },
      deskButton(words.resume, `resume-${name}`, () => { deskState.resumed = name; send({ open: { name: `${name}.toml`, text, kept: true } }); }, { class: "zt-first" }),
      deskButton(words.discard, `discard-${name}`, () => discard(name)))))));
}

// A button like the others, with the browser's own choice of files behind it.
function deskOpener({ words }, send) {
  const input = el("input", { type: "file", accept: ".toml", class: "zt-hidden", tabindex: "-1", "aria-hidden": "true", onchange: ({ target }) => deskOpen(target, words, send) });
  return el("span", {}, input, deskButton(words.open, "open", ({ target }) => target.parentElement.querySelector("input").click()));
}

async function deskOpen(input, words, send) {
  const [file] = input.files;
  input.value = "";
  if (!file) return;
  if (file.size > words.largest) { window.alert(words.too_large); return; }
  try {
    send({ open: { name: file.name, text: new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer()) } });
  } catch {
    window.alert(words.not_text);
  }
}

// What the map covers, a little less: where it is shown again, a margin is left around it.
function deskBounds() {
  const map = mapFace()?.map;
  if (!map) return null;
  const bounds = map.getBounds().pad(-0.065);
  return [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
}

function deskEditor(data, send) {
  const { words, draft } = data;
  const shut = () => {
    if (draft.changed && !window.confirm(words.lose)) return;
    deskState.isShut = true;
    send({ shut: true });
  };
  const failing = !draft.savable;
  return [
    el("div", { class: "zt-row" },
      deskButton(words.save, "save", () => send({ save: true }), { class: "zt-first", "aria-disabled": failing ? "true" : null }),
      draft.chapter ? deskButton(words.present, "rehearse", () => {
        document.documentElement.requestFullscreen?.().catch(() => undefined);
        send({ rehearse: true });
      }, { "aria-disabled": failing ? "true" : null }) : null,
      deskButton(words.shut, "shut", shut), el("span", { class: "zt-quiet" }, draft.changed ? words.unsaved : "")),
    el("label", {}, words.file, el("input", { value: draft.id, "data-focus": "story-id", pattern: "[a-z0-9]+(-[a-z0-9]+)*", onchange: ({ target }) => send({ write: ["story", "id", target.value] }) })),
    ...deskTexts(draft.texts, (name, value) => send({ write: ["story", name, value] }), "story", words),
    el("h3", {}, words.chapters),
    draft.chapters.length ? el("ol", { class: "zt-chapters" }, draft.chapters.map((title, at) => el("li", {},
      deskButton(title, `chapter-${at}`, () => send({ choose: at }), { "aria-current": at === draft.at ? "step" : null })))) : el("p", { class: "zt-quiet" }, words.empty),
    el("div", { class: "zt-row" }, deskButton(words.add, "add", () => send({ add: deskBounds() }), { class: "zt-first", "aria-disabled": draft.full ? "true" : null }),
      draft.full ? el("span", {}, words.full) : null,
      draft.undo ? deskButton(words.undo, "undo", () => send({ undo: true })) : null),
    draft.chapter ? deskChapter(data, send) : null,
    el("h3", {}, words.check),
    draft.issues.length ? el("ul", { class: "zt-found" }, draft.issues.map((text) => el("li", {}, text))) : el("p", {}, words.sound),
    el("details", {}, el("summary", { "data-focus": "figures" }, words.figures),
      el("dl", {}, draft.figures.flatMap(([example, about]) => [el("dt", {}, el("code", {}, example)), el("dd", {}, about)]))),
  ];
}

function deskTexts(texts, write, whose, words) {
  return Object.entries(texts).map(([name, value]) => {
    const shared = { "data-focus": `${whose}-${name}`, lang: name.endsWith("_zh") ? "zh-CN" : "en", onchange: ({ target }) => write(name, target.value) };
    const isLong = name.startsWith("text") || name.startsWith("notes");
    const box = isLong ? el("textarea", { ...shared, rows: name.startsWith("text") ? 7 : 3 }, value) : el("input", { ...shared, value });
    return el("label", {}, words.texts[name], box);
  });
}

function deskChapter({ words, draft }, send) {
  const { chapter } = draft;
  const last = draft.chapters.length - 1;
  const off = (isOff) => ({ "aria-disabled": isOff ? "true" : null });
  // With the chapter's name: while an answer is on its way another one may be open on the server.
  const write = (name, value) => send({ write: ["chapter", name, value, chapter.id] });
  return el("section", { class: "zt-written", "data-focus": `of-${chapter.id}`, "aria-label": draft.chapters[draft.at] },
    el("div", { class: "zt-row" },
      deskButton(words.up, "up", () => send({ move: -1 }), off(draft.at === 0)), deskButton(words.down, "down", () => send({ move: 1 }), off(draft.at === last)),
      deskButton(words.remove, "remove", () => send({ remove: chapter.id }))),
    deskButton(words.review, "review", () => send({ review: deskBounds() })),
    ...deskTexts(chapter.texts, write, "chapter", words),
    el("label", {}, words.chart, el("select", { "data-focus": "chart", onchange: ({ target }) => write("chart", target.value) },
      [["", words.no_chart], ...chapter.charts].map(([code, label]) => el("option", { value: code, selected: code === chapter.chart }, label)))),
    el("label", {}, words.compare, el("select", { "data-focus": "compare", onchange: ({ target }) => write("compare", target.value) },
      words.modes.map(([code, label]) => el("option", { value: code, selected: code === chapter.compare }, label)))),
    chapter.since ? dateField("desk-since", { value: chapter.since, min: words.earliest, max: words.latest, label: words.since, language: words.language },
      (day) => write("since", day)) : null,
    el("h4", {}, words.marked),
    chapter.marked.length ? el("ul", { class: "zt-list" }, chapter.marked.map(([id, name]) => el("li", {}, name, " ",
      deskButton("×", `leave-${id}`, () => send({ leave: id }), { "aria-label": words.leave.replace("{name}", name) })))) : null,
    draft.selected ? deskButton(words.point.replace("{name}", draft.selected[1]), "point", () => send({ point: true })) : el("p", { class: "zt-quiet" }, words.hint),
    el("h4", {}, words.preview), el("div", { class: "zt-preview", "data-focus": `preview-${chapter.id}` }, fragment(chapter.preview)));
}
