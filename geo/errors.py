"""One base error; classes by stage.

A message is an English template plus its fields, so that a screen can show it in the reader's
language: the template is the gettext message id.
"""

from __future__ import annotations


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
        self.template = template
        self.fields = fields
        super().__init__(template.format(**fields) if fields else template)


class ReadingError(ZhengtuError):
    """A file is missing, or is not what its name says."""


class CrsError(ZhengtuError):
    """A frame has no CRS, or one in which the measure asked for makes no sense."""


class DataError(ZhengtuError):
    """Source tables hold blocking issues; ``issues`` lists them."""


class UnknownNameError(ZhengtuError):
    """A layer, district, status or record was asked for that does not exist."""


class ExportError(ZhengtuError):
    """A file could not be written, or does not read back as it was written."""
