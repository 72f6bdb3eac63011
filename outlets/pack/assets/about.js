// What this file is, what may be done with it, and what the map does not know.
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
      el("h2", {}, say("findings")), facts.findings.length ? list(facts.findings.map(pick)) : el("p", {}, say("none"))),
    fragment(facts.about[P.words.language])); // made of escaped texts by the server that made the pack
  }

  function notices(facts) {
    const review = facts.index.notice ? say("review", { number: facts.index.notice }) : say("unreviewed");
    return [review, say("boundary"), say("stale")];
  }

  P.about = { about };
})(Pack);
