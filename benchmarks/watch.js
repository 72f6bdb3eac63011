// Runs in every page under test before its own scripts: says when what was asked for is on screen.
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
  const textOf = (selector) => { const part = document.querySelector(selector); return part && part.textContent; };
  // What a filter change makes different, part by part; null for a part that is not there yet.
  const parts = {
    // Our map counts what it has painted.
    ours: () => { const frame = mapFrame(); return [(frame && frame.zhengtu && frame.zhengtu.painted) || null]; },
    // The usual map is a new one each time; `window.map` is set once all of it has been drawn.
    usual: () => { const frame = mapFrame(); return [frame && frame.map ? numberOf(frame.map) : null]; },
    // Without a map the page has answered when all that speaks of the selection does.
    ours_without_map: () => [".zt-filters", ".zt-tiles"].map(textOf),
    empty: () => [textOf("[data-testid=stMarkdown]")],
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
    first: (app) => until(() => parts[app]().every((part) => part !== null)),
    // Time from a click to the picture that answers it [ms].
    async change(app, selector) {
      const before = parts[app]();
      const from = performance.now();
      document.querySelector(selector).click();
      const shown = await until(() => parts[app]().every((part, at) => part !== null && part !== before[at]));
      return shown - from;
    },
    isResting: () => { const page = document.querySelector("[data-testid=stApp]"); return page !== null && page.dataset.testScriptState === "notRunning"; },
  };
})();
