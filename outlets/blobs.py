"""Bytes that are sent many times: named after their content, compressed once."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

import brotli

CODINGS = ("br", "gzip")
"""Content codings on offer, the best first."""

_LARGE_BYTES = 1_000_000


@dataclass(frozen=True)
class Blob:
    """Bytes with a media type; each content coding is made on first use and kept."""

    body: bytes
    media_type: str
    _made: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def digest(self) -> str:
        """First 12 hexadecimal digits of the SHA-256 of the plain bytes."""
        return hashlib.sha256(self.body).hexdigest()[:12]

    def is_coded(self, coding: str) -> bool:
        """Whether a content coding is there already."""
        return coding == "identity" or coding in self._made

    def coded(self, coding: str) -> bytes:
        """Bytes in a content coding of :data:`CODINGS`, or plain for "identity"."""
        if coding not in self._made:
            self._made[coding] = _compress(self.body, coding)
        return self._made[coding]


def _compress(body: bytes, coding: str) -> bytes:
    if coding == "br":
        # The best qualities take half a second for what they gain; nobody waits for that.
        return bytes(brotli.compress(body, quality=5 if len(body) > _LARGE_BYTES else 9))
    if coding == "gzip":
        return gzip.compress(body, compresslevel=6, mtime=0)
    return body
