"""Why another program refused: the common reasons as sentences of ours, the others as quotations.

GDAL, pyarrow, GEOS and Python speak English, and name folders of this machine. What they say most
often is known; the rest is quoted, so that a reader of another language sees whose words they are.
"""

from __future__ import annotations

import errno
import json
import re

import shapely

from geo.errors import Saying

_FOLDERS = re.compile(r"(?<![\w./:])(?:/[^/\s'\":;]+)+/(?=[^/\s'\":;])")
_LONGEST = 300
"""Longest quotation [characters]."""

_BY_NUMBER: dict[int | None, Saying] = {
    errno.ENOENT: Saying("there is no such file"),
    errno.EACCES: Saying("this program may not open it"),
    errno.EPERM: Saying("this program may not open it"),
    errno.EISDIR: Saying("it is a folder"),
    errno.EIO: Saying("the disk reports a fault"),
    errno.EFBIG: Saying("the file would be larger than this account may make one"),
}

_BY_WORDS: tuple[tuple[str, Saying], ...] = (
    ("not recognized as being in a supported", Saying("its content is no vector format")),
    ("No such file", Saying("there is no such file")),
    ("Permission denied", Saying("this program may not open it")),
    ("Missing geo metadata", Saying("it is Parquet without the geometry of GeoParquet")),
    ("open Parquet input", Saying("its content is not Parquet, or is cut off")),
    ("magic bytes", Saying("its content is not Parquet, or is cut off")),
    ("disk image is malformed", Saying("its database is damaged")),
)
"""What other programs say most often."""

_FAULTS = {
    "Self-intersection": Saying("it crosses itself at {place}"),
    "Ring Self-intersection": Saying("a ring touches itself at {place}"),
    "Hole lies outside shell": Saying("a hole lies outside its area at {place}"),
    "Holes are nested": Saying("a hole lies in a hole at {place}"),
    "Nested shells": Saying("a part lies in another part at {place}"),
    "Duplicate Rings": Saying("a ring stands twice at {place}"),
    "Interior is disconnected": Saying("its inside falls apart at {place}"),
    "Too few points in geometry component": Saying("it has too few points at {place}"),
    "Invalid Coordinate": Saying("a coordinate is no number at {place}"),
}
"""What GEOS calls a fault of a shape."""


def reason(error: BaseException) -> Saying:
    """Return why something could not be read or written, as part of a sentence.

    Parameters
    ----------
    error
        What another program raised.

    Returns
    -------
    Our own words, or a quotation, without the folders of this machine.
    """
    match error:
        case UnicodeDecodeError():
            return Saying(
                "byte {position} is no text in {encoding}",
                position=error.start,
                encoding=error.encoding.upper(),
            )
        case json.JSONDecodeError():
            return Saying("line {line}, column {column}: no JSON", line=error.lineno,
                          column=error.colno)  # fmt: skip
        case KeyError() if error.args:
            return Saying("“{name}” is missing", name=error.args[0])
        case OSError() if error.errno in _BY_NUMBER:
            return _BY_NUMBER[error.errno]
    words = str(error)
    for part, said in _BY_WORDS:
        if part in words:
            return said
    return quoted(words)


def quoted(words: str) -> Saying:
    """Quote another program's words: on one line, not too long, without folders."""
    line = " ".join(_FOLDERS.sub("", words).split())
    return Saying("as the program behind it says: “{words}”", words=line[:_LONGEST])


def fault_of(shape: shapely.Geometry) -> Saying:
    """Return what is not valid about a shape, and where (in the shape's own coordinates)."""
    words = shapely.is_valid_reason(shape)
    name, _, place = words.partition("[")
    known = _FAULTS.get(name)
    return Saying(known.template, place=place.rstrip("]")) if known else quoted(words)
