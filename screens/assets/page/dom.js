// Building blocks for the page's parts. Text always arrives as text nodes: nothing from data is markup.

export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, "");
    else node.setAttribute(name, value);
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
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

// Fill a node again, keeping the keyboard where it was (by data-focus) and the scroll position.
export function refill(node, ...children) {
  const kept = document.activeElement && node.contains(document.activeElement)
    ? document.activeElement.dataset.focus : null;
  const scroll = node.scrollTop;
  node.replaceChildren(...children.flat().filter(Boolean));
  node.scrollTop = scroll;
  if (kept) node.querySelector(`[data-focus="${CSS.escape(kept)}"]`)?.focus();
}
