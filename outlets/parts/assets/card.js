// The card of one record: everything known of it, and how sure we are.

export function card(component) {
  const { data, setTriggerValue } = component;
  const node = root(component, "card");
  const { words } = data;
  const send = (change) => setTriggerValue("change", change);
  refill(node,
    el("header", {}, el("p", { class: "zt-kind" }, data.kind), el("h2", {}, data.name),
      data.other_name ? el("p", { class: "zt-other", lang: data.other_language }, data.other_name)
        : null,
      el("button", {
        type: "button", class: "zt-close", "aria-label": words.close, title: words.close,
        "data-focus": "close", onclick: () => send({ close: true }),
      }, "×")),
    el("p", { class: `zt-status zt-status-${data.status.code}` },
      el("strong", {}, data.status.label),
      data.status.note ? el("span", { class: data.status.stale ? "zt-stale" : null },
        data.status.note) : null),
    data.warnings.map((text) => el("p", { class: "zt-warning" }, text)),
    data.located ? el("button", {
      type: "button", class: "zt-go", "data-focus": "go", onclick: () => send({ go: true }),
    }, words.go) : null,
    facts(data.facts),
    section(words.promises, data.promises.map((promise) => el("li", {},
      el("button", {
        type: "button", class: "zt-open", "data-focus": `promise-${promise.id}`,
        onclick: () => send({ promise: promise.id }),
      }, promise.text), el("span", { class: "zt-quiet" }, ` ${promise.note}`))), "ul"),
    section(words.timeline, data.events.map(event), "ol"),
    section(words.figures, data.figures.map((figure) => el("li", {},
      el("span", {}, `${figure.label}: `), el("strong", {}, figure.value),
      figure.note ? el("span", { class: "zt-quiet" }, ` ${figure.note}`) : null)), "ul"),
    data.notes ? el("section", {}, el("h3", {}, words.notes), el("p", {}, data.notes)) : null,
    section(words.sources, data.sources.map((source) => el("li", { lang: source.language },
      cite(source))), "ul"),
    correction(data.correction, words));
  follow(node, data.name, () => send({ close: true }));
}

function facts(rows) {
  return el("dl", {}, rows.flatMap(([term, value]) => [el("dt", {}, term), el("dd", {}, value)]));
}

function section(title, items, tag) {
  if (!items.length) return null;
  return el("section", {}, el("h3", {}, title), el(tag, { class: "zt-list" }, items));
}

function event(entry) {
  return el("li", { class: entry.after ? "zt-later" : null },
    el("time", {}, entry.date), " ", el("strong", {}, entry.status),
    el("span", { class: "zt-quiet" }, ` ${entry.basis}`),
    entry.note ? el("div", {}, entry.note) : null,
    el("div", { class: "zt-quiet", lang: entry.source.language }, cite(entry.source)));
}

function cite(source) {
  return source.url
    ? el("a", { href: source.url, target: "_blank", rel: "noopener noreferrer" }, source.title)
    : source.title;
}

function correction(text, words) {
  const area = el("textarea", { readonly: true, rows: 9, "aria-label": words.correction });
  area.value = text;
  const save = el("button", {
    type: "button", "data-focus": "save-correction",
    onclick: () => saveFile("zhengtu-correction.txt", text, "text/plain;charset=utf-8"),
  }, words.save);
  const copy = el("button", {
    type: "button", onclick: async (click) => {
      click.target.closest("details").querySelector("textarea").select();
      try { await navigator.clipboard.writeText(text); } catch { document.execCommand("copy"); }
      click.target.textContent = words.copied;
    },
  }, words.copy);
  return el("details", {}, el("summary", { "data-focus": "correction" }, words.correction),
    el("p", { class: "zt-quiet" }, words.correction_hint), area,
    el("div", { class: "zt-row" }, copy, save));
}
