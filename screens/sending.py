"""Answers whose bytes are kept: compressed once, revalidated by ETag, or never asked for again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from outlets.blobs import CODINGS

if TYPE_CHECKING:
    from starlette.requests import Request

    from outlets.blobs import Blob

IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"


async def sent(
    request: Request, blob: Blob, *, immutable: bool = False, at_once: bool = False
) -> Response:
    """Answer 200 with the best coding the browser takes, or 304 if it has that already.

    Parameters
    ----------
    request
        Who asks, and what he takes.
    blob
        What is asked for.
    immutable
        Whether its address carries its content's hash.
    at_once
        Whether to send it plain rather than make a coding that has not been made yet.
    """
    coding = _best_coding(request.headers.get("accept-encoding", ""))
    if at_once and not blob.is_coded(coding):
        coding = "identity"
    headers = {
        "ETag": f'"{blob.digest}-{coding}"',
        "Cache-Control": IMMUTABLE if immutable else REVALIDATE,
        "Vary": "Accept-Encoding",
        "Content-Encoding": coding,
    }
    if _matches(request.headers.get("if-none-match", ""), headers["ETag"]):
        headers.pop("Content-Encoding")
        return Response(status_code=304, headers=headers)
    is_there = blob.is_coded(coding)
    body = blob.coded(coding) if is_there else await run_in_threadpool(blob.coded, coding)
    return Response(body, headers=headers, media_type=blob.media_type)


def _best_coding(accepted: str) -> str:
    """Pick a content coding: ours in order of preference, unless refused by ``q=0``."""
    wanted = {}
    for part in accepted.lower().split(","):
        name, _, weight = part.replace(" ", "").partition(";q=")
        wanted[name] = weight not in {"0", "0.0", "0.00", "0.000"}
    for coding in CODINGS:
        if wanted.get(coding, wanted.get("*", False)):
            return coding
    return "identity"


def _matches(header: str, etag: str) -> bool:
    given = {part.strip().removeprefix("W/") for part in header.split(",")}
    return etag in given or "*" in given
