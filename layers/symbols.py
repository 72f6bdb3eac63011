"""The one symbol table: what map, legend, chart, table, print and QML look up.

Identity is a layer's (or a metro line's) colour and marker; status is the dash and the fill, never
a hue; how sure the position is shows in the edge. Every stroke lies on a casing, because no single
colour has a contrast of 3:1 against every fill below it. Lengths are CSS pixels.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from layers.statuses import CODES, STALE
from layers.vocabulary import CHANGES, PLACEMENTS, STATUS_ORDER, STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable

Theme = Literal["light", "dark"]
Fill = Literal["solid", "hatch", "tint", "none"]
Marker = Literal["circle", "square", "diamond", "triangle", "hexagon", "station"]

MIN_CONTRAST = 3.0
"""WCAG 1.4.11: graphics needed for understanding, against what is next to them."""

_FADED: dict[Theme, float] = {"light": MIN_CONTRAST, "dark": 5.5}
"""Contrast that a faded colour keeps on each theme [-]."""

_LINEAR_BELOW = 0.04045
"""IEC 61966-2-1: up to this sRGB value the transfer curve is a straight line."""


@dataclass(frozen=True, kw_only=True)
class StatusSymbol:
    """How a status looks, whatever the layer.

    Parameters
    ----------
    dash
        On/off lengths [px] of a line of nominal width, empty for a solid one.
    weight
        Factor on the layer's line width [-].
    fill
        Filling of a polygon or marker.
    fill_opacity
        Opacity of a solid or tinted polygon [0..1]; markers are filled fully.
    grey
        True when the colour is the theme's quiet grey instead of the layer's own.
    cross
        True when a small cross marks the thing (halted works).
    """

    dash: tuple[float, ...] = ()
    weight: float = 1.0
    fill: Fill = "none"
    fill_opacity: float = 0.0
    grey: bool = False
    cross: bool = False


@dataclass(frozen=True, kw_only=True)
class PlacementSymbol:
    """How sure the position looks.

    Parameters
    ----------
    soft_edge
        True for an edge or ring at the true accuracy radius.
    drawn
        False for what has no geometry.
    """

    soft_edge: bool = False
    drawn: bool = True


@dataclass(frozen=True, kw_only=True)
class LayerSymbol:
    """Identity of a layer.

    Parameters
    ----------
    light, dark
        Colour on each theme, ``#rrggbb``.
    marker
        Shape of a point.
    radius_px
        Half size of a point at zoom 13 [px].
    weight_px
        Width of a line at zoom 13 [px].
    dash
        Dash of a background line (a thematic layer's comes from the status).
    fill_light, fill_dark
        Fill of a background area, empty for none.
    """

    light: str
    dark: str
    marker: Marker = "circle"
    radius_px: float = 5.0
    weight_px: float = 3.0
    dash: tuple[float, ...] = ()
    fill_light: str = ""
    fill_dark: str = ""

    def colour(self, theme: Theme) -> str:
        """Colour on a theme."""
        return self.light if theme == "light" else self.dark


@dataclass(frozen=True, kw_only=True)
class ChangeSymbol:
    """How a change is marked: never by the colour alone.

    Parameters
    ----------
    light, dark
        Colour on each theme, ``#rrggbb``.
    sign
        Path of the sign in a box of 16 by 16 (as in SVG), drawn with strokes.
    """

    light: str
    dark: str
    sign: str

    def colour(self, theme: Theme) -> str:
        """Colour on a theme."""
        return self.light if theme == "light" else self.dark


@dataclass(frozen=True, kw_only=True)
class Ground:
    """Colours of the sheet itself on one theme."""

    land: str
    casing: str
    text: str
    quiet_text: str
    grey: str
    highlight: str


GROUNDS: dict[Theme, Ground] = {
    "light": Ground(
        land="#eeebe3",
        casing="#ffffff",
        text="#1d2226",
        quiet_text="#5c5a54",
        grey="#757168",
        highlight="#b4005a",
    ),
    "dark": Ground(
        land="#191d22",
        casing="#0c0e11",
        text="#f1eee8",
        quiet_text="#b4b0a6",
        grey="#989489",
        highlight="#ffd84d",
    ),
}

STATUS_SYMBOLS: dict[str, StatusSymbol] = {
    "proposed": StatusSymbol(dash=(1.5, 4.5), weight=0.8),
    "preliminary": StatusSymbol(dash=(4.5, 4), weight=0.9, fill="tint", fill_opacity=0.08),
    "construction": StatusSymbol(dash=(11, 5), fill="hatch", fill_opacity=0.1),
    "completed": StatusSymbol(fill="solid", fill_opacity=0.28),
    "suspended": StatusSymbol(dash=(9, 3.5, 1.5, 3.5), weight=0.9, cross=True),
    "unknown": StatusSymbol(weight=0.5, grey=True),
}

PLACEMENT_SYMBOLS: dict[str, PlacementSymbol] = {
    "surveyed": PlacementSymbol(),
    "digitised": PlacementSymbol(),
    "approximate": PlacementSymbol(soft_edge=True),
    "unlocated": PlacementSymbol(drawn=False),
}

LAYER_SYMBOLS: dict[str, LayerSymbol] = {
    "districts": LayerSymbol(
        light="#8d877a",
        dark="#7d7a72",
        weight_px=1.2,
        fill_light="#faf8f4",
        fill_dark="#20252b",
    ),
    "hydrography": LayerSymbol(
        light="#8fb9d0",
        dark="#3b6c86",
        weight_px=1.6,
        radius_px=2.5,
        fill_light="#c9dfea",
        fill_dark="#22394a",
    ),
    "expressways": LayerSymbol(light="#cdbb98", dark="#5b5240", weight_px=2.4),
    "yellow_river": LayerSymbol(light="#8f6200", dark="#e2b23c", marker="hexagon", weight_px=3),
    "core_blocks": LayerSymbol(
        light="#9c2283", dark="#f08fd6", marker="square", radius_px=5.5, weight_px=2.2
    ),
    "parks": LayerSymbol(light="#24753a", dark="#6ccb86", marker="circle", radius_px=4.5),
    "key_projects": LayerSymbol(
        light="#1d4f9f", dark="#8db6fa", marker="diamond", radius_px=6, weight_px=2.4
    ),
    "dead_end_roads": LayerSymbol(
        light="#b23413", dark="#ff9474", marker="triangle", radius_px=5.5, weight_px=3.6
    ),
    "metro": LayerSymbol(light="#46505a", dark="#b9c2cc", weight_px=4.6),
    "metro_stations": LayerSymbol(
        light="#46505a", dark="#b9c2cc", marker="station", radius_px=3.6, weight_px=1.8
    ),
}

CATEGORY_SYMBOLS: dict[tuple[str, str], LayerSymbol] = {
    ("districts", "zone"): LayerSymbol(light="#7a6a94", dark="#a394bf", weight_px=1.3, dash=(6, 4)),
}
"""Exceptions inside a layer: (layer, category) where a category looks different."""

CHANGE_SYMBOLS: dict[str, ChangeSymbol] = {
    "finished": ChangeSymbol(light="#1b6e3c", dark="#6ccb86", sign="M3.5 8.5 6.8 12 12.5 4.5"),
    "started": ChangeSymbol(light="#1d4f9f", dark="#8db6fa", sign="M5.5 4 12 8 5.5 12z"),
    "advanced": ChangeSymbol(light="#0e6b74", dark="#63c5cf", sign="M4 4l4 4-4 4M8.5 4l4 4-4 4"),
    "suspended": ChangeSymbol(light="#7a3b10", dark="#e2a276", sign="M5.5 4v8M10.5 4v8"),
    "recorded": ChangeSymbol(light="#5c5a54", dark="#b4b0a6", sign="M8 5.2a2.8 2.8 0 1 0 .01 0z"),
    "changed": ChangeSymbol(
        light="#6a3d9a", dark="#c4a3f0", sign="M3.5 6.2h9M3.5 9.8h9M10.5 3.5l-5 9"
    ),
    "slipped": ChangeSymbol(light="#a81e1e", dark="#ff8f85", sign="M8 3.2v5.6M8 12v.4"),
    "met": ChangeSymbol(
        light="#3f6212", dark="#a8d06b", sign="M8 3a5 5 0 1 0 .01 0zM8 5.2V8l2 1.4"
    ),
    "promised": ChangeSymbol(light="#7d5600", dark="#e2b23c", sign="M5 13V3.5h7l-2 2.2 2 2.3H5"),
    "only_left": ChangeSymbol(
        light="#9c2283", dark="#f08fd6", sign="M12 3.5v9M9.5 4.5 4.5 8l5 3.5"
    ),
    "only_right": ChangeSymbol(
        light="#0a5c7a", dark="#7cc4de", sign="M4 3.5v9M6.5 4.5l5 3.5-5 3.5"
    ),
}

MARKS: dict[str, dict[str, str]] = {
    "stale": {"zh": "末次已知超过 24 个月", "en": "Last known over 24 months ago"},
    "schematic": {"zh": "示意连线（非线位）", "en": "Schematic link, not a course"},
    "approximate": {"zh": "位置近似（虚影为误差范围）", "en": "Approximate (blur = error)"},
    "interchange": {"zh": "换乘站", "en": "Interchange"},
    "selected": {"zh": "所选", "en": "Selected"},
}
"""What the legend calls the marks that are neither a layer nor a status."""


def luminance(colour: str) -> float:
    """Relative luminance of ``#rrggbb`` after WCAG 2 [0..1]."""
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    linear = [c / 12.92 if c <= _LINEAR_BELOW else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours after WCAG 2 [1..21]."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def edge_colour(colour: str, *, theme: Theme) -> str:
    """Colour of the thin edge that a stroke needs on a theme's casing.

    A metro line keeps its official colour even when that is a pale yellow; then a darker (on the
    dark theme: lighter) edge of the same hue carries the contrast.

    Parameters
    ----------
    colour
        ``#rrggbb`` of the stroke.
    theme
        Sheet that it is drawn on.

    Returns
    -------
    ``colour`` itself where it has 3:1 already, else the nearest mix that has.
    """
    ground = GROUNDS[theme]
    target = "#000000" if theme == "light" else "#ffffff"
    for step in range(21):
        mixed = _mix(colour, target, share=step / 20)
        if min(contrast(mixed, ground.casing), contrast(mixed, ground.land)) >= MIN_CONTRAST:
            return mixed
    return target


def faded_colour(colour: str, *, theme: Theme) -> str:
    """Colour of a thing whose status is stale: as pale as the sheet allows.

    A thin stroke on screen is a blend with the ground, more so on a dark one: there only a little
    of the strength is taken away.
    """
    ground = GROUNDS[theme]
    pale = colour
    for step in range(1, 14):
        mixed = _mix(colour, ground.land, share=step / 20)
        if min(contrast(mixed, ground.casing), contrast(mixed, ground.land)) < _FADED[theme]:
            break
        pale = mixed
    return pale


def _mix(colour: str, target: str, *, share: float) -> str:
    pairs = ((colour[index : index + 2], target[index : index + 2]) for index in (1, 3, 5))
    mixed = (round(int(a, 16) * (1 - share) + int(b, 16) * share) for a, b in pairs)
    return "#" + "".join(f"{value:02x}" for value in mixed)


def table(*, colours: Iterable[str] = ()) -> dict[str, Any]:
    """Return the whole table as JSON-ready data; the browser draws from nothing else.

    Parameters
    ----------
    colours
        Colours of single records (the official ones of metro lines), whose edges are wanted.

    Returns
    -------
    The table; ``edges`` maps theme and colour to :func:`edge_colour`, ``faded`` those of whole
    layers to :func:`faded_colour` (a metro line keeps its own).
    """
    edged = sorted({*colours, *(s.light for s in LAYER_SYMBOLS.values())})
    edged += sorted(s.dark for s in LAYER_SYMBOLS.values())
    return {
        "edges": {
            theme: {colour: edge_colour(colour, theme=theme) for colour in edged}
            for theme in GROUNDS
        },
        "faded": {
            theme: {
                symbol.colour(theme): faded_colour(symbol.colour(theme), theme=theme)
                for symbol in LAYER_SYMBOLS.values()
            }
            for theme in GROUNDS
        },
        "codes": list(CODES),
        "stale": STALE,
        "grounds": {theme: asdict(ground) for theme, ground in GROUNDS.items()},
        "order": list(STATUS_ORDER),
        "statuses": {
            code: {"zh": STATUSES[code].zh, "en": STATUSES[code].en, **asdict(symbol)}
            for code, symbol in STATUS_SYMBOLS.items()
        },
        "placements": {
            code: {"zh": PLACEMENTS[code].zh, "en": PLACEMENTS[code].en, **asdict(symbol)}
            for code, symbol in PLACEMENT_SYMBOLS.items()
        },
        "layers": {name: asdict(symbol) for name, symbol in LAYER_SYMBOLS.items()},
        "categories": {
            f"{layer}/{category}": asdict(symbol)
            for (layer, category), symbol in CATEGORY_SYMBOLS.items()
        },
        "changes": [
            {"code": code, "zh": CHANGES[code].zh, "en": CHANGES[code].en, **asdict(symbol)}
            for code, symbol in CHANGE_SYMBOLS.items()
        ],
        "marks": MARKS,
        "min_contrast": MIN_CONTRAST,
    }
