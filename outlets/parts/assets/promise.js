// The card of one commitment: its target, and every record tied to it.

export function promise(component) {
  const { data, setTriggerValue } = component;
  const { words } = data;
  const send = (change) => setTriggerValue("change", change);
  const node = root(component, "card");
  refill(node,
    el("header", {}, el("p", { class: "zt-kind" }, data.kind), el("h2", {}, data.name),
      el("button", {
        type: "button", class: "zt-close", "aria-label": words.close, title: words.close,
        "data-focus": "close", onclick: () => send({ close: true }),
      }, "×")),
    el("p", {}, data.summary), facts(data.facts),
    data.notes ? el("section", {}, el("h3", {}, words.notes), el("p", {}, data.notes)) : null,
    data.groups.length ? data.groups.map((group) => section(group.title,
      group.answers.map((answer) => el("li", {}, answer.id ? el("button", {
        type: "button", class: "zt-open", "data-focus": `answer-${answer.id}`,
        onclick: () => send({ select: answer.id }),
      }, answer.name) : answer.name, el("span", { class: "zt-quiet" },
        ` ${[answer.located, answer.note].filter(Boolean).join(" · ")}`))), "ul"))
      : el("p", { class: "zt-quiet" }, words.none));
  follow(node, data.name, () => send({ close: true }));
}
