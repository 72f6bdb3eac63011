"""Files that are whole or not there: written in a folder of their own, then moved into place."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from typing import TYPE_CHECKING

from geo.errors import ExportError
from geo.reasons import reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Progress = Callable[[str, int, int], None]
    """Told what is being done, how many steps are done and how many there are; it may raise
    :class:`CancelledError`."""

_BLOCK = 1 << 20
_NAME = re.compile(r"[^\x00-\x1f/\\:*?\"<>|]+")
_LONGEST_NAME = 200
"""Bytes of a file name: file systems hold 255, and the manifest's name is longer."""


def nothing_to_tell(_step: str, _done: int, _total: int) -> None:
    """Tell nobody how far an export is."""


def safe_name(name: str) -> str:
    r"""Return a file name if it is one, without a folder in it.

    Raises
    ------
    ExportError
        If it is empty, ``.`` or ``..``, too long, or holds ``/``, ``\`` or what Windows refuses.
    """
    if not _NAME.fullmatch(name) or name.strip(" .") != name:
        raise ExportError(
            '“{name}” is no file name: leave out / \\ : * ? " < > | and .., and dots or blanks '
            "at its ends.",
            name=name[:80],
        )
    if (size := len(name.encode())) > _LONGEST_NAME:
        raise ExportError(
            "“{name}…” is too long for a file name: {size} bytes, where {limit} fit everywhere. "
            "Shorten it (a Chinese character takes three).",
            name=name[:20],
            size=size,
            limit=_LONGEST_NAME,
        )
    return name


@contextmanager
def scratch(beside: Path) -> Iterator[Path]:
    """Give an empty folder beside a destination (so on the same disk), and clear it afterwards.

    Parameters
    ----------
    beside
        Where the finished files will go; the folder must exist.

    Raises
    ------
    ExportError
        If the folder is missing or read-only, or the disk is full; what was written is removed.
    """
    with saying_what_failed(beside):
        folder = type(beside)(tempfile.mkdtemp(prefix=".zhengtu-", dir=beside))
    try:
        with saying_what_failed(beside):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def place(made: Path, destination: Path) -> None:
    """Move a finished file into place in one step, over an older one of that name."""
    with saying_what_failed(destination.parent):
        os.replace(made, destination)  # noqa: PTH105 - says that it replaces


@contextmanager
def saying_what_failed(folder: Path) -> Iterator[None]:
    """Turn a fault of the disk, also one that GDAL reports in its own words, into a sentence.

    Raises
    ------
    ExportError
        Instead of the fault; it names the folder and what to do.
    """
    try:
        yield
    except OSError as error:
        raise _sentence(error.errno, folder, error) from error
    except RuntimeError as error:
        # pyogrio's DataSourceError and FeatureError: the disk's own error is not passed on.
        if shutil.disk_usage(folder).free < _BLOCK:
            raise _sentence(errno.ENOSPC, folder, error) from error
        raise _unwritten(error) from error


def _sentence(code: int | None, folder: Path, error: Exception) -> ExportError:
    if code in (errno.ENOSPC, errno.EDQUOT):
        return ExportError(
            "The disk of {folder} is full; nothing was kept. Make room, or choose another folder.",
            folder=folder,
        )
    if code in (errno.EACCES, errno.EPERM, errno.EROFS):
        return ExportError("{folder} cannot be written to; choose another folder.", folder=folder)
    if code == errno.ENOENT:
        return ExportError("There is no folder {folder}; make it first.", folder=folder)
    return _unwritten(error)


def _unwritten(error: Exception) -> ExportError:
    return ExportError(
        "The file could not be written: {cause}. Nothing was kept; try another format or folder.",
        cause=reason(error),
    )


def sha256(path: Path) -> str:
    """Hash a file block by block (hexadecimal SHA-256)."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
