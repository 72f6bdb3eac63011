"""What a print is to be: paper, scale, words; and the checks of what can be asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geo.errors import ExportError
from outlets.prints.words import clean

if TYPE_CHECKING:
    from layers.vocabulary import Language

PAPERS: dict[str, tuple[float, float]] = {
    "A4": (210, 297), "A3": (297, 420), "A2": (420, 594), "A1": (594, 841), "A0": (841, 1189),
}  # fmt: skip
"""Width and height of a portrait sheet, ISO 216 [mm]."""

TYPE_FACTORS = {"A4": 1.0, "A3": 1.1, "A2": 1.25, "A1": 1.5, "A0": 1.9}
"""Larger sheets are read from further away: factor on type and symbols [-]."""

FORMATS = ("pdf", "svg", "png")
DPI_RANGE = (150, 600)
SCALE_RANGE = (500, 5_000_000)
"""Denominators that can be asked for: within the data's accuracy and the projection's validity."""

GROUND_RANGE = (112.5, 33.5, 115.5, 36.0)
"""Where the grid of the maps is true and the data are: west, south, east, north [degree]."""

TITLE_LIMIT = 60
AUTHOR_LIMIT = 80
"""Longest title and author [characters]."""

Orientation = Literal["portrait", "landscape"]
ORIENTATIONS: tuple[Orientation, ...] = ("landscape", "portrait")


def check_words(title: str, author: str) -> None:
    """Refuse a title or an author that has no room.

    Raises
    ------
    ExportError
        If so.
    """
    if len(title) > TITLE_LIMIT:
        raise ExportError(
            "The title has {count} characters; there is room for {most}.",
            count=len(title),
            most=TITLE_LIMIT,
        )
    if len(author) > AUTHOR_LIMIT:
        raise ExportError(
            "The author's name has {count} characters; there is room for {most}.",
            count=len(author),
            most=AUTHOR_LIMIT,
        )


@dataclass(frozen=True, kw_only=True)
class PrintOrder:
    """What a print is to be.

    Parameters
    ----------
    paper
        One of :data:`PAPERS`.
    orientation
        "landscape" or "portrait".
    format
        One of :data:`FORMATS`.
    dpi
        Resolution of a PNG; in PDF and SVG everything is drawn as lines, which have none.
    scale
        Denominator of the scale, or None for the largest round one that shows the selection.
    centre
        Longitude and latitude (WGS 84) of the middle of the map; None for the selection's middle.
    title
        Title on the sheet; None for one that says what is shown.
    author
        Who made the map; empty if nobody says so.
    language
        Language of the sheet.

    Raises
    ------
    ExportError
        If there is no such paper, orientation or format, or a number is out of range.
    """

    paper: str = "A4"
    orientation: Orientation = "landscape"
    format: str = "pdf"
    dpi: int = 300
    scale: int | None = None
    centre: tuple[float, float] | None = None
    title: str | None = None
    author: str = ""
    language: Language = "zh"

    def __post_init__(self) -> None:
        self._check_form()
        self._check_place()
        check_words(self.title or "", self.author)
        if self.title is not None:
            object.__setattr__(self, "title", clean(self.title))
        object.__setattr__(self, "author", clean(self.author))

    def _check_form(self) -> None:
        if self.paper not in PAPERS:
            raise ExportError(
                "There is no paper size {paper}; choose one of {known}.",
                paper=self.paper,
                known=", ".join(PAPERS),
            )
        if self.orientation not in ORIENTATIONS:
            raise ExportError(
                "A sheet is landscape or portrait, not {orientation}.",
                orientation=self.orientation,
            )
        if self.format not in FORMATS:
            raise ExportError(
                "A print is one of {known}, not {format}.",
                known=", ".join(FORMATS),
                format=self.format,
            )
        low, high = DPI_RANGE
        if not low <= self.dpi <= high:
            raise ExportError(
                "The resolution must be between {low} and {high} dpi, not {dpi}.",
                low=low,
                high=high,
                dpi=self.dpi,
            )

    def _check_place(self) -> None:
        low, high = SCALE_RANGE
        if self.scale is not None and not low <= self.scale <= high:
            raise ExportError(
                "The scale must be between 1:{low} and 1:{high}, not 1:{scale}.",
                low=low,
                high=high,
                scale=self.scale,
            )
        if self.centre is None:
            return
        (lon, lat), (west, south, east, north) = self.centre, GROUND_RANGE
        if not (west <= lon <= east and south <= lat <= north):
            raise ExportError(
                "The middle of the map must lie between {west}°E and {east}°E, {south}°N and "
                "{north}°N; {lon:g}, {lat:g} does not (longitude comes first).",
                west=west, east=east, south=south, north=north, lon=lon, lat=lat,
            )  # fmt: skip

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height of the sheet [mm]."""
        width, height = PAPERS[self.paper]
        return (height, width) if self.orientation == "landscape" else (width, height)

    @property
    def factor(self) -> float:
        """Factor on type and symbols [-]."""
        return TYPE_FACTORS[self.paper]
