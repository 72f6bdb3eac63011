"""What a window of the map shows: features on paper, and what is left out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from shapely import GeometryType

from geo.crs import to_metric
from geo.mapscale import paper_mm
from layers.catalogue import CATALOGUE
from outlets.prints.appearance import Look, looks_of
from outlets.webmap.payload import with_line_colours

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.build import Dataset
    from layers.selection import Selection
    from layers.vocabulary import Language
    from outlets.prints.pen import Box

Kind = Literal["area", "line", "point"]

_KINDS: dict[int, Kind] = {
    GeometryType.POINT: "point", GeometryType.MULTIPOINT: "point",
    GeometryType.LINESTRING: "line", GeometryType.MULTILINESTRING: "line",
    GeometryType.POLYGON: "area", GeometryType.MULTIPOLYGON: "area",
}  # fmt: skip

_BLEED_MM = 12.0
"""Shapes are cut this far outside the window, where no edge or soft border of theirs shows."""

_BOW = 0.14
"""Height of a symbolic link's arc as a share of its length."""

_ARC_VERTICES = 24
_LINK_ENDS = 2


@dataclass(frozen=True)
class MapWindow:
    """The piece of ground that a map shows, and where on paper.

    Parameters
    ----------
    box
        Map frame on the sheet [mm].
    centre
        Easting and northing of its middle, EPSG:4547 [m].
    scale
        Denominator of the scale [-].
    """

    box: Box
    centre: tuple[float, float]
    scale: float

    @property
    def ground(self) -> tuple[float, float, float, float]:
        """West, south, east, north of the window, EPSG:4547 [m]."""
        metres = self.scale / 1000
        (east, north), half = self.centre, (self.box.width / 2, self.box.height / 2)
        return (
            east - half[0] * metres, north - half[1] * metres,
            east + half[0] * metres, north + half[1] * metres,
        )  # fmt: skip

    def positions(self, ground_m: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return where on the sheet [mm] positions in EPSG:4547 [m] lie."""
        offset = np.asarray(ground_m) - np.asarray(self.centre)
        placed: NDArray[np.float64] = offset / (self.scale / 1000) + np.asarray(self.box.middle)
        return placed

    def shapes(self, ground_m: NDArray[np.object_]) -> NDArray[np.object_]:
        """Return shapes in EPSG:4547 [m] as they lie on the sheet [mm]."""
        placed: NDArray[np.object_] = np.asarray(shapely.transform(ground_m, self.positions))
        return placed

    def length_mm(self, ground_m: float) -> float:
        """Return a ground length [m] on paper [mm]."""
        return paper_mm(ground_m, self.scale)


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One record on paper.

    Parameters
    ----------
    id, layer, category
        Which record.
    official
        Chinese name in full.
    names
        Chinese and English name as written on a map.
    kind
        What it is drawn as.
    shape
        Its shape on the sheet [mm]; an area or line is cut a little outside the window.
    look
        How it looks.
    """

    id: str
    layer: str
    category: str
    official: str
    names: tuple[str, str]
    kind: Kind
    shape: shapely.Geometry
    look: Look

    def name(self, language: Language) -> str:
        """Return the name on the map."""
        return self.names[0] if language == "zh" else self.names[1]


@dataclass(frozen=True)
class Scene:
    """Everything in a window.

    Parameters
    ----------
    window
        The window.
    background
        Features of the quiet base, bottom first.
    theme
        Selected records, layers in catalogue order.
    unlocated
        Layer -> ids of selected records without a position: never drawn, always counted.
    outside
        Layer -> ids of selected records whose position lies outside the window.
    """

    window: MapWindow
    background: list[Feature]
    theme: list[Feature]
    unlocated: dict[str, list[str]] = field(default_factory=dict)
    outside: dict[str, list[str]] = field(default_factory=dict)

    def of_kind(self, kind: Kind) -> Iterator[Feature]:
        """Yield the theme's features of a kind."""
        return (feature for feature in self.theme if feature.kind == kind)


class _Projected:
    """A dataset's shapes in EPSG:4547 and the stations' line colours, worked out once."""

    def __init__(self, dataset: Dataset) -> None:
        self.shapes = {
            name: np.asarray(to_metric(frame).geometry.array, dtype=object)
            for name, frame in dataset.frames.items()
        }
        stations = dataset.frames["metro_stations"]
        self.colours = with_line_colours(stations, dataset.frames["metro"])["colours"]


_PROJECTED: WeakKeyDictionary[Dataset, _Projected] = WeakKeyDictionary()


def _projected(dataset: Dataset) -> _Projected:
    if dataset not in _PROJECTED:
        _PROJECTED[dataset] = _Projected(dataset)
    return _PROJECTED[dataset]


def metric_shapes(dataset: Dataset, layer: str) -> NDArray[np.object_]:
    """Return a layer's shapes in EPSG:4547 [m], in row order; None for what has none."""
    return _projected(dataset).shapes[layer]


def scene_of(selection: Selection, window: MapWindow) -> Scene:
    """Lay a selection and the base on paper.

    Parameters
    ----------
    selection
        The records.
    window
        Where.
    """
    scene = Scene(window, [], [])
    for layer in CATALOGUE:
        if layer.background:
            scene.background.extend(_features(selection, layer.id, scene))
        elif layer.id in selection.view.layers:
            scene.theme.extend(_features(selection, layer.id, scene))
    return scene


def _features(selection: Selection, layer: str, scene: Scene) -> Iterator[Feature]:
    dataset, window = selection.dataset, scene.window
    thematic = layer in selection.index.layers
    frame = selection.frame(layer) if thematic else dataset.frames[layer]
    if layer == "metro_stations":
        frame = frame.assign(colours=_projected(dataset).colours.loc[frame.index])
    shapes = metric_shapes(dataset, layer)[frame.index]
    west, south, east, north = window.ground
    bleed = _BLEED_MM * window.scale / 1000
    cut = (west - bleed, south - bleed, east + bleed, north + bleed)
    inside = shapely.intersects(shapes, shapely.box(west, south, east, north))
    if thematic:
        _note_absent(frame, layer, inside, scene)
    looks = looks_of(frame, layer)
    for place in np.flatnonzero(inside).tolist():
        shape = _bowed(shapes[place]) if looks[place].schematic else shapes[place]
        shown = shape if shape.geom_type.endswith("Point") else shapely.clip_by_rect(shape, *cut)
        if not shown.is_empty:
            yield _feature(frame, place, looks[place], window.shapes(np.array([shown]))[0])


def _note_absent(
    frame: gpd.GeoDataFrame, layer: str, inside: NDArray[np.bool_], scene: Scene
) -> None:
    """Note which records are not drawn, and why."""
    nowhere = frame.geometry.isna().to_numpy()
    for kept, rows in ((scene.unlocated, nowhere), (scene.outside, ~nowhere & ~inside)):
        if rows.any():
            kept[layer] = frame["id"][rows].tolist()


def _feature(frame: gpd.GeoDataFrame, place: int, look: Look, shape: shapely.Geometry) -> Feature:
    row = frame.iloc[place]
    zone = "short_zh" in frame and row["category"] == "zone"
    short = "line" if "line_zh" in frame else "short" if zone else "name"
    return Feature(
        id=row["id"], layer=row["layer"], category=row["category"],
        official=row["name_zh"], names=(row[f"{short}_zh"], row[f"{short}_en"]),
        kind=_KINDS[shapely.get_type_id(shape)], shape=shape, look=look,
    )  # fmt: skip


def _bowed(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a symbolic link as an arc over its ends: it must not look like a course."""
    ends = shapely.get_coordinates(shape)
    if shape.geom_type != "LineString" or len(ends) != _LINK_ENDS:
        return shape
    (ax, ay), (bx, by) = ends
    # A quadratic Bézier curve.
    control = np.array([(ax + bx) / 2 - (by - ay) * _BOW, (ay + by) / 2 + (bx - ax) * _BOW])
    t = np.linspace(0, 1, _ARC_VERTICES)[:, None]
    return shapely.LineString((1 - t) ** 2 * ends[0] + 2 * t * (1 - t) * control + t**2 * ends[1])
