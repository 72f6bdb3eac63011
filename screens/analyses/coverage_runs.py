"""What a page is told of coverage, and what of it lies under the map's layers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from geo.rasters import value_at
from layers.catalogue import layer as layer_named
from layers.coverage import CHANGES, blocks_without_outline
from outlets.analyses.coverage_runs import DARK, STAGES
from outlets.analyses.coverage_tables import decimals_in, share_sheet
from outlets.analyses.coverage_tags import method_of
from outlets.analyses.coverage_words import STRAIGHT, SURFACES, WALKED
from screens.analyses.raster_runs import legend
from screens.analyses.run_routes import progress_told
from screens.text import translator

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from layers.vocabulary import Language
    from outlets.analyses.coverage import Answer
    from outlets.analyses.coverage_runs import CoverageAnswer, CoverageRun
    from screens.text import Translator

Table = dict[str, Any]

SHEETS = ("classes", "change", "surface", "seconds")
"""What can lie on the map, the first unless asked otherwise."""


def told(run: CoverageRun, language: Language, _: Translator) -> dict[str, Any]:
    """Return what a page is told of a run."""
    found = progress_told(run, STAGES, language, _)
    if run.answer is not None:
        found["result"] = _result(run, run.answer, language, _)
    return found


def _result(
    run: CoverageRun, answer: CoverageAnswer, language: Language, _: Translator
) -> dict[str, Any]:
    found = answer.found
    sheet = share_sheet(found, language).join(decimals_in(found))
    titles = {name: _sheet_title(found, name, language, _) for name in found.files}
    return {
        "summary": _summary(found, sheet, language, _),
        "method": _(
            "Straight (Euclidean) distances only: no street network was given, so these "
            "are no walks."
        )
        if _is_straight(found)
        else SURFACES["walking"].label(language),
        "source": found.question.credit or "",
        "sheets": [[name, titles[name]] for name in SHEETS if name in titles],
        "shares": _shares(sheet, found, _),
        "change": _change(sheet, found, _),
        "people": _people(sheet, found, _),
        "notes": _notes(run, found, language, _),
        "bounds": answer.bounds,
    }


def _is_straight(found: Answer) -> bool:
    return found.question.network is None


def _sheet_title(found: Answer, name: str, language: Language, _: Translator) -> str:
    since = found.question.since
    if name == "change" and since is not None:
        return _("Change since {since} within {limit} m",
                 since=since.isoformat(), limit=f"{found.reaches[-2].limit_m:g}")  # fmt: skip
    surface = "straight" if _is_straight(found) else "walking"
    return SURFACES[surface if name == "surface" else name].label(language)


def _summary(found: Answer, sheet: pd.DataFrame, language: Language, _: Translator) -> list[str]:
    asked = found.question
    layer = layer_named(asked.layer).label(language)
    said = [
        _("{layer}: {count} places count on {day}, {lost} have no position and do not.",
          layer=layer, count=len(found.places.frame), day=asked.day.isoformat(),
          lost=len(found.places.unlocated))
    ]  # fmt: skip
    whole = sheet[found.shares["kind"] == "whole"].iloc[-1].to_dict()
    if asked.since is not None:
        said.append(
            _("What came since {since} ({new} places) brought {gained} km² within {limit} m: "
              "{before} km² before, {now} km² now.",
              since=asked.since.isoformat(), new=len(found.new),
              gained=_km2(whole, "gained_km2"), limit=f"{whole['limit_m']:g}",
              before=_km2(whole, "before_km2"), now=_km2(whole, "within_km2"))
        )  # fmt: skip
    return said


def _rows(sheet: pd.DataFrame) -> Iterable[tuple[str, pd.DataFrame]]:
    """Return each zone's rows, a row for each limit."""
    for _zone, rows in sheet.groupby("zone", sort=False):
        yield str(rows["name"].iloc[0]), rows


def _limits(found: Answer, _: Translator) -> list[str]:
    return [_("≤ {limit} m", limit=f"{kind.limit_m:g}") for kind in found.reaches[:-1]]


def _shares(sheet: pd.DataFrame, found: Answer, _: Translator) -> Table:
    ranged = "least_share" in sheet
    rows = [
        [name, *(_share(row, ranged=ranged) for row in rows.to_dict("records"))]
        for name, rows in _rows(sheet)
    ]  # fmt: skip
    return {
        "columns": [_("Area"), *_limits(found, _)],
        "rows": rows,
        "ranged": ranged,
    }


