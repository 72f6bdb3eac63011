"""Exit codes of every command (told by ``zhengtu --help``)."""

from __future__ import annotations

from geo.errors import ZhengtuError

DONE, FAULTS, WRONG, FAILED, NO_DATA, CALLED_OFF = 0, 1, 2, 3, 4, 130


class EndedError(ZhengtuError):
    """An error whose meaning to the command line only its raiser knows.

    Parameters
    ----------
    cause
        What went wrong; its sentence is kept.
    code
        The exit code.
    """

    def __init__(self, cause: ZhengtuError, code: int) -> None:
        super().__init__(cause.saying.template, **cause.saying.fields)
        self.cause, self.code = cause, code
