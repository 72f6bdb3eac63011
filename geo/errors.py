"""One base error; classes by stage.

A message is an English template plus its fields, so that a screen can show it in the reader's
language: the template is the gettext message id.
"""

from __future__ import annotations

from typing import Self


class Saying(str):
    """A sentence that remembers its template and fields, so that a screen can translate it.

    ``Saying("must be one of {words}", words="a, b")`` is the filled-in English text.
    """

    __slots__ = ("fields", "template")

    template: str
    fields: dict[str, object]

    def __new__(cls, template: str, **fields: object) -> Self:
        """Fill in the template."""
        made = super().__new__(cls, template.format(**fields) if fields else template)
        made.template = template
        made.fields = fields
        return made


class ZhengtuError(Exception):
    """Base of every error that Zhengtu raises on purpose.

    Parameters
    ----------
    template
        English sentence with ``{named}`` fields; it says what is wrong and what to do.
    **fields
        Values for the template, kept apart so that the sentence can be translated.
    """

    def __init__(self, template: str, **fields: object) -> None:
        self.saying = Saying(template, **fields)
        super().__init__(str(self.saying))


class ReadingError(ZhengtuError):
    """A file is missing, or is not what its name says."""


class CrsError(ZhengtuError):
    """A frame has no CRS, or one in which the measure asked for makes no sense."""


class UnknownNameError(ZhengtuError):
    """A layer, district, status or record was asked for that does not exist."""


class ExportError(ZhengtuError):
    """A file could not be written, or does not read back as it was written."""


class CancelledError(ZhengtuError):
    """Somebody called the work off; nothing of it was kept."""


class BusyError(ZhengtuError):
    """Too much is being worked on already; later it will not be."""


class NetworkError(ZhengtuError):
    """A street network holds nothing to work on, or was asked for something that makes no sense."""


class RasterError(ZhengtuError):
    """A raster cannot be used, or cells were asked for that make no sense."""
