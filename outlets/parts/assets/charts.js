// Charts as SVG with the same dash and fill that the map uses; each has its numbers as a table.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 760; // of a drawing, in its own units
const NARROW_PX = 700; // in a window up to this wide, rows are drawn as wide as it is

export function charts(component) {
  const { data } = component;
  const node = root(component, "charts");
  const room = window.innerWidth < NARROW_PX ? node.clientWidth : 0;
  refill(node, data.charts.map((chart) => {
    const drawing = chart.kind === "stack" ? stack(chart, room || WIDTH) : bars(chart);
    return el("figure", { class: room && chart.kind === "stack" ? "zt-narrow" : null }, el("figcaption", {}, el("h2", {}, chart.title),
      chart.note ? el("p", { class: "zt-quiet" }, chart.note) : null), drawing,
    numbers(chart, data.words));
  }));
}

function svg(tag, attributes, ...children) {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function frame(width, height, chart, ...children) {
  return svg("svg", {
    viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": chart.title,
  }, ...children);
}

// Rows of stacked counts: one row a district, one part a status.
function stack(chart, width) {
  const [row, left] = [24, width < WIDTH ? 10 + Math.max(...chart.rows.map((r) => textWidth(r.label))) : 150];
  const most = Math.max(1, ...chart.rows.map((r) => r.values.reduce((a, b) => a + b, 0)));
  const scale = (width - left - 50) / most;
  const defs = svg("defs", {}, ...chart.series.map((series, index) => pattern(chart, series, index)));
  const wide = ({ label: text }) => 44 + textWidth(text);
  const whole = chart.series.reduce((sum, series) => sum + wide(series), 0);
  const from = left + whole <= width ? left : 2;
  let [next, top] = [from, 4];
  const legend = chart.series.flatMap((series, index) => {
    if (next + wide(series) - 20 > width && next > from) [next, top] = [from, top + 20];
    const x = next;
    next += wide(series);
    return [part(chart, index, x, top, 18, 12), label(series.label, x + 23, top + 10)];
  });
  const rows = chart.rows.flatMap((r, line) => {
    const y = top + 26 + line * row;
    let x = left;
    const parts = r.values.map((value, index) => {
      const rect = part(chart, index, x, y, value * scale, row - 7);
      x += value * scale;
      return rect;
    });
    const total = r.values.reduce((a, b) => a + b, 0);
    return [label(r.label, left - 8, y + 13, "end"), ...parts, label(String(total), x + 6, y + 13)];
  });
  return frame(width, top + 32 + chart.rows.length * row, chart, defs, ...legend, ...rows);
}

// About how wide a text of 12 px is: a Chinese character takes its full height.
function textWidth(text) {
  return [...text].reduce((width, c) => width + (c > "\u2e7f" ? 12 : 6.6), 0);
}

function part(chart, index, x, y, width, height) {
  return svg("rect", {
    x, y, width: Math.max(0, width), height, class: "zt-part",
    fill: `url(#${chart.id}-${index})`, "stroke-dasharray": chart.series[index].dash,
  });
}

function pattern(chart, series, index) {
  const id = `${chart.id}-${index}`;
  const ground = svg("rect", { width: 8, height: 8, class: "zt-ground" });
  const marks = {
    solid: [svg("rect", { width: 8, height: 8, class: "zt-ink" })],
    hatch: [svg("path", { d: "M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4", class: "zt-hatch" })],
    tint: [svg("rect", { width: 8, height: 8, class: "zt-tint" })],
    none: [],
  }[series.fill] ?? [];
  return svg("pattern", { id, width: 8, height: 8, patternUnits: "userSpaceOnUse" }, ground, ...marks);
}

function label(text, x, y, anchor = "start") {
  return svg("text", { x, y, "text-anchor": anchor }, text);
}

// Columns by year: the sum as a column, the published figure as a line across it, the goal above.
function bars(chart) {
  const [left, bottom, width, height] = [46, 264, WIDTH, 292];
  const most = 1.12 * Math.max(1, chart.goal?.value ?? 0, ...chart.rows.flatMap((r) => r.values));
  const step = (width - left - 10) / Math.max(1, chart.rows.length);
  const top = (value) => bottom - (value / most) * (bottom - 34);
  const axis = [0, 100, 200, 300, 400, 500, 600, 700].filter((v) => v <= most).flatMap((value) => [
    svg("line", { x1: left, x2: width - 10, y1: top(value), y2: top(value), class: "zt-grid" }),
    label(String(value), left - 6, top(value) + 4, "end")]);
  const columns = chart.rows.flatMap((row, index) =>
    column(row, left + index * step, step, { top, bottom }));
  return frame(width, height, chart, ...key(chart, left), ...axis, ...columns,
    ...goal(chart, left, width, top));
}

function column(row, x, step, { top, bottom }) {
  const [summed, published] = row.values;
  const inside = bottom - top(summed) > 22;
  const drawn = [
    svg("rect", {
      x: x + step * 0.15, y: top(summed), width: step * 0.7, height: bottom - top(summed),
      class: "zt-ink",
    }), label(row.label, x + step / 2, bottom + 16, "middle")];
  const number = label(String(Math.round(summed)), x + step / 2,
    top(summed) + (inside ? 15 : -5), "middle");
  if (inside) number.setAttribute("class", "zt-on-ink");
  drawn.push(number);
  if (published !== null) {
    drawn.push(svg("path", {
      d: `M${x + step * 0.05},${top(published)} h${step * 0.9}`, class: "zt-published",
    }), label(String(published), x + step / 2, top(published) - 5, "middle"));
  }
  return drawn;
}

function key(chart, left) {
  const [summed, published] = chart.series;
  const second = left + 60 + 1.17 * textWidth(summed.label); // presented, its type is 14 px
  return [
    svg("rect", { x: left, y: 4, width: 18, height: 12, class: "zt-ink" }),
    label(summed.label, left + 24, 14),
    svg("path", { d: `M${second},10 h18`, class: "zt-published" }),
    label(published.label, second + 24, 14)];
}

function goal(chart, left, width, top) {
  if (!chart.goal) return [];
  const y = top(chart.goal.value);
  return [
    svg("line", { x1: left, x2: width - 10, y1: y, y2: y, class: "zt-goal" }),
    label(chart.goal.label, left + 8, y - 6)];
}

function numbers(chart, words) {
  const value = (v) => (v === null ? words.unknown : String(v));
  return el("details", {}, el("summary", {}, words.numbers),
    el("div", { class: "zt-scroll", tabindex: "0", role: "region", "aria-label": chart.title },
      el("table", {},
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, chart.row_title),
          chart.series.map((series) => el("th", { scope: "col" }, series.label)))),
        el("tbody", {}, chart.rows.map((row) => el("tr", {},
          el("th", { scope: "row" }, row.label),
          row.values.map((v) => el("td", { class: "zt-number" }, value(v)))))))));
}
