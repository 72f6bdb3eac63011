"""QR codes of links, as SVG, made here: nothing is asked of another server."""

from __future__ import annotations

import io

import segno
from segno import DataOverflowError

from geo.errors import ZhengtuError

QUIET_MODULES = 4
"""Empty border that a reader of codes needs (ISO/IEC 18004) [modules]."""


class LinkTooLongError(ZhengtuError):
    """The link does not fit into a QR code."""


def qr_svg(link: str) -> bytes:
    """Draw a link as a QR code, dark on white whatever the page's colours.

    Parameters
    ----------
    link
        The address.

    Returns
    -------
    SVG that scales to its container.

    Raises
    ------
    LinkTooLongError
        If it has more characters than the largest code holds.
    """
    try:
        code = segno.make_qr(link, error="l", boost_error=True)
    except DataOverflowError as error:
        raise LinkTooLongError(
            "The address of {count} characters does not fit into a QR code; choose fewer filters.",
            count=len(link),
        ) from error
    stream = io.BytesIO()
    code.save(
        stream, kind="svg", border=QUIET_MODULES, dark="#000", light="#fff",
        omitsize=True, xmldecl=False, svgclass=None, lineclass=None,
    )  # fmt: skip
    return stream.getvalue()
