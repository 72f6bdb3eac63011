// Runs in every page under test before its own scripts: says when what was asked for is on screen.
// `window.shownToken` (set by the benchmark) returns something that changes when it is, or null.
"use strict";
(() => {
  if (window !== window.top) return;
  const numbers = new WeakMap();
  let last = 0;
  const numberOf = (thing) => {
    if (!numbers.has(thing)) numbers.set(thing, (last += 1));
    return numbers.get(thing);
  };
  const mapFrame = () => {
    const frame = document.querySelector("iframe[src*='streamlit_folium']");
    return frame && frame.contentDocument && frame.contentWindow;
  };
  const tokens = {
    // Our map counts what it has painted.
    ours: () => { const frame = mapFrame(); return (frame && frame.zhengtu && frame.zhengtu.painted) || null; },
    // The usual map is a new one each time; `window.map` is set once all of it has been drawn.
    usual: () => { const frame = mapFrame(); return frame && frame.map ? numberOf(frame.map) : null; },
    // The key figures are the last thing on the page without a map that a filter changes.
    ours_without_map: () => { const tiles = document.querySelector("ul.zt-tiles"); return tiles && document.querySelector(".zt-filters input") ? tiles.textContent : null; },
    empty: () => { const text = document.querySelector("[data-testid=stMarkdown]"); return text ? text.textContent : null; },
  };

  // Look often, and count the frame in which the browser shows it.
  const until = (isThere) => new Promise((resolve) => {
    const look = () => {
      if (isThere()) requestAnimationFrame(() => setTimeout(() => resolve(performance.now()), 0));
      else setTimeout(look, 2);
    };
    look();
  });

  window.benchmark = {
    // Time from the start of the navigation to the first picture [ms].
    first: (app) => until(() => tokens[app]() !== null),
    // Time from a click to the picture that answers it [ms].
    async change(app, selector) {
      const before = tokens[app]();
      const from = performance.now();
      document.querySelector(selector).click();
      const shown = await until(() => { const now = tokens[app](); return now !== null && now !== before; });
      return shown - from;
    },
    isResting: () => { const page = document.querySelector("[data-testid=stApp]"); return page !== null && page.dataset.testScriptState === "notRunning"; },
  };
})();
