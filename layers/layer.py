"""What a layer declares: its titles, its categories and the columns that only it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geo.reading import Column, flag

if TYPE_CHECKING:
    from layers.vocabulary import Language, Term

STAND_IN = Column(name="stand_in", parse=flag, empty=False)
"""The geometry stands for something that reaches farther: a peak for a range, points for a ring."""


@dataclass(frozen=True, kw_only=True)
class Layer:
    """One layer of the map; the declaration is the validation and the documentation.

    Parameters
    ----------
    id
        Folder name under data/source and name on the wire.
    title
        Name in both languages.
    summary
        One sentence in both languages: what is in it, and what is not.
    categories
        Allowed values of ``category`` with their names.
    columns
        Columns of records.csv beyond the common ones.
    background
        True for the quiet base (no status, no filter).
    length_share
        Allowed computed / published length (both km), or None when the layer has no lengths.
    area_share
        Allowed computed / published area, or None when no areas are compared.
    length_key, area_key
        Key in figures.csv of the published figure compared with the computed one.
    tables
        Columns of further tables in the layer's folder, by file name.
    """

    id: str
    title: Term
    summary: Term
    categories: dict[str, Term]
    columns: tuple[Column, ...] = field(default=())
    background: bool = False
    length_share: tuple[float, float] | None = None
    area_share: tuple[float, float] | None = None
    length_key: str = "length_km"
    area_key: str = "area_km2"
    tables: dict[str, tuple[Column, ...]] = field(default_factory=dict)

    def label(self, language: Language) -> str:
        """Title in the language asked for."""
        return self.title.label(language)
