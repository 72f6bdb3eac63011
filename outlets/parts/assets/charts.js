// Charts as SVG with the same dash and fill that the map uses; each has its numbers as a table.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 760; // of a drawing, in its own units
const NARROW_PX = 700; // in a window up to this wide, rows are drawn as wide as it is

export function charts(component) {
  const { data } = component;
  const node = root(component, "charts");
  const room = window.innerWidth < NARROW_PX ? node.clientWidth : 0;
  refill(node, data.charts.map((chart) => {
    const drawing = chart.kind === "stack" ? stack(chart, room || WIDTH) : room ? lying(chart, room) : bars(chart);
    return el("figure", { class: room ? "zt-narrow" : null }, el("figcaption", {}, el("h2", {}, chart.title),
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
  const number = label(String(summed), x + step / 2,
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

// The same in a narrow window: a row a year, the published figure as a line across it, and the goal as
// a line down all of them.
function lying(chart, width) {
  const [row, left] = [24, 10 + Math.max(...chart.rows.map((r) => textWidth(r.label)))];
  const most = 1.12 * Math.max(1, chart.goal?.value ?? 0, ...chart.rows.flatMap((r) => r.values));
  const right = (value) => left + (value / most) * (width - left - 6);
  const top = chart.goal ? 64 : 44;
  const end = top + chart.rows.length * row;
  const grid = [0, 200, 400, 600].filter((v) => v <= most).flatMap((value) => [
    svg("line", { x1: right(value), x2: right(value), y1: top, y2: end, class: "zt-grid" }),
    label(String(value), right(value), end + 14, "middle")]);
  const rows = chart.rows.flatMap((r, line) => lyingRow(r, top + line * row, row, { left, right }));
  const aim = chart.goal ? [
    svg("line", { x1: right(chart.goal.value), x2: right(chart.goal.value), y1: top - 6, y2: end, class: "zt-goal" }),
    fitted(chart.goal.label, right(chart.goal.value), top - 10, width)] : [];
  return frame(width, end + 20, chart, ...key(chart, 2, 20), ...grid, ...rows, ...aim);
}

// A text that ends at a place, or as far to its right as it needs to; set closer where it is too long.
function fitted(text, x, y, width) {
  const long = textWidth(text) + 4;
  const node = label(text, Math.min(Math.max(x, long), width - 2), y, "end");
  if (long > width) { node.setAttribute("textLength", String(width - 4)); node.setAttribute("lengthAdjust", "spacingAndGlyphs"); }
  return node;
}

function lyingRow(row, y, tall, { left, right }) {
  const [summed, published] = row.values;
  const [sum, told] = [String(summed), published === null ? "" : String(published)];
  const isInside = right(summed) - left > textWidth(sum) + 8;
  const number = label(sum, right(summed) + (isInside ? -4 : 5), y + 16, isInside ? "end" : "start");
  if (isInside) number.setAttribute("class", "zt-on-ink");
  const drawn = [label(row.label, left - 6, y + 16, "end"),
    svg("rect", { x: left, y: y + 4, width: right(summed) - left, height: tall - 8, class: "zt-ink" }), number];
  if (published === null) return drawn;
  const from = Math.max(right(published), right(summed) + (isInside ? 0 : textWidth(sum) + 8));
  return [...drawn, svg("path", { d: `M${right(published)},${y + 1} v${tall - 2}`, class: "zt-published" }), label(told, from + 5, y + 16)];
}

// What the column and the line across it are; below each other with a `step` [px].
function key(chart, left, step = 0) {
  const [summed, published] = chart.series;
  const second = step ? left : left + 60 + 1.17 * textWidth(summed.label); // presented, its type is 14 px
  return [
    svg("rect", { x: left, y: 4, width: 18, height: 12, class: "zt-ink" }),
    label(summed.label, left + 24, 14),
    svg("path", { d: `M${second},${10 + step} h18`, class: "zt-published" }),
    label(published.label, second + 24, 14 + step)];
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
