"""What a page is told of a raster that was laid in, and what is laid under its map."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlets.analyses.raster_looks import UNNAMED, css, ramp_colours
from outlets.analyses.raster_runs import STAGES
from outlets.analyses.raster_tables import METHOD, shown, table_of
from screens.analyses.run_routes import progress_told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from layers.vocabulary import Language
    from outlets.analyses.raster_looks import Look
    from outlets.analyses.raster_runs import RasterAnswer, RasterRun
    from screens.text import Translator

_MOST_CLASSES = 30
"""Classes that the map's legend lists."""


def told(run: RasterRun, language: Language, _: Translator) -> dict[str, Any]:
    """Return what a page is told of a run."""
    found = progress_told(run, STAGES, language, _)
    if run.answer is not None:
        found["result"] = _result(run.answer, language, _)
    return found


def _result(answer: RasterAnswer, language: Language, _: Translator) -> dict[str, Any]:
    columns, rows = table_of(answer, language)
    return {
        "source": answer.question.credit,
        "facts": _facts(answer, _),
        "columns": columns,
        "rows": [[shown(cell) for cell in row] for row in rows],
        "notes": _notes(answer, language, _),
        "bounds": answer.raster.bounds,
    }


def _facts(answer: RasterAnswer, _: Translator) -> list[list[str]]:
    raster, look = answer.raster, answer.look
    band = look.bands[0]
    nodata = raster.nodata[band - 1]
    kinds = {"values": _("Quantities"), "classes": _("Classes"), "picture": _("Picture")}
    units = {"metre": _("m"), "degree": "°"}
    unit = units.get(raster.crs_unit, raster.crs_unit)
    across, down = (f"{side:.6g}" for side in raster.cell)
    return [
        [_("Raster"), answer.question.name],
        [_("CRS"), raster.crs],
        [_("Size"), _("{width} × {height} cells of {across} × {down} {unit}",
                      width=f"{raster.size[0]:,}", height=f"{raster.size[1]:,}",
                      across=across, down=down, unit=unit)],
        [_("Band"), _("{band} of {count} ({dtype})", band=", ".join(map(str, look.bands)),
                      count=len(raster.dtypes), dtype=raster.dtypes[band - 1])],
        [_("What its values are"), kinds[look.kind]],
        [_("No value"), _("as the file's mask says") if nodata is None else f"{nodata:g}"],
        [_("Unit of its values"), answer.unit or _("not said")],
    ]  # fmt: skip


def _notes(answer: RasterAnswer, language: Language, _: Translator) -> list[str]:
    raster, look = answer.raster, answer.look
    notes = [METHOD.label(language)] if look.kind != "picture" else []
    if look.kind == "values":
        notes.append(
            _(
                "The ramp goes from the lowest to the highest values but for two percent at either "
                "end; between cells the map interpolates, the table does not."
            )
        )
    if raster.turned:
        notes.append(
            _(
                "The raster is rotated or stored the other way up: it is read on an upright grid "
                "of the same CRS, cell by nearest cell."
            )
        )
    if raster.scaled:
        notes.append(_("Values are multiplied and shifted as the file says (scale and offset)."))
    if not answer.unit and look.kind == "values":
        notes.append(_("Nobody says in which unit the values are."))
    notes += [f"{name}: {text}" for name, text in raster.about.items()]
    return notes


def overlay(answer: RasterAnswer, address: str, _: Translator) -> dict[str, Any]:
    """Return what lies under the map's layers.

    Parameters
    ----------
    answer
        What was found.
    address
        Where the run stands, from the server's root.
    """
    return {
        "source": answer.question.credit,
        "raster": {
            "title": answer.question.name,
            "tiles": f"{address}/tiles/{{z}}/{{x}}/{{y}}.png",
            "value": f"{address}/value",
            "bounds": answer.raster.bounds,
            "legend": legend(answer.look, answer.unit, {}, _),
        },
    }


def legend(look: Look, unit: str, names: Mapping[int, str], _: Translator) -> dict[str, Any]:
    """Return what the colours of a sheet mean.

    Parameters
    ----------
    look
        How it is drawn.
    unit
        Of its values.
    names
        Of its classes; the number stands for one that has none.
    """
    if look.kind == "picture":
        return {"kind": "picture"}
    if look.kind == "values":
        ends = {"low": _measured(look.low, unit), "high": _measured(look.high, unit)}
        return {"kind": "values", "colours": ramp_colours(), **ends}
    listed = [
        [css(look.colours.get(value, UNNAMED)), names.get(value, str(value))] for value in look.held
    ]
    if len(listed) > _MOST_CLASSES:
        more = _("{count} more classes", count=len(listed) - _MOST_CLASSES)
        listed = [*listed[:_MOST_CLASSES], ["transparent", more]]
    return {"kind": "classes", "items": listed}


def value_told(answer: RasterAnswer, lon: float, lat: float, _: Translator) -> str:
    """Return what the raster holds at a place."""
    values = answer.at(lon, lat)
    if values is None:
        return _("no value here")
    if answer.look.kind == "values":
        return _measured(values[0], answer.unit)
    return ", ".join(f"{value:g}" for value in values)


def _measured(value: float, unit: str) -> str:
    return f"{value:,.6g} {unit}".strip()
