// The style comes with the script: no part of the map ever stands there without it.
"use strict";
(() => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(window.zhengtuStyle);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
})();
