"""What we do not know: gaps, doubts, positions, licences, sources; counted from the data.

Page and meeting pack show the same.
"""

from __future__ import annotations

from html import escape
from math import isnan
from typing import TYPE_CHECKING

from layers.catalogue import CATALOGUE
from layers.parks import DOCUMENTS, MEASURES
from layers.sources import source_name
from layers.vocabulary import LICENCES, PLACEMENTS, UNITS
from outlets.text import issue_sentence

if TYPE_CHECKING:
    from layers.build import Dataset
    from layers.layer import Layer
    from layers.vocabulary import Language
    from outlets.text import Translator

_LICENCE = (
    "The data as a whole are under the Open Database License (ODbL) 1.0, the code under "
    "Apache-2.0. © OpenStreetMap contributors."
)


def about(dataset: Dataset, language: Language, _: Translator) -> str:
    """Return the page as HTML; every text is escaped."""
    parts = [
        f"<h2>{escape(_('What this map does not know'))}</h2>",
        _list([_report_gap(_), *_known_gaps(dataset, _)]),
        f"<h2>{escape(_('The report beside other documents'))}</h2>",
        _programme(dataset, language, _),
        _targets(dataset, language, _),
        f"<h2>{escape(_('How sure the positions are'))}</h2>",
        _positions(dataset, language, _),
        f"<h2>{escape(_('Layers: method, gaps, licence and sources'))}</h2>",
        *(_layer(dataset, layer, language, _) for layer in CATALOGUE),
        f"<h2>{escape(_('Findings of the build'))}</h2>",
        _list([issue_sentence(issue, language) for issue in dataset.issues])
        if dataset.issues else f"<p>{escape(_('None.'))}</p>",
        f"<h2>{escape(_('Licence'))}</h2>",
        f"<p>{escape(_(_LICENCE))}</p>",
        f"<p>{escape(_('Data version {version}', version=dataset.version))}</p>",
    ]  # fmt: skip
    return f'<div class="zt-about">{"".join(parts)}</div>'


def _report_gap(_: Translator) -> str:
    return _("The copy of the report is partial: it begins in section 二 and part of section 八 is "
             "lost. Promises made only in the missing part are not here.")  # fmt: skip


def _known_gaps(dataset: Dataset, _: Translator) -> list[str]:
    quantities = {row["id"]: row["quantity"] for row in dataset.commitments}
    blocks = dataset.frames["core_blocks"]["membership"]
    ends = dataset.frames["dead_end_roads"]["listing"]
    listed = int(ends.isin(["certain", "probable"]).sum())
    promised = int(quantities.get("dead-end-65") or 0)
    approximate = sum((f["placement"] == "approximate").sum() for f in dataset.frames.values())
    unlocated = sum((f["placement"] == "unlocated").sum() for f in dataset.frames.values())
    return [
        _("{count} of the {total} core blocks have no confirmed name: {candidates} are candidates "
          "from general knowledge, {unnamed} have no name at all.",
          count=int((~blocks.isin(["stated", "core"])).sum()), total=len(blocks),
          candidates=int((blocks == "candidate").sum()), unnamed=int((blocks == "unnamed").sum())),
        _("{count} of the {total} dead-end roads of 2021 are not named by any source; "
          "{certain} are certain, {probable} probable.",
          count=promised - listed, total=promised, certain=int((ends == "certain").sum()),
          probable=int((ends == "probable").sum())),
        _("{count} records have an approximate position, {unlocated} have none.",
          count=int(approximate), unlocated=int(unlocated)),
        _("No open street network and no open track alignment of Zhengzhou were found: metro lines "
          "are straight chords between stations."),
    ]  # fmt: skip


def _list(items: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def _programme(dataset: Dataset, language: Language, _: Translator) -> str:
    rows = [
        [row[f"note_{language}"], f"{row['value']:,.10g} {UNITS[row['unit']].label(language)}",
         str(row["date"])]
        for row in dataset.tables.get("dead_end_roads/programme.csv", [])
    ]  # fmt: skip
    return _table(_("The dead-end road programme as published"),
                  [_("Figure"), _("Value"), _("Date")], rows)  # fmt: skip


def _targets(dataset: Dataset, language: Language, _: Translator) -> str:
    rows = [
        [str(row["year"]), MEASURES[row["measure"]].label(language),
         DOCUMENTS[row["document"]].label(language),
         f"{row['value']:,.10g} {UNITS[row['unit']].label(language)}",
         row[f"note_{language}"] or ""]
        for row in dataset.tables.get("parks/targets.csv", [])
        if row["district"] is None
    ]  # fmt: skip
    title = _("Greening targets: the report and the annual plan do not agree")
    return _table(title, [_("Year"), _("Figure"), _("Document"), _("Value"), _("Notes")], rows)


def _table(title: str, head: list[str], rows: list[list[str]]) -> str:
    heads = "".join(f'<th scope="col">{escape(text)}</th>' for text in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(cell)}</td>" for cell in rest)
        + "</tr>"
        for first, *rest in rows
    )
    return (
        f"<h3>{escape(title)}</h3>"
        f"<table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table>"
    )


def _positions(dataset: Dataset, language: Language, _: Translator) -> str:
    rows = []
    for layer in CATALOGUE:
        frame = dataset.frames[layer.id]
        counts = frame["placement"].value_counts()
        median = frame["accuracy_m"].median()
        cells = [str(int(counts.get(code, 0))) for code in PLACEMENTS]
        rows.append([layer.label(language), *cells, "" if isnan(median) else f"{median:,.0f}"])
    head = [_("Layer"), *(term.label(language) for term in PLACEMENTS.values()), _("Median ± m")]
    return _table(_("Records by how they were placed"), head, rows)


def _layer(dataset: Dataset, layer: Layer, language: Language, _: Translator) -> str:
    facts = dataset.provenance[layer.id]
    frame = dataset.frames[layer.id]
    codes = [code for code in LICENCES if (frame["licence"] == code).any()]
    rows = [
        (_("Records"), str(len(frame))),
        (_("Compiled"), str(facts.get("compiled", ""))),
        (_("Datum"), str(facts.get("datum", ""))),
        (_("Method"), str(facts.get(f"method_{language}", ""))),
        (_("Gaps"), str(facts.get(f"gaps_{language}", ""))),
        (_("Licence"), "; ".join(LICENCES[code].label(language) for code in codes)),
    ]
    listed = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in rows)
    return (
        f"<details><summary>{escape(layer.label(language))}</summary>"
        f"<p>{escape(layer.summary.label(language))}</p><dl>{listed}</dl>"
        f"<h3>{escape(_('Sources'))}</h3><ul>{_sources(dataset, layer, language)}</ul></details>"
    )


def _sources(dataset: Dataset, layer: Layer, language: Language) -> str:
    items = []
    for source in dataset.sources[layer.id].values():
        title, url = escape(source_name(source, language)), str(source.get("url", ""))
        text = (
            f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">{title}</a>'
            if url.startswith(("https://", "http://"))
            else title
        )
        items.append(f"<li>{text}</li>")
    return "".join(items)
