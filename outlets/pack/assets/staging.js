// Stories in the pack: a chapter as the reader's view, where the map flies for it, and the list of stories.
"use strict";
((P) => {
  const { say } = P.words;
  const WHOLE_CITY = [112.68, 34.24, 114.25, 34.99]; // where a chapter goes that names no place

  const storiesOf = (facts) => facts.stories[P.words.language];
  const storyNamed = (facts, id) => storiesOf(facts).find((story) => story.id === id) ?? null;

  // What a view shows that names a story: the chapter's own view; and what does not exist.
  function staged(view, { facts, address }) {
    if (view.story === null) return { view: { ...view, chapter: null }, missing: [] };
    const story = storyNamed(facts, view.story);
    if (!story) return { view: { ...view, story: null, chapter: null }, missing: [{ parameter: "story", value: view.story }] };
    const chapter = view.chapter === null ? story.chapters[0] : story.chapters.find(({ id }) => id === view.chapter);
    const shown = chapter ?? story.chapters[0];
    // What a chapter without a date says was worked out when the pack was made: it shows that day.
    const own = address.decode(`?${new URLSearchParams({ at: facts.made, ...shown.view })}`).view;
    return {
      view: { ...own, story: story.id, chapter: shown.id, selected: view.selected, language: view.language },
      missing: chapter ? [] : [{ parameter: "chapter", value: view.chapter }],
    };
  }

  function chapterOf(view, facts) {
    const story = view.story === null ? null : storyNamed(facts, view.story);
    return story ? story.chapters.find(({ id }) => id === view.chapter) : null;
  }

  // What the map points at in a chapter, and where it flies; `n` counts the wishes.
  function directions({ marked, place, bounds }, n) {
    const move = place && !bounds ? { place, fly: true, n } : { bounds: bounds ?? WHOLE_CITY, fly: true, n };
    return { marked: { ids: marked, n }, move };
  }

  function stage(selection) {
    const { view } = selection;
    const { facts } = selection.index;
    const chapter = chapterOf(view, facts);
    if (!chapter) return { story: null };
    return { story: storyNamed(facts, view.story), chapter: chapter.id, language: view.language, chart: chart(chapter, selection) };
  }

  function chart({ id, chart: wanted }, selection) {
    if (!wanted) return null;
    const whole = P.graphs.graphs(selection);
    return { ...whole, of: id, charts: whole.charts.filter((one) => one.id === wanted) };
  }

  function list(node, selection, present) {
    refill(node, el("div", { class: "zt-about zt-stories" },
      el("h2", {}, say("stories")), el("p", { class: "zt-quiet" }, say("storiesHint")),
      storiesOf(selection.index.facts).map(({ id, title, summary, chapters }) => el("section", { "data-story": id },
        el("h3", {}, title), summary ? el("p", {}, summary) : null,
        el("button", { type: "button", class: "zt-button", "data-focus": `present-${id}`, onclick: () => present(id, null) }, say("present")),
        el("ol", {}, chapters.map((chapter) => el("li", {}, el("button", {
          type: "button", class: "zt-open", "data-focus": `chapter-${id}-${chapter.id}`, lang: chapter.language === "zh" ? "zh-CN" : "en",
          onclick: () => present(id, chapter.id),
        }, chapter.title))))))));
  }

  P.staging = { staged, chapterOf, directions, stage, list };
})(Pack);
