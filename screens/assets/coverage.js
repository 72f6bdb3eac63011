// What is within reach: a question is asked, its surface laid under the layers, shares listed.

const DAY = "[0-9]{4}-[0-9]{2}-[0-9]{2}"; // a browser's own field would put the month or the day first

const coverageBench = new Bench("coverage", { form: coverageForm, result: coverageResult });

export function coverage(component) { coverageBench.mount(component); }

function coverageForm(bench) {
  const { words, data } = bench;
  return [el("p", {}, words.why), el("form", { onsubmit: coverageBegin },
    el("div", { class: "zt-fields zt-two" },
      bench.choice(words.layer, "layer", data.layers),
      bench.choice(words.status, "status", data.statuses),
      bench.field(words.since, "since", { value: data.since, placeholder: "2021-01-30", pattern: DAY, inputmode: "numeric" }),
      bench.field(words.limits, "limits", { value: data.limits, required: true }),
      bench.field(words.resolution, "resolution", { type: "number", min: "10", max: "1000", value: String(data.resolution), required: true })),
    el("p", { class: "zt-quiet" }, data.asked),
    el("details", { open: Boolean(bench.given.network || bench.given.population) }, el("summary", { "data-focus": "coverage-more" }, words.more),
      bench.file(words.network, "network", data.networks, words.network_note),
      bench.file(words.population, "population", data.rasters, words.population_note),
      bench.field(words.credit, "credit", { maxlength: "300" })),
    el("button", { type: "submit", class: "zt-first", "data-focus": "coverage-run" }, words.run))];
}

async function coverageBegin(event) {
  event.preventDefault();
  const bench = coverageBench;
  const { words, data, given } = bench;
  const typed = Object.fromEntries(["layer", "status", "since", "limits", "resolution"].map((name) => [name, event.target.elements[name].value]));
  const files = ["network", "population"].filter((kind) => given[kind]);
  if (files.length && !given.credit?.trim()) { bench.fail(words.no_credit); return; }
  if (files.some((kind) => given[kind].size > data.largest)) { bench.fail(words.too_large); return; }
  try {
    for (const kind of files) {
      Object.assign(bench, { error: null, sending: true });
      bench.show();
      const query = new URLSearchParams({ kind, name: given[kind].name, credit: given.credit, lang: data.language });
      typed[kind] = (await askServer(`${data.path}/beside?${query}`, { method: "POST", body: given[kind], headers: { "Content-Type": "application/octet-stream" } })).laid;
    }
  } catch (error) {
    bench.fail(error.message);
    return;
  }
  await bench.begin([...Object.entries({ ...typed, at: data.day }), ...data.districts.map((name) => ["district", name])]);
}

function coverageResult(bench, result) {
  const { words } = bench;
  const named = ({ columns, rows }, title) => runsTable(title, columns, rows);
  return [
    ...result.summary.map((text) => el("p", {}, text)),
    el("p", {}, el("strong", {}, result.method)),
    result.source ? el("p", { class: "zt-quiet" }, `${words.source}: ${result.source}`) : null,
    el("label", {}, words.sheet, el("select", { "data-focus": "coverage-sheet", onchange: ({ target }) => coverageLay(target.value) },
      result.sheets.map(([name, text]) => el("option", { value: name, selected: name === (bench.shown ?? result.sheets[0][0]) }, text)))),
    result.change ? [el("h3", {}, words.change), named(result.change, words.change)] : null,
    el("h3", {}, words.shares),
    result.shares.ranged ? el("p", { class: "zt-quiet" }, words.range) : null,
    named(result.shares, words.shares),
    result.people ? [el("h3", {}, words.people), named(result.people, words.people)] : null,
    el("p", {}, el("a", { href: bench.address("/file"), download: "", "data-focus": "coverage-zip" }, words.zip)),
    el("h3", {}, words.notes),
    el("ul", {}, result.notes.map((text) => el("li", {}, text))),
  ].flat(2);
}

async function coverageLay(sheet) {
  try {
    await coverageBench.lay(sheet);
  } catch (error) {
    coverageBench.fail(error.message);
  }
}
