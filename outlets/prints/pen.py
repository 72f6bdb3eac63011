"""A pen on a sheet: everything in millimetres from the lower left corner, later over earlier."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import shapely
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Affine2D, Bbox, TransformedBbox

from outlets.prints.dashes import cut
from outlets.prints.fonts import MM_PER_PT, drawable, font, width_mm

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matplotlib.artist import Artist
    from matplotlib.axes import Axes

_MM_PER_INCH = 25.4


class Box(NamedTuple):
    """A rectangle on the sheet [mm]."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Width [mm]."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Height [mm]."""
        return self.top - self.bottom

    @property
    def middle(self) -> tuple[float, float]:
        """Centre [mm]."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def inset(self, by: float) -> Box:
        """Return the box made smaller on every side (larger, if negative)."""
        return Box(self.left + by, self.bottom + by, self.right - by, self.top - by)

    def touches(self, other: Box) -> bool:
        """Say whether two boxes share more than an edge."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.bottom < other.top
            and other.bottom < self.top
        )

    def holds(self, other: Box) -> bool:
        """Say whether another box lies within this one."""
        return (
            self.left <= other.left
            and other.right <= self.right
            and self.bottom <= other.bottom
            and other.top <= self.top
        )


@dataclass(frozen=True, kw_only=True)
class Stroke:
    """How a line is drawn.

    Parameters
    ----------
    colour
        ``#rrggbb``.
    width
        Width [mm].
    dash
        On/off lengths [mm], empty for a solid line.
    alpha
        Opacity [0..1].
    round_caps
        True for round ends (dots), False for flat ones.
    """

    colour: str
    width: float
    dash: tuple[float, ...] = ()
    alpha: float = 1.0
    round_caps: bool = False


@dataclass(frozen=True, kw_only=True)
class Type:
    """How a text is set.

    Parameters
    ----------
    size_pt
        Size [pt].
    bold
        True for the bold weight.
    colour
        ``#rrggbb``.
    halo
        Colour of a band around the letters that sets them off, empty for none.
    """

    size_pt: float
    bold: bool = False
    colour: str = "#000000"
    halo: str = ""


class Pen:
    """Draws on one sheet.

    Parameters
    ----------
    width, height
        Size of the sheet [mm].
    """

    def __init__(self, width: float, height: float) -> None:
        self.sheet = Box(0, 0, width, height)
        self.figure = Figure(figsize=(width / _MM_PER_INCH, height / _MM_PER_INCH), frameon=False)
        self._axes: Axes = self.figure.add_axes((0, 0, 1, 1), frameon=False)
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(0, height)
        self._order = 0
        self._dashed: list[tuple[PathPatch, tuple[float, ...]]] = []
        self._clip: Box | None = None

    def show(self, bottom: float, top: float) -> None:
        """Let the figure show only a band of the sheet [mm] (a large picture is made in bands)."""
        self.figure.set_size_inches(
            self.sheet.width / _MM_PER_INCH, (top - bottom) / _MM_PER_INCH, forward=False
        )
        self._axes.set_ylim(bottom, top)

    @contextmanager
    def inside(self, box: Box) -> Iterator[None]:
        """Cut off at a box what is drawn meanwhile."""
        before, self._clip = self._clip, box
        try:
            yield
        finally:
            self._clip = before

    def _add(self, artist: Artist, name: str = "") -> None:
        self._order += 1
        artist.set_zorder(self._order)
        if name:
            artist.set_gid(name)
        self._axes.add_artist(artist)
        artist.set_clip_on(self._clip is not None)
        if self._clip is not None:
            clip = self._clip
            box = Bbox.from_extents(clip.left, clip.bottom, clip.right, clip.top)
            artist.set_clip_path(None)
            artist.set_clip_box(TransformedBbox(box, self._axes.transData))

    def stroke(self, path: Path, stroke: Stroke, *, name: str = "") -> None:
        """Draw a line along a path; ``name`` becomes its id in an SVG."""
        patch = PathPatch(
            path,
            fill=False,
            edgecolor=stroke.colour,
            linewidth=stroke.width / MM_PER_PT,
            linestyle=(0, tuple(part / MM_PER_PT for part in stroke.dash)) if stroke.dash else "-",
            alpha=stroke.alpha,
            capstyle="round" if stroke.round_caps else "butt",
            joinstyle="round",
            snap=False,
        )
        if stroke.dash:
            self._dashed.append((patch, stroke.dash))
        self._add(patch, name)

    def cut_dashes(self) -> None:
        """Turn dashed lines into short ones, so that the sheet can be drawn in bands."""
        for patch, dash in self._dashed:
            patch.set_path(cut(patch.get_path(), dash))
            patch.set_linestyle("-")
        self._dashed.clear()

    def fill(self, path: Path, colour: str, *, alpha: float = 1.0, name: str = "") -> None:
        """Fill a path."""
        patch = PathPatch(path, facecolor=colour, linewidth=0, alpha=alpha, snap=False)
        patch.set_edgecolor("none")
        self._add(patch, name)

    def text(self, at: tuple[float, float], text: str, look: Type, *, turn_deg: float = 0) -> None:
        """Write on one line from the left end of its baseline, turned about that end."""
        shown = drawable(text)
        if not shown:
            return
        if look.halo:
            self._halo(at, shown, look, turn_deg)
        written = Text(
            *at, shown, fontproperties=font(bold=look.bold), fontsize=look.size_pt,
            color=look.colour, ha="left", va="baseline", rotation=turn_deg,
            rotation_mode="anchor", parse_math=False, transform=self._axes.transData,
        )  # fmt: skip
        self._add(written)

    def centred(self, at: tuple[float, float], text: str, look: Type) -> None:
        """Write on one line with the middle of its baseline at a place."""
        half = width_mm(drawable(text), look.size_pt, bold=look.bold) / 2
        self.text((at[0] - half, at[1]), text, look)

    def right(self, at: tuple[float, float], text: str, look: Type) -> None:
        """Write on one line that ends at a place."""
        width = width_mm(drawable(text), look.size_pt, bold=look.bold)
        self.text((at[0] - width, at[1]), text, look)

    def _halo(self, at: tuple[float, float], text: str, look: Type, turn_deg: float) -> None:
        # Drawn as an outline below the letters: a path effect would turn the letters themselves
        # into outlines, and nobody could search the PDF for them.
        vertices, codes = text_to_path.get_text_path(font(bold=look.bold), text)
        size = look.size_pt * MM_PER_PT / text_to_path.FONT_SCALE
        placed = Affine2D().scale(size).rotate_deg(turn_deg).translate(*at)
        path = placed.transform_path(Path(vertices, codes))
        self.stroke(path, Stroke(colour=look.halo, width=0.26 * look.size_pt * MM_PER_PT))


def path_of(shapes: Iterable[shapely.Geometry]) -> Path:
    """Return lines and areas [mm] as one path; holes stay holes."""
    vertices: list[np.ndarray[tuple[int, ...], np.dtype[np.float64]]] = []
    codes: list[np.ndarray[tuple[int, ...], np.dtype[np.uint8]]] = []
    for shape in shapes:
        for part in shapely.get_parts(shape):
            rings = (
                [part.exterior, *part.interiors] if part.geom_type == "Polygon" else [part]
            )  # fmt: skip
            for ring in rings:
                at = shapely.get_coordinates(ring)
                if len(at) > 1:
                    vertices.append(at)
                    codes.append(_codes(len(at), closed=part.geom_type == "Polygon"))
    if not vertices:
        return Path(np.empty((0, 2)))
    return Path(np.concatenate(vertices), np.concatenate(codes))


def _codes(count: int, *, closed: bool) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    codes = np.full(count, Path.LINETO, dtype=np.uint8)
    codes[0] = Path.MOVETO
    if closed:
        codes[-1] = Path.CLOSEPOLY
    return codes


def line(*positions: tuple[float, float]) -> Path:
    """Return straight lines from place to place [mm]."""
    return Path(np.asarray(positions, dtype=float))


def rectangle(box: Box) -> Path:
    """Return the outline of a box."""
    corners = [
        (box.left, box.bottom), (box.right, box.bottom), (box.right, box.top),
        (box.left, box.top), (box.left, box.bottom),
    ]  # fmt: skip
    return Path(np.asarray(corners), _codes(5, closed=True))


def disc(at: tuple[float, float], radius: float) -> Path:
    """Return a circle [mm]."""
    return Path.circle(at, radius)
