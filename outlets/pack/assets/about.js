// What this file is, what may be done with it, and where its data come from.
"use strict";
((P) => {
  const { say, pick } = P.words;

  function about(node, selection) {
    const { facts } = selection.index;
    const list = (items) => el("ul", {}, items.map((item) => el("li", {}, item)));
    refill(node, el("div", { class: "zt-about" },
      el("h2", {}, say("aboutFile")), el("p", {}, say("aboutOffline")),
      el("dl", {}, [["madeOn", facts.made], ["version", facts.version]].flatMap(([word, value]) => [el("dt", {}, say(word)), el("dd", {}, value)])),
      el("p", {}, el("button", { type: "button", class: "zt-button", "data-focus": "manifest", onclick: () => P.downloads.saveManifest(facts) }, say("manifest"))),
      el("h2", {}, say("aboutNotices")), list(notices(facts)),
      el("h2", {}, say("findings")), facts.findings.length ? list(facts.findings.map(pick)) : el("p", {}, say("none")),
      el("h2", {}, say("aboutData")), facts.layers.map((layer) => ofLayer(layer))));
  }

  function notices(facts) {
    const review = facts.index.notice ? say("review", { number: facts.index.notice }) : say("unreviewed");
    const placed = (wanted) => facts.layers.flatMap(({ features }) => features).filter(({ properties }) => properties.placement === wanted).length;
    const gaps = say("gaps", { approximate: placed("approximate"), unlocated: placed("unlocated") });
    return [review, say("boundary"), say("partial"), gaps, say("stale"), say("dataLicence")];
  }

  function ofLayer(layer) {
    const sources = Object.values(layer.sources).map(([zh, en, url]) => el("li", {}, url
      ? el("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, pick([zh, en])) : pick([zh, en])));
    return el("details", { "data-layer": layer.id },
      el("summary", {}, `${pick(layer.title)} · ${say("records")} ${layer.features.length}`),
      el("p", {}, pick(layer.summary)), sources.length ? el("ul", {}, sources) : null);
  }

  P.about = { about, notices };
})(Pack);
