"""Write what leaves: vector files in every format on offer, read back before anyone gets them.

Only this package serialises geometry for files. A write goes :func:`prepare` (CRS, limits) ->
:func:`write` -> :func:`read_back`; who calls puts styles and a manifest beside.
"""

from geo.errors import CancelledError
from geo.exports.files import place, safe_name, scratch, sha256
from geo.exports.formats import FORMATS, Format, Target, target
from geo.exports.readback import Comparison
from geo.exports.rfc7946 import DECIMALS, geojson
from geo.exports.spreadsheets import csv_table, safe_cell
from geo.exports.tables import Prepared, Style, Table, prepare
from geo.exports.writing import read_back, write

__all__ = [
    "DECIMALS",
    "FORMATS",
    "CancelledError",
    "Comparison",
    "Format",
    "Prepared",
    "Style",
    "Table",
    "Target",
    "csv_table",
    "geojson",
    "place",
    "prepare",
    "read_back",
    "safe_cell",
    "safe_name",
    "scratch",
    "sha256",
    "target",
    "write",
]
