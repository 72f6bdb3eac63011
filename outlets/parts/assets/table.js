// A paged, sortable table; sorting and paging happen in Python, which sends one page.

export function table(component) {
  const { data, setTriggerValue } = component;
  const { words } = data;
  const send = (change) => setTriggerValue("change", change);
  const node = root(component, "table");
  refill(node,
    el("p", { class: "zt-total" }, data.caption),
    el("div", { class: "zt-scroll", tabindex: "0", role: "region", "aria-label": data.label },
      el("table", {}, el("caption", { class: "zt-hidden" }, data.label),
        el("thead", {}, el("tr", {}, data.columns.map((column) => heading(column, data, send)))),
        el("tbody", {}, data.rows.map((row) => line(row, data, send))))),
    data.rows.length ? null : el("p", { class: "zt-empty" }, words.empty),
    pager(data, words, send));
}

function heading(column, data, send) {
  const sorted = data.sort.column === column.id;
  const direction = data.sort.descending ? "descending" : "ascending";
  return el("th", { scope: "col", "aria-sort": sorted ? direction : null },
    el("button", {
      type: "button", "data-focus": `sort-${column.id}`,
      onclick: () => send({ sort: column.id, descending: sorted && !data.sort.descending }),
    }, column.label, el("span", { "aria-hidden": "true" },
      sorted ? (data.sort.descending ? " ▼" : " ▲") : "")));
}

function line(row, data, send) {
  const current = row.id === data.selected;
  const cells = row.cells.map((text, index) => {
    const column = data.columns[index];
    if (index > 0) {
      return el("td", { class: column.kind === "text" ? null : `zt-${column.kind}` }, text);
    }
    return el("th", { scope: "row" }, el("button", {
      type: "button", class: "zt-open", "data-focus": `row-${row.id}`,
      onclick: (event) => { event.stopPropagation(); send({ select: row.id }); },
    }, text));
  });
  return el("tr", {
    "aria-current": current ? "true" : null, onclick: () => send({ select: row.id }),
  }, cells);
}

function pager(data, words, send) {
  const last = Math.max(1, Math.ceil(data.total / data.size));
  if (last === 1) return null;
  const step = (label, page, focus) => el("button", {
    type: "button", "data-focus": focus, disabled: page < 1 || page > last,
    onclick: () => send({ page }),
  }, label);
  return el("nav", { class: "zt-pager", "aria-label": words.pages },
    step(words.previous, data.page - 1, "previous"),
    el("span", {}, `${data.page} / ${last}`),
    step(words.next, data.page + 1, "next"));
}
