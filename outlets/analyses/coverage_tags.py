"""What coverage rasters say of themselves, so that a file found alone can be understood."""

from __future__ import annotations

from typing import TYPE_CHECKING

from layers.catalogue import layer as layer_named
from layers.sources import source_name
from outlets.analyses.coverage_words import STRAIGHT, SURFACES, WALKED
from outlets.export import ATTRIBUTION, DATA_LICENCE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.build import Dataset
    from layers.coverage import Change, Reach
    from outlets.analyses.coverage import Question


def band_tags(kind: str, unit: str = "") -> dict[str, str]:
    """Return description and unit of a raster's band.

    Parameters
    ----------
    kind
        One of :data:`outlets.analyses.coverage_words.SURFACES`.
    unit
        ``m``, ``s``, or empty for classes.
    """
    said = SURFACES[kind]
    return {"description": f"{said.zh} {said.en}", "unit": unit}


def class_tags(kinds: Sequence[Reach | Change]) -> dict[str, str]:
    """Return what each class means."""
    return {
        f"CLASS_{kind.code}": f"{kind.name.zh} {kind.name.en} ({kind.colour})" for kind in kinds
    }


def tags_of(dataset: Dataset, question: Question) -> dict[str, str]:
    """Return what is the same for every raster of an answer.

    Parameters
    ----------
    dataset
        The built tables.
    question
        What was asked.
    """
    title = layer_named(question.layer).title
    limits = STRAIGHT if question.network is None else WALKED
    tags = {
        "TIFFTAG_IMAGEDESCRIPTION": f"Zhengtu: within reach of {title.en} at {question.day}",
        "TIFFTAG_SOFTWARE": "Zhengtu",
        "TIFFTAG_COPYRIGHT": "(c) OpenStreetMap contributors; Zhengtu, ODbL 1.0",
        "LAYER": f"{question.layer} {title.zh} {title.en}",
        "STATUS_AT": question.day.isoformat(),
        "STATUSES": ", ".join(question.statuses),
        "METHOD": method_of(question),
        "LIMITS_ZH": limits.zh,
        "LIMITS_EN": limits.en,
        "SOURCE": sources_of(dataset, question),
        "LICENCE": DATA_LICENCE,
        "ATTRIBUTION": ATTRIBUTION,
        "DATA_VERSION": dataset.version,
    }
    if question.since is not None:
        tags["SINCE"] = question.since.isoformat()
    return tags | ({"NETWORK": credit_of(question)} if question.network else {})


def method_of(question: Question) -> str:
    """Return how distances were measured, in one sentence."""
    size = f"cells of {question.resolution_m:g} m in EPSG:4547"
    if question.network is None:
        return f"Euclidean distance between cell centres, {size}; no network"
    walk = question.walk
    return (
        f"shortest way over a street network, {size}, at {walk.speed_kmh:g} km/h, straight access "
        f"of at most {walk.access_m:g} m"
    )


def credit_of(question: Question) -> str:
    """Return whose data the network is; empty without one."""
    return "" if question.network is None else question.credit or question.network.name


def population_of(question: Question) -> str:
    """Return whose data the raster of people is; empty without one."""
    return "" if question.population is None else question.credit or question.population.name


def sources_of(dataset: Dataset, question: Question) -> str:
    """Return the sources of the layer, by title."""
    return "; ".join(source_name(one, "zh") for one in dataset.sources[question.layer].values())
