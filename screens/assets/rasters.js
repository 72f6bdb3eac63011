// A GeoTIFF of the reader's own: sent, laid under the layers, summarised by district.

const rasterBench = new Bench("rasters", { form: rastersForm, result: rastersResult });

export function rasters(component) { rasterBench.mount(component); }

function rastersForm(bench) {
  const { words, data } = bench;
  return [el("p", {}, words.why), el("form", { onsubmit: rastersBegin },
    bench.file(words.file, "file", data.accept, words.formats),
    bench.field(words.credit, "credit", { required: true, maxlength: "300" }),
    el("div", { class: "zt-fields" },
      bench.choice(words.kind, "kind", words.kinds),
      bench.field(words.band, "band", { type: "number", min: "1", max: "999", value: "1", required: true }),
      bench.field(words.unit, "unit", { maxlength: "20", placeholder: words.unit_example })),
    el("button", { type: "submit", class: "zt-first", "data-focus": "rasters-run" }, words.run))];
}

function rastersBegin(event) {
  event.preventDefault();
  const { words, data, given } = rasterBench;
  if (!given.file) { rasterBench.fail(words.no_file); return; }
  if (given.file.size > data.largest) { rasterBench.fail(words.too_large); return; }
  const typed = Object.fromEntries(["credit", "kind", "band", "unit"].map((name) => [name, event.target.elements[name].value]));
  rasterBench.begin(Object.entries({ ...typed, name: given.file.name }), { body: given.file, headers: { "Content-Type": "application/octet-stream" } });
}

function rastersResult(bench, result) {
  const { words } = bench;
  return [
    el("p", { class: "zt-quiet" }, `${words.source}: ${result.source}`),
    el("table", { class: "zt-facts" }, el("tbody", {}, result.facts.map(([name, text]) => el("tr", {}, el("th", { scope: "row" }, name), el("td", {}, text))))),
    el("p", {}, el("button", { type: "button", "data-focus": "rasters-go", onclick: () => bench.go(result.bounds) }, words.go)),
    el("h3", {}, words.by_district),
    runsTable(words.by_district, result.columns, result.rows),
    el("p", {}, el("a", { href: bench.address("/table.csv"), download: "", "data-focus": "rasters-csv" }, words.csv)),
    el("h3", {}, words.notes),
    el("ul", {}, result.notes.map((text) => el("li", {}, text))),
  ];
}
