"""PNG written band by band: a sheet of A0 at 600 dpi is 1.7 GB of pixels, more than a server has.

Pillow and matplotlib hold a whole picture, in four bytes a pixel, before they write it; the format
(W3C Portable Network Graphics, third edition) is a stream, and so is this.
"""

from __future__ import annotations

import struct
import zlib
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from typing import BinaryIO

    from numpy.typing import NDArray

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_M_PER_INCH = 0.0254
_UP = 2
"""Filter type: each byte less the one above it, which is often the same."""


class PngStream:
    """Takes the rows of a picture from top to bottom, and writes them as they come.

    Parameters
    ----------
    stream
        Where to write.
    size
        Width and height [pixels].
    dpi
        Resolution.
    words
        Texts for the file's own description, by keyword (ASCII).
    clear
        Whether pixels have an opacity, too.
    """

    def __init__(
        self,
        stream: BinaryIO,
        size: tuple[int, int],
        *,
        dpi: int,
        words: dict[str, str],
        clear: bool = False,
    ) -> None:
        self._stream = stream
        self._packer = zlib.compressobj(6)
        self._above = np.zeros((1, size[0] * (4 if clear else 3)), dtype=np.uint8)
        stream.write(_SIGNATURE)
        kind = 6 if clear else 2  # RGBA or RGB, of 8 bits each
        self._chunk(b"IHDR", struct.pack(">2I5B", *size, 8, kind, 0, 0, 0))
        per_metre = round(dpi / _M_PER_INCH)
        self._chunk(b"pHYs", struct.pack(">2IB", per_metre, per_metre, 1))
        for keyword, text in words.items():
            self._chunk(b"iTXt", keyword.encode("ascii") + b"\0\0\0\0\0" + text.encode("utf-8"))

    def rows(self, pixels: NDArray[np.uint8]) -> None:
        """Write the next rows.

        Parameters
        ----------
        pixels
            Array of shape (rows, width, 3), or 4 with opacity.
        """
        flat = pixels.reshape(len(pixels), -1)
        above = np.concatenate([self._above, flat[:-1]])
        self._above = flat[-1:].copy()
        filtered = np.empty((len(flat), flat.shape[1] + 1), dtype=np.uint8)
        filtered[:, 0] = _UP
        np.subtract(flat, above, out=filtered[:, 1:])
        self._data(self._packer.compress(filtered.data))

    def finish(self) -> None:
        """Write what is left."""
        self._data(self._packer.flush())
        self._chunk(b"IEND", b"")

    def _data(self, packed: bytes) -> None:
        if packed:
            self._chunk(b"IDAT", packed)

    def _chunk(self, kind: bytes, data: bytes) -> None:
        self._stream.write(struct.pack(">I", len(data)) + kind + data)
        self._stream.write(struct.pack(">I", zlib.crc32(kind + data)))
