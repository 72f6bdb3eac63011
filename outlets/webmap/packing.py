"""What a message tells of every row, packed small: which ones are selected, a number for each.

``assets/wire.js`` unpacks it. Beside deflate, two things keep it small: a rare (or an all but
complete) choice is told by the distances between its rows, and numbers stand in an order in which
like goes with like, by what the browser knows of each row already.
"""

from __future__ import annotations

import base64
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

GAPS = {True: "+", False: "-"}
"""What stands before a list of distances: whether it lists the rows selected or all others."""

PLAIN = "."
"""What stands before bytes that are not compressed."""

SHORT_BYTES = 1000
"""Up to here they are small as they stand; the browser need not make ready to unpack them."""

LONG_GAP = 255
"""A distance of so many rows and more: it goes on in the next byte."""


def encode_rows(mask: NDArray[np.bool_], *, plain: bool = True) -> str:
    """Pack which rows are selected.

    Parameters
    ----------
    mask
        One value per row of the thematic layers, layer after layer in catalogue order.
    plain
        Whether what is short may stand as it is; not beside numbers, which are unpacked anyway.

    Returns
    -------
    The bitset, least significant bit first; or, where that is shorter, a sign of :data:`GAPS` and
    the distances. Both in Base64: after :data:`PLAIN` as they are, otherwise zlib-compressed.
    """
    mask = np.asarray(mask, dtype=bool)
    packed = np.packbits(mask, bitorder="little").tobytes()
    listed = bool(2 * np.count_nonzero(mask) <= len(mask))
    gaps = _gaps(np.flatnonzero(mask == listed))
    sign, shorter = min(("", packed), (GAPS[listed], gaps), key=lambda form: len(form[1]))
    if plain and len(shorter) <= SHORT_BYTES:
        return sign + _plain(shorter)
    pressed = _pressed(gaps, strategy=zlib.Z_HUFFMAN_ONLY)
    return min(_pressed(packed), GAPS[listed] + pressed, key=len)


def _gaps(places: NDArray[np.intp]) -> bytes:
    """Return the rows passed over before each place: a byte for every 255, and the rest."""
    passed = np.diff(places, prepend=-1) - 1
    whole, rest = np.divmod(passed, LONG_GAP)
    found = np.full(int(whole.sum()) + len(rest), LONG_GAP, dtype=np.uint8)
    found[np.cumsum(whole + 1) - 1] = rest
    return found.tobytes()


def encode_numbers(
    numbers: NDArray[np.uint8], spans: Iterable[slice], *, likeness: NDArray[np.uint8]
) -> str:
    """Pack a small number for each row of the thematic layers.

    Parameters
    ----------
    numbers
        One number per row, layer after layer in catalogue order.
    spans
        The rows of each layer in that order.
    likeness
        For each row something that the browser can reckon as well; within a layer, numbers of rows
        that are alike in it stand together.

    Returns
    -------
    The bytes, zlib-compressed, in Base64.
    """
    parts = [numbers[span][np.argsort(likeness[span], kind="stable")] for span in spans]
    packed = np.concatenate(parts).astype(np.uint8).tobytes() if parts else b""
    return _pressed(packed)


def _plain(plain: bytes) -> str:
    return PLAIN + base64.b64encode(plain).decode("ascii")


def _pressed(plain: bytes, *, strategy: int = zlib.Z_DEFAULT_STRATEGY) -> str:
    press = zlib.compressobj(9, strategy=strategy)
    return base64.b64encode(press.compress(plain) + press.flush()).decode("ascii")
