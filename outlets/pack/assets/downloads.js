// The selection as a GeoJSON file after RFC 7946: the features that the app's own download holds.
"use strict";
((P) => {
  const { say, pick } = P.words;

  function feature(selection, row) {
    const { status, stale, lastKnown } = selection.stateOf(row);
    const { id, geometry, properties } = row.feature;
    const [zh] = selection.index.facts.words.status[status];
    const now = { status, status_zh: zh, stale, last_known: lastKnown, status_at: selection.day };
    return { type: "Feature", id, geometry, properties: { ...properties, ...now } };
  }

  function collection(selection, only) {
    const { facts, rows } = selection.index;
    const chosen = selection.chosen.map((at) => rows[at]).filter(({ layer }) => !only || layer.id === only);
    const features = chosen.map((row) => feature(selection, row));
    const box = [Infinity, Infinity, -Infinity, -Infinity];
    for (const { geometry } of features) if (geometry) P.map.boxOf(geometry, box);
    return {
      type: "FeatureCollection",
      ...(Number.isFinite(box[0]) ? { bbox: box } : {}),
      // A member of our own, as section 6.1 allows: a file that travels alone keeps its origin.
      origin: {
        data_version: facts.version, status_at: selection.day, filter: Object.fromEntries(P.page.address.encode({ ...selection.view, at: selection.day })),
        licence: facts.licence, attribution: facts.attribution, disclaimer: "不作划界依据 Not for boundary demarcation",
      },
      features,
    };
  }

  function saveGeojson(selection, only) {
    const { version } = selection.index.facts;
    const name = ["zhengtu", ...(only ? [only] : []), selection.day, version].join("-");
    saveFile(`${name}.geojson`, JSON.stringify(collection(selection, only)), "application/geo+json");
  }

  function saveManifest({ manifest, version }) {
    saveFile(`zhengtu-pack-${version}.manifest.json`, JSON.stringify(manifest, null, 1), "application/json");
  }

  function menu(selection) {
    const layers = selection.index.layers.filter(({ id }) => selection.view.layers.includes(id));
    const item = (label, only, focus) => el("li", {}, el("button", { type: "button", "data-focus": focus, onclick: () => saveGeojson(P.page.selection, only) }, label));
    return el("details", { class: "zt-menu" }, el("summary", { "data-focus": "download" }, say("download")),
      el("div", {}, el("ul", {}, item(say("downloadAll"), null, "download-all"),
        layers.map((layer) => item(say("downloadLayer", { layer: pick(layer.title) }), layer.id, `download-${layer.id}`))),
      el("p", { class: "zt-quiet" }, say("downloadsWhere"))));
  }

  P.downloads = { menu, collection, saveManifest };
})(Pack);
