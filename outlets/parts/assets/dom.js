// Building blocks for the page's parts. Text always arrives as text nodes: nothing from data is markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) listen(node, name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

// Handlers hang on the node itself, so that a node on screen can take over those of its successor;
// they read from `event.target`, never from a node that they were made with.
function listen(node, type, handler) {
  node.zt ??= {};
  if (!(type in node.zt)) node.addEventListener(type, (event) => node.zt[type]?.(event));
  node.zt[type] = handler;
}

// Hand a file to the browser, which keeps its bytes only until every browser has taken it.
export function saveFile(name, content, type) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  el("a", { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

// The part's root is made once and filled again on every message, so that the page does not jump.
export function root(component, name) {
  const host = component.parentElement;
  let node = host.querySelector(`:scope > .zt-${name}`);
  if (!node) {
    node = el("div", { class: `zt-${name}` });
    host.append(node);
  }
  return node;
}

// A card that shows something new takes the keyboard to its heading; Escape closes it and gives the
// keyboard back to what opened it.
export function follow(node, id, close) {
  if (node.dataset.shows !== id) {
    const opener = node.dataset.shows === undefined && !node.contains(document.activeElement)
      ? document.activeElement?.dataset?.focus : node.zt?.opener;
    node.dataset.shows = id;
    node.zt = { ...node.zt, opener };
    const heading = node.querySelector("h2");
    heading.tabIndex = -1;
    const asked = navigator.userActivation?.hasBeenActive ?? true; // not when a link was opened
    if (asked && document.activeElement?.tagName !== "IFRAME") heading.focus({ preventScroll: true });
  }
  node.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    close();
    const { opener } = node.zt;
    if (opener) document.querySelector(`[data-focus="${CSS.escape(opener)}"]`)?.focus();
  };
}

// Fill a node again. Nodes that still fit stay where they are and take over what has changed: a click
// that began before an answer came is not lost, nor are keyboard, scroll position and half-typed text.
export function refill(node, ...children) {
  const kept = document.activeElement && node.contains(document.activeElement)
    ? document.activeElement.dataset.focus : null;
  patchChildren(node, children.flat().filter(Boolean));
  if (kept && document.activeElement?.dataset.focus !== kept) {
    node.querySelector(`[data-focus="${CSS.escape(kept)}"]`)?.focus();
  }
}

function patchChildren(node, next) {
  const old = [...node.childNodes];
  next.forEach((child, index) => {
    if (index < old.length) patch(old[index], child);
    else node.append(child);
  });
  for (const child of old.slice(next.length)) child.remove();
}

function patch(node, next) {
  if (!isAlike(node, next)) node.replaceWith(next);
  else if (node.nodeType === Node.TEXT_NODE) {
    if (node.data !== next.data) node.data = next.data;
  } else {
    patchAttributes(node, next);
    for (const type of Object.keys(node.zt ?? {})) node.zt[type] = next.zt?.[type];
    for (const [type, handler] of Object.entries(next.zt ?? {})) listen(node, type, handler);
    patchChildren(node, [...next.childNodes]);
    patchValue(node, next);
  }
}

function isAlike(node, next) {
  return node.nodeName === next.nodeName
    && node.dataset?.focus === next.dataset?.focus && node.type === next.type;
}

function patchAttributes(node, next) {
  for (const name of node.getAttributeNames()) {
    if (!next.hasAttribute(name) && name !== "open") node.removeAttribute(name); // the reader's fold
  }
  for (const name of next.getAttributeNames()) {
    const value = next.getAttribute(name);
    if (node.getAttribute(name) !== value && name !== "open") node.setAttribute(name, value);
  }
}

// What a reader has chosen or typed outlives the attributes that say what is chosen: it is set by itself.
function patchValue(node, next) {
  if (node.type === "checkbox" || node.type === "radio") node.checked = next.checked;
  else if (node.matches("input, textarea, select") && (node.readOnly || node !== document.activeElement)) {
    if (node.value !== next.value) node.value = next.value;
  }
}
