"""DXF for CAD: metres, ASCII layer codes, labels as text, and tables of codes and records beside.

Written with ezdxf: GDAL's own writer refuses attributes and garbles Chinese names.
"""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import pyogrio
import shapely

from geo.errors import ExportError, Saying
from geo.exports.pieces import in_pieces
from geo.exports.readback import Comparison, require_near, worst_difference
from geo.exports.spreadsheets import csv_table
from geo.exports.tables import Style

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from ezdxf.document import Drawing
    from ezdxf.entities.dxfgfx import DXFGraphic
    from ezdxf.layouts.layout import Modelspace

    from geo.exports.formats import Target
    from geo.exports.pieces import Tell
    from geo.exports.tables import Table

TEXT_HEIGHT_M = 60.0
"""Height of a label [m]: 3 mm on a plan at 1:20,000."""

_METRES_PER_PX = 10.0
"""Length of a dash on the ground for a pixel on screen [m]."""

_FONT = "simsun.ttc"
"""A font that CAD programs on Chinese Windows have; others put their own in its place."""

_CODE = re.compile(r"[A-Z0-9_]{1,31}")


def write(tables: Sequence[Table], path: Path, *, tell: Tell) -> None:
    """Write layers as one drawing, with its tables of codes and of records beside it.

    Beside the drawing lie ``…-codes.csv`` (what each layer code means) and ``…-records.csv`` (the
    record of each entity, and the records without a position, which no drawing can hold).

    Parameters
    ----------
    tables
        Prepared layers in a metric CRS.
    path
        Drawing to make.
    tell
        Called before each piece (see :mod:`geo.exports.pieces`); may raise.
    """
    import ezdxf  # noqa: PLC0415 - an eighth of a second of every start, for who asks for DXF

    drawing = ezdxf.new("R2004", units=ezdxf.units.M)  # type: ignore[attr-defined]
    # Up to R2004 a drawing names its code page, and every program obeys; of the UTF-8 of later
    # ones GDAL makes Latin-1. What GBK lacks is written as \\U+XXXX, which CAD shows.
    drawing.encoding = "gbk"
    drawing.styles.add("ZHENGTU", font=_FONT)
    space = drawing.modelspace()
    codes: dict[str, tuple[Style, int]] = {}
    records: list[tuple[str, str, str, str]] = []
    pieces = (piece for table in tables for piece in in_pieces(table, tell))
    for identifier, label, style, shape in chain.from_iterable(map(_rows, pieces)):
        count = codes.get(style.code, (style, 0))[1]
        codes[style.code] = (style, count + 1)
        if count == 0:
            _add_layer(drawing, style)
        handles = _add(space, shape, style, label)
        records.append((" ".join(handles), style.code, identifier, label))
    drawing.saveas(path)
    beside = {
        "codes": csv_table(
            ("layer", "title", "colour", "dash_m", "records"),
            [
                (code, style.title, style.colour, _pattern(style), count)
                for code, (style, count) in codes.items()
            ],
        ),
        "records": csv_table(("handles", "layer", "id", "label"), records),
    }
    for name, data in beside.items():
        path.with_name(f"{path.stem}-{name}.csv").write_bytes(data)


def compare(tables: Sequence[Table], path: Path, target: Target) -> list[Comparison]:
    """Read the drawing back with GDAL and compare every layer's shapes and labels.

    Raises
    ------
    ExportError
        If a shape or a label is missing or differs.
    """
    read = pyogrio.read_dataframe(path, use_arrow=False, columns=["Layer", "Text"])
    texts = read["Text"].notna().to_numpy()
    labels, shapes = read["Text"][texts].tolist(), read.geometry.to_numpy()[~texts]
    drawn_on = read["Layer"].to_numpy()[~texts]
    comparisons, at, label_at = [], 0, 0
    for table in tables:
        wanted = [(part, style.code, label) for _, label, style, shape in _rows(table)
                  if shape is not None for part in _parts(shape)]  # fmt: skip
        named = [label for _, label, _, shape in _rows(table) if shape is not None and label]
        span = slice(at, at + len(wanted))
        at, label_at = span.stop, label_at + len(named)
        codes = [code for _, code, _ in wanted]
        parts = np.array([part for part, _, _ in wanted], dtype=object)
        if list(drawn_on[span]) != codes or labels[label_at - len(named) : label_at] != named:
            raise _unlike(table, target, Saying("layers or labels differ"))
        worst = worst_difference(parts, shapes[span])
        require_near(worst, table, target)
        bounds = table.frame.total_bounds
        comparisons.append(
            Comparison(
                layer=table.name,
                count=len(table.frame),
                located=int(table.frame.geometry.notna().sum()),
                geometry_types=sorted({str(part.geom_type) for part in parts}),
                bounds=None if np.isnan(bounds).any() else bounds.round(3).tolist(),
                crs=target.crs,
                text_fields_identical=1,
                worst_m=worst,
            )
        )
    if at != len(shapes):
        raise _unlike(tables[-1], target, Saying("there are more shapes than records"))
    return comparisons