def _share(row: Mapping[Any, Any], *, ranged: bool) -> str:
    names = ("share", "least_share", "most_share") if ranged else ("share",)
    share, *ends = (f"{row[name]:.{row['percent']}f}" for name in names)
    return f"{share} ({'–'.join(ends)})" if ranged else share


def _km2(row: Mapping[Any, Any], name: str) -> str:
    return f"{row[name]:,.{row['km2']}f}"


def _change(sheet: pd.DataFrame, found: Answer, _: Translator) -> Table | None:
    """Return what changed within the widest limit; None without an earlier day."""
    if "gained_km2" not in sheet:
        return None
    columns = ["before_km2", "within_km2", "gained_km2", "lost_km2"]
    rows = [
        [name, *(_km2(rows.iloc[-1].to_dict(), column) for column in columns)]
        for name, rows in _rows(sheet)
    ]
    limit = _limits(found, _)[-1]
    return {
        "columns": [limit, _("Earlier"), _("Now"), _("Newly within reach"), _("No longer")],
        "rows": rows,
    }


def _people(sheet: pd.DataFrame, found: Answer, _: Translator) -> Table | None:
    if "people" not in sheet:
        return None
    rows = [
        [name, *(_counted(row) for row in rows.to_dict("records"))] for name, rows in _rows(sheet)
    ]
    return {"columns": [_("Area"), *_limits(found, _)], "rows": rows}


def _counted(row: Mapping[Any, Any]) -> str:
    if pd.isna(row["people_share"]):
        return "—"
    return f"{row['people']:,} ({row['people_share']:.{row['percent']}f} %)"


def _notes(run: CoverageRun, found: Answer, language: Language, _: Translator) -> list[str]:
    limits = STRAIGHT if _is_straight(found) else WALKED
    points = blocks_without_outline(run.dataset)
    notes = [limits.label(language), method_of(found.question)]
    if len(points):
        names = points["name_zh" if language == "zh" else "name_en"]
        notes.append(_("Without an outline, so without a share: {names}.",
                       names=_(", ").join(map(str, names))))  # fmt: skip
    approximate = int((found.places.frame["placement"] == "approximate").sum())
    if approximate:
        notes.append(_("{count} of the places are placed approximately.", count=approximate))
    notes.append(
        _(
            "Figures have the digits that the accuracy of the positions and the size of the cells "
            "bear out, three at most beside whole numbers: the same here, in the workbook and in "
            "the CSV. The rasters are not rounded."
        )
    )
    notes.append(_("Version of the data: {version}", version=found.version))
    return notes


def overlay(
    run: CoverageRun, sheet: str, address: str, *, dark: bool, language: Language
) -> dict[str, Any]:
    """Return what lies under the map's layers.

    Parameters
    ----------
    run
        One that is done.
    sheet
        Which of its sheets.
    address
        Where the run stands, from the server's root.
    dark
        Whether the map is dark.
    language
        Of the reader.
    """
    _, answer = translator(language), run.answer
    assert answer is not None  # noqa: S101 - the caller looked
    found = answer.found
    kinds = CHANGES if sheet == "change" else found.reaches
    names = {kind.code: kind.name.label(language) for kind in kinds}
    drawn = sheet + DARK if dark and sheet + DARK in answer.sheets else sheet
    unit = {"surface": _("m"), "seconds": _("s")}.get(sheet, "")
    layer = layer_named(found.question.layer).label(language)
    day = found.question.day.isoformat()
    return {
        "source": "; ".join(filter(None, [_("Data: Zhengtu"), found.question.credit])),
        "raster": {
            "title": f"{layer}: {_sheet_title(found, sheet, language, _)} ({day})",
            "tiles": f"{address}/tiles/{drawn}/{{z}}/{{x}}/{{y}}.png",
            "value": f"{address}/value",
            "bounds": answer.bounds,
            "legend": legend(answer.sheets[drawn].look, unit, names, _),
        },
    }


def value_told(found: Answer, lon: float, lat: float, language: Language, _: Translator) -> str:
    """Return how far it is from a place, and whether it came within reach."""
    distance = value_at(found.files["surface"], lon, lat)
    if distance is None:
        return _("no value here")
    way = _("straight") if _is_straight(found) else _("on foot")
    told = _("{distance} m {way}", distance=f"{distance[0]:,.0f}", way=way)
    change = value_at(found.files["change"], lon, lat) if "change" in found.files else None
    if change is None:
        return told
    (name,) = (kind.name for kind in CHANGES if kind.code == change[0])
    return _(", ").join([told, name.label(language)])
