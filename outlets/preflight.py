"""What is missing or doubtful about a map before it leaves: issue rows, for any outlet.

The findings stop nobody: they are shown, and stand in the manifest of what was made.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from geo.errors import Saying
from geo.mapscale import paper_mm, round_scale
from geo.validation import Issue
from layers.catalogue import CATALOGUE
from layers.partial_dates import PartialDate, months_later
from outlets.webmap.basemaps import settings_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    import geopandas as gpd

    from layers.selection import Selection
    from outlets.webmap.basemaps import Basemap, MapSettings

MOST_DOUBT_MM = 1.0
"""A position is drawn too finely where its error is longer than this on paper [mm]."""

OLD_AFTER_MONTHS = 12


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """What an outlet has drawn, or is about to.

    Parameters
    ----------
    selection
        The records.
    settings
        What the operator says about maps.
    today
        The day on which the map leaves.
    shown
        Layer -> ids of the records drawn; None for all that have a position.
    scale
        Denominator of the scale; None where the reader zooms.
    basemap
        The tiles below the layers, None for none.
    shifted
        True if our layers are shifted as that basemap is.
    author
        Who made it; None where there is no place for a name.
    undrawable
        Characters that the type cannot draw.
    unnamed
        How many names found no room.
    """

    selection: Selection
    settings: MapSettings
    today: date
    shown: Mapping[str, Iterable[str]] | None = None
    scale: float | None = None
    basemap: Basemap | None = None
    shifted: bool = False
    author: str | None = None
    undrawable: str = ""
    unnamed: int = 0

    @cached_property
    def frames(self) -> dict[str, gpd.GeoDataFrame]:
        """The selected records of each layer that is switched on."""
        layers = self.selection.view.layers
        return {name: self.selection.frame(name) for name in layers}

    def seen(self, layer: str) -> gpd.GeoDataFrame:
        """Return the records of a layer that are drawn."""
        frame = self.frames[layer]
        if self.shown is None:
            return frame[frame.geometry.notna()]
        return frame[frame["id"].isin(list(self.shown.get(layer, ())))]


def preflight(drawn: Drawn) -> list[Issue]:
    """Check a map before it leaves.

    Returns
    -------
    Findings (warnings), each with the layer or setting that it is about; empty if there is none.
    """
    checks = (_review, _basemap, _empty_entries, _absent, _too_fine, _old, _attribution, _words)
    return [finding for check in checks for finding in check(drawn)]


def plain(findings: Iterable[Issue]) -> list[dict[str, Any]]:
    """Return findings as a manifest holds them."""
    return [
        {
            "about": finding.file,
            "value": finding.value,
            "finding": str(finding.problem),
            "remedy": str(finding.remedy),
        }
        for finding in findings
    ]


def _finding(about: str, problem: Saying, remedy: Saying, value: object = None) -> Issue:
    return Issue(severity="warning", file=about, problem=problem, remedy=remedy, value=value)


def _review(drawn: Drawn) -> Iterator[Issue]:
    if not drawn.settings.notice.strip():
        yield _finding(
            settings_file().name,
            Saying("the map has no review number (审图号) and says 未经审核 内部资料"),
            Saying("Do not publish it; once it is reviewed, set the number under “notice”."),
        )


def _basemap(drawn: Drawn) -> Iterator[Issue]:
    basemap = drawn.basemap
    if basemap is None:
        return
    if (basemap.datum == "gcj02") is not drawn.shifted:
        yield _finding(
            basemap.id,
            Saying("the basemap's datum is {datum} and the layers on it are not shifted to it",
                   datum=basemap.datum),
            Saying("They lie hundreds of metres apart: take another basemap, or none."),
        )  # fmt: skip
    if not basemap.attribution.strip():
        yield _finding(
            basemap.id,
            Saying("the basemap does not say whose it is"),
            Saying("Set its attribution, as its service asks."),
        )


def _empty_entries(drawn: Drawn) -> Iterator[Issue]:
    for layer in drawn.frames:
        if drawn.seen(layer).empty:
            yield _finding(
                layer,
                Saying("the layer is switched on and nothing of it is on the map"),
                Saying("Switch it off, or widen the filters or the map."),
            )


def _absent(drawn: Drawn) -> Iterator[Issue]:
    for layer, frame in drawn.frames.items():
        nowhere = int(frame.geometry.isna().sum())
        beyond = len(frame) - nowhere - len(drawn.seen(layer))
        if nowhere:
            yield _finding(
                layer,
                Saying("{count} selected records have no position", count=nowhere),
                Saying("They are counted on the map and listed in its manifest."),
                nowhere,
            )
        if beyond:
            yield _finding(
                layer,
                Saying("{count} selected records lie outside the map", count=beyond),
                Saying("Take a smaller scale or a larger paper, or say that it is a part."),
                beyond,
            )


def _too_fine(drawn: Drawn) -> Iterator[Issue]:
    if drawn.scale is None:
        return
    for layer in drawn.frames:
        seen = drawn.seen(layer)
        errors = seen["accuracy_m"][seen["placement"] == "approximate"]
        coarse = errors[paper_mm(1, drawn.scale) * errors > MOST_DOUBT_MM]
        if len(coarse):
            worst = float(coarse.max())
            enough = round_scale(worst / (MOST_DOUBT_MM / 1000))
            yield _finding(
                layer,
                Saying("{count} approximate positions are drawn finer than they are known (errors "
                       "up to {error_m} m, {error_mm} mm at this scale)",
                       count=len(coarse), error_m=f"{worst:.0f}",
                       error_mm=f"{paper_mm(worst, drawn.scale):.1f}"),
                Saying("Do not measure from them; from 1:{scale} on the error is within "
                       "{most:g} mm.",
                       scale=f"{enough:,}".replace(",", " "), most=MOST_DOUBT_MM),
                len(coarse),
            )  # fmt: skip


def _old(drawn: Drawn) -> Iterator[Issue]:
    for layer in drawn.frames:
        compiled = drawn.selection.dataset.provenance[layer].get("compiled")
        if compiled and months_later(_day(compiled), OLD_AFTER_MONTHS) < drawn.today:
            yield _finding(
                layer,
                Saying("the layer was compiled on {day}, over a year ago", day=compiled),
                Saying("Look for news before the map leaves."),
                str(compiled),
            )
        seen = drawn.seen(layer)
        open_ends = seen[seen["status"] != "completed"]
        last = [PartialDate(text).last for text in open_ends["last_known"] if text is not None]
        old = sum(months_later(day, OLD_AFTER_MONTHS) < drawn.selection.day for day in last)
        if old:
            yield _finding(
                layer,
                Saying("of {count} records not completed nothing newer than a year is known",
                       count=old),
                Saying("Their status is the last one known; look for news before the map leaves."),
                old,
            )  # fmt: skip


def _day(compiled: object) -> date:
    return PartialDate(str(compiled)).last


def _attribution(drawn: Drawn) -> Iterator[Issue]:
    dataset = drawn.selection.dataset
    for layer in CATALOGUE:
        if not (layer.background or layer.id in drawn.frames):
            continue
        if not dataset.provenance[layer.id].get("licence"):
            yield _finding(
                layer.id,
                Saying("the layer names no licence"),
                Saying("Give it in its provenance.toml."),
            )
        frame = dataset.frames[layer.id] if layer.background else drawn.seen(layer.id)
        bare = sum(not sources for sources in frame["sources"])
        if bare:
            yield _finding(
                layer.id,
                Saying("{count} records drawn name no source", count=bare),
                Saying("Name one in records.csv."),
                bare,
            )
    if drawn.author is not None and not drawn.author.strip():
        yield _finding(
            "author",
            Saying("the map does not say who made it"),
            Saying("Give the author's name."),
        )


def _words(drawn: Drawn) -> Iterator[Issue]:
    if drawn.undrawable:
        yield _finding(
            "names",
            Saying("the print type has no sign for {characters}; 〓 stands in their place",
                   characters=drawn.undrawable),
            Saying("Write the names with other signs."),
        )  # fmt: skip
    if drawn.unnamed:
        yield _finding(
            "names",
            Saying("{count} names found no room", count=drawn.unnamed),
            Saying("Take a larger scale or paper, or fewer layers."),
            drawn.unnamed,
        )