def _unlike(table: Table, target: Target, what: Saying) -> ExportError:
    return ExportError(
        "{format}: {layer} does not read back as it was written: {what}. No file was kept; choose "
        "another format, and report this.",
        format=target.format.title, layer=table.name, what=what,
    )  # fmt: skip


def _rows(table: Table) -> Iterator[tuple[str, str, Style, shapely.Geometry | None]]:
    """Yield id, label, style and shape of every record."""
    frame = table.frame
    plain = Style(code=_code(table.name), title=table.title, colour="#46505a")
    ids = frame["id"].astype(str) if "id" in frame else frame.index.astype(str)
    shapes = [None if shape is None or shape.is_empty else shape for shape in frame.geometry]
    if table.drawing is None:
        yield from ((name, "", plain, shape) for name, shape in zip(ids, shapes, strict=True))
        return
    for name, look, shape in zip(ids, table.drawing.to_dict("records"), shapes, strict=True):
        label = " ".join((look.get("label") or "").split())  # a CAD text is one line
        yield name, label, table.styles[look["style"]], shape


def _code(name: str) -> str:
    made = re.sub(r"[^A-Z0-9_]", "_", name.upper())[:31]
    return made if _CODE.fullmatch(made) else "LAYER"


def _add_layer(drawing: Drawing, style: Style) -> None:
    red, green, blue = (int(style.colour[at : at + 2], 16) for at in (1, 3, 5))
    linetype = "CONTINUOUS"
    if style.dash:
        linetype = f"{style.code}_DASH"
        lengths = [length * _METRES_PER_PX for length in style.dash]
        pattern = [length if at % 2 == 0 else -length for at, length in enumerate(lengths)]
        drawing.linetypes.add(linetype, [sum(lengths), *pattern])
    for code in (style.code, f"{style.code}_T"):
        layer = drawing.layers.add(code, linetype=linetype)
        layer.rgb = (red, green, blue)
        layer.description = style.title


def _pattern(style: Style) -> str:
    return " ".join(f"{length * _METRES_PER_PX:g}" for length in style.dash)


def _add(space: Modelspace, shape: shapely.Geometry | None, style: Style, label: str) -> list[str]:
    """Draw a shape and its label; return the handles of its entities."""
    if shape is None:
        return []
    at = {"layer": style.code}
    handles = []
    for part in _parts(shape):
        coordinates = shapely.get_coordinates(part).tolist()
        entity: DXFGraphic
        if part.geom_type == "Point":
            entity = space.add_point(coordinates[0], dxfattribs=at)
        elif shape.geom_type.endswith("Polygon"):
            entity = space.add_lwpolyline(coordinates[:-1], close=True, dxfattribs=at)
        else:
            entity = space.add_lwpolyline(coordinates, dxfattribs=at)
        handles.append(str(entity.dxf.handle))
    if label:
        place = shape.representative_point()
        space.add_text(
            label,
            height=TEXT_HEIGHT_M,
            dxfattribs={"layer": f"{style.code}_T", "style": "ZHENGTU",
                        "insert": (place.x, place.y)},
        )  # fmt: skip
    return handles


def _parts(shape: shapely.Geometry) -> list[shapely.Geometry]:
    """Split a shape into the points and lines that CAD draws; an area is drawn by its rings."""
    parts = []
    # A vertex that stands twice where a ring closes would be taken for the closing itself.
    for part in shapely.get_parts(shapely.remove_repeated_points(shape)):
        if part.geom_type == "Polygon":
            parts += [shapely.LineString(ring) for ring in (part.exterior, *part.interiors)]
        else:
            parts.append(part)
    return parts
