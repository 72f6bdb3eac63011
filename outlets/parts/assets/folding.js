// What folds and opens alike in the app and in the meeting pack: the key figures, and the menu in the bar.

// Where the window is small the key figures are numbers alone; their words unfold over the map.
export function toggleFigures(event) {
  const page = document.documentElement;
  const open = page.dataset.figures !== "open";
  page.dataset.figures = open ? "open" : "folded";
  event.target.closest("button").setAttribute("aria-expanded", String(open));
}

// The menu closes as menus do: by Escape, or by a press anywhere else.
function closeMenu(event) {
  const menu = document.querySelector(".zt-menu[open]");
  const away = event.type === "keydown" ? event.key === "Escape" : !menu?.contains(event.target);
  if (!menu || !away) return;
  menu.open = false;
  if (event.type === "keydown") menu.querySelector("summary").focus();
}
document.addEventListener("keydown", closeMenu);
document.addEventListener("pointerdown", closeMenu);
