"""Maps on the printed page of dead ends: the whole network, and the best connections from near.

Numbers are the ranks of the table. On the map of the whole network a number is left out where it
would lie on another; its mark stays.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import shapely

from geo.streets.classes import CLASSES
from outlets.analyses.dead_end_words import MAP_WORDS
from outlets.analyses.plots import (
    MARK_MM,
    Places,
    arrow,
    bar,
    framed,
    ground_of,
    north_of,
    number,
    stroke,
)
from outlets.prints.words import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from pyproj import CRS

    from geo.mapscale import North
    from layers.vocabulary import Language
    from outlets.analyses.dead_ends import Answer
    from outlets.analyses.plots import Ground

WIDTH_MM, HEIGHT_MM = 272.0, 150.0
"""Map of the whole network: A4 across, with room for a title and what stands below it."""

_NEAR_WIDTH_MM, _NEAR_HEIGHT_MM = 65.0, 40.0
_NEAR = 12
_NEAR_SCALE = 2_000
_STRIP_MM = (90.0, 18.5)
"""Bar and arrow of all small maps [mm]."""

_FARTHER_MM = (3.5, 7.0, 11.0)
_AROUND_M = 60.0
"""Ground around a connection that is seen from near [m]."""

_GREY, _ARTERY = "#999", "#777"
_ARTERIES = [kind.id for kind in CLASSES.values() if kind.artery]
_SAME_NORTH_DEG = 0.005


class _Drawing:
    """What both maps show.

    Parameters
    ----------
    answer
        Network, dead ends and ranked connections.
    chosen
        Ids of the connections that were opened together.
    """

    def __init__(self, answer: Answer, chosen: Sequence[str]) -> None:
        self.segments = answer.network.segments.geometry
        self.is_artery = answer.network.segments["road_class"].isin(_ARTERIES).to_numpy()
        self.ranked, self.chosen = answer.ranked, set(chosen)
        ends = answer.ends[answer.ends["kind"] == "dead_end"]
        self.ends = ends
        self.unranked = ends[~ends["id"].isin(set(self.ranked["dead_end"]))]

    def streets(self, ground: Ground, *, widths: tuple[float, float]) -> list[str]:
        """Draw streets below arteries [mm]."""
        seen = self.segments.sindex.query(shapely.box(*ground.bounds))
        lines, is_artery = self.segments.iloc[seen], self.is_artery[seen]
        return [
            stroke(ground.path(lines[~is_artery]), width=widths[0], colour=_GREY),
            stroke(ground.path(lines[is_artery]), width=widths[1], colour=_ARTERY),
        ]

    def dots(self, ground: Ground, ends: gpd.GeoDataFrame, *, radius: float) -> list[str]:
        """Draw ends of streets as rings."""
        places = ground.paper(shapely.get_coordinates(ends.geometry))
        return [
            _ring(x, y, radius=radius)
            for x, y in places
            if 0 <= x <= ground.width and 0 <= y <= ground.height
        ]


def maps(answer: Answer, chosen: Sequence[str], *, language: Language, notice: str) -> str:
    """Return the maps with what must be known beside them, as HTML.

    Parameters
    ----------
    answer
        Network, dead ends and ranked connections.
    chosen
        Ids of the connections that were opened together.
    language
        Of the words.
    notice
        Map review number, empty if there is none.
    """
    drawing = _Drawing(answer, chosen)
    crs = answer.network.segments.crs
    ground = ground_of(
        tuple(answer.network.segments.total_bounds), width=WIDTH_MM, height=HEIGHT_MM
    )
    north = north_of(ground, crs)
    drawn, numbered = _whole(drawing, ground, north, language)
    about = [
        _say("numbered", language, numbered=numbered, count=len(drawing.ranked)),
        _say("scale", language, scale=f"{ground.scale:,.0f}".replace(",", " "))
        + f" {_crs(crs)}; {_grid(north, language)}",
        f"{_say('source', language)}{say('colon', language)}{_source(answer)} · "
        + (say("review_number", language, number=notice) if notice
           else say("unreviewed", language)),
    ]  # fmt: skip
    parts = [_figure(drawn, [_legend(drawing, language), *map(escape, about)])]
    if len(drawing.ranked):
        parts.append(_near(drawing, crs, language))
    return "".join(parts)


def _whole(drawing: _Drawing, ground: Ground, north: North, language: Language) -> tuple[str, int]:
    """Return the map of the whole network, and how many connections have their number."""
    places = Places(ground.width, ground.height)
    furniture = [bar(ground, north, places), arrow(ground, north, places)]
    marks, numbers, leads = [], [], []
    ranked = drawing.ranked
    middles = ground.paper(shapely.get_coordinates(shapely.centroid(ranked.geometry.to_numpy())))
    # Marks stay clear of numbers where they can: the chosen and the best come first.
    order = sorted(range(len(ranked)), key=lambda at: ranked["id"].iloc[at] not in drawing.chosen)
    places.taken += [
        (x - MARK_MM, y - MARK_MM, x + MARK_MM, y + MARK_MM) for x, y in middles[order[:_NEAR]]
    ]
    for turn, at in enumerate(order):
        x, y = middles[at]
        is_chosen = ranked["id"].iloc[at] in drawing.chosen
        marks.append(_mark(x, y, boxed=is_chosen))
        text = str(ranked["rank"].iloc[at])
        # A line leads from the first ones to a number farther off rather than leave it out.
        gaps = (MARK_MM, *_FARTHER_MM) if turn < _NEAR else (MARK_MM,)
        if (place := places.take((x, y), text, gaps=gaps)) is not None:
            leads.append(_lead((x, y), place))
            numbers.append(number(place, text, boxed=is_chosen, bold=turn < _NEAR))
    parts = [
        *drawing.streets(ground, widths=(0.1, 0.3)),
        *drawing.dots(ground, drawing.unranked, radius=0.45),
        stroke(ground.path(ranked.geometry), width=0.6),
        *leads, *marks[::-1], *numbers[::-1], *furniture,
    ]  # fmt: skip
    return framed(ground, parts, title=_say("whole", language)), len(numbers)


def _ring(x: float, y: float, *, radius: float) -> str:
    look = f'fill="#fff" stroke="#000" stroke-width="{radius / 3:.2f}"'
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" {look}/>'


def _lead(mark: tuple[float, float], place: tuple[float, float]) -> str:
    (x, y), (to_x, to_y) = mark, place
    return f'<path d="M{x:.2f} {y:.2f}L{to_x:.2f} {to_y:.2f}" stroke="#000" stroke-width="0.15"/>'


def _mark(x: float, y: float, *, boxed: bool) -> str:
    look = 'stroke="#fff" stroke-width="0.25"'
    if boxed:
        left, top, wide = x - MARK_MM, y - MARK_MM, 2 * MARK_MM
        return f'<rect x="{left:.2f}" y="{top:.2f}" width="{wide:g}" height="{wide:g}" {look}/>'
    return f'<circle cx="{x:.2f}" cy="{y:.2f}" r="0.75" {look}/>'


def _near(drawing: _Drawing, crs: CRS, language: Language) -> str:
    """Return a small map of each chosen connection, or of each of the best."""
    ranked = drawing.ranked
    chosen = ranked[ranked["id"].isin(drawing.chosen)]
    shown = (chosen if len(chosen) else ranked).head(_NEAR)
    around = shown.geometry.buffer(_AROUND_M).bounds.to_numpy()
    size = {"width": _NEAR_WIDTH_MM, "height": _NEAR_HEIGHT_MM}
    scale = max(_NEAR_SCALE, *(ground_of(tuple(box), **size).scale for box in around))
    parts = [
        _one(drawing, row, ground_of(tuple(box), **size, scale=scale))
        for row, box in zip(shown.to_dict("records"), around, strict=True)
    ]
    title = _say("opened" if len(chosen) else "best", language, count=len(shown))
    about = _say("scale", language, scale=f"{scale:,.0f}".replace(",", " "))
    wide, tall = _STRIP_MM
    strip = ground_of(tuple(around[0]), width=wide, height=tall, scale=scale)
    north = north_of(strip, crs)
    signs = [bar(strip, north, Places(wide, tall)), arrow(strip, north, Places(wide, tall))]
    return (
        f'<section><h2>{escape(title)}</h2><div class="near">{"".join(parts)}</div>'
        f'<svg viewBox="0 0 {wide:g} {tall:g}" width="{wide:g}mm" height="{tall:g}mm" '
        f'aria-hidden="true">{"".join(signs)}</svg> {escape(about)}</section>'
    )


def _one(drawing: _Drawing, row: dict[str, object], ground: Ground) -> str:
    """Return the small map of a connection."""
    inside = drawing.ranked[drawing.ranked.intersects(shapely.box(*ground.bounds))]
    own = inside[inside["id"] == row["id"]]
    parts = [
        *drawing.streets(ground, widths=(0.5, 1.1)),
        stroke(ground.path(inside.geometry), width=0.4),
        *drawing.dots(ground, drawing.ends, radius=0.9),
        stroke(ground.path(own.geometry), width=1.1),  # a short one would be lost below its ends
    ]
    text = f"{row['rank']} · {row['length_m']:,.0f} m"
    return f"<figure>{framed(ground, parts, title=text)}<figcaption>{text}</figcaption></figure>"


def _legend(drawing: _Drawing, language: Language) -> str:
    """Return signs with their words."""
    line = '<path d="M0 1.6L8 1.6" stroke="{colour}" stroke-width="{width}"/>'
    signs = [
        ("street", line.format(colour=_GREY, width=0.3)),
        ("artery", line.format(colour=_ARTERY, width=0.6)),
        ("ranked", stroke("M100 160l600 0", width=0.6) + _mark(4, 1.6, boxed=False)),
        *([("chosen", number((4, 1.6), "1", boxed=True))] if drawing.chosen else []),
        ("unranked", _ring(4, 1.6, radius=0.8)),
    ]
    return "".join(
        f'<span><svg viewBox="0 0 8 3.2" width="8mm" height="3.2mm" aria-hidden="true">{sign}'
        f"</svg> {escape(_say(word, language))}</span> "
        for word, sign in signs
    )


def _figure(drawn: str, lines: list[str]) -> str:
    return f"<figure>{drawn}<figcaption>{'<br>'.join(lines)}</figcaption></figure>"


def _source(answer: Answer) -> str:
    method = answer.method
    return str(method.loc[method["item"] == "source", "text"].iloc[0])


def _crs(crs: CRS) -> str:
    code = crs.to_authority()
    if code is None:
        return str(crs.name)
    return f"{type(crs).from_authority(*code).name} ({':'.join(code)})"  # files may call it unknown


def _grid(north: North, language: Language) -> str:
    angle = north.convergence_deg
    if abs(angle) < _SAME_NORTH_DEG:
        return say("grid_same", language)
    return say("grid_east" if angle > 0 else "grid_west", language, angle=f"{abs(angle):.2f}")


def _say(word: str, language: Language, **fields: object) -> str:
    return MAP_WORDS[word].label(language).format(**fields)
