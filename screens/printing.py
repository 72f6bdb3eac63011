"""The dialog of print maps: what can be asked for, and the pre-flight check before a map leaves.

Light: what draws is imported when somebody asks (:mod:`screens.prints`). The map itself is ordered
like every other download (:mod:`screens.downloads`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anyio import CapacityLimiter, to_thread
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from geo.errors import ZhengtuError
from layers.statuses import REPORT_DAY
from layers.store import current_stories
from outlets.prints.paper import (
    AUTHOR_LIMIT,
    DPI_RANGE,
    FORMATS,
    PAPERS,
    SCALE_RANGE,
    TITLE_LIMIT,
)
from screens.base_path import prefix_of
from screens.state import today
from screens.text import said, translator

if TYPE_CHECKING:
    from starlette.requests import Request

    from layers.vocabulary import Language
    from screens.text import Translator

PATH = "/print"
CHECK_PATH = "/print/check"

_AT_ONCE = 2
"""Checks made at the same time: each draws its map, with threads that the layers need, too."""


def print_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the routes of the dialog.

    ``{base}/print`` has its choices and words in the language ``lang``; ``{base}/print/check``
    takes what ``{base}/download/print`` takes, and tells scale, pages and findings.

    Parameters
    ----------
    base_path
        As in :func:`screens.routes.routes`.
    """
    prefix = prefix_of(base_path)
    limiters: list[CapacityLimiter] = []

    async def form(request: Request) -> Response:
        language: Language = "en" if request.query_params.get("lang") == "en" else "zh"
        try:
            stories = await run_in_threadpool(_told_stories, language)  # reads files
        except ZhengtuError as error:
            return JSONResponse({"error": said(error.saying, language)}, status_code=503)
        choices = _form(translator(language), stories) | {
            "download": f"{prefix}/download",
            "check": prefix + CHECK_PATH,
        }
        return JSONResponse(choices, headers={"Cache-Control": "no-cache"})

    async def check(request: Request) -> Response:
        from screens import prints  # noqa: PLC0415 - brings what draws along

        if not limiters:  # a limiter belongs to the running loop
            limiters.append(CapacityLimiter(_AT_ONCE))
        parameters = dict(request.query_params)
        told = await to_thread.run_sync(prints.check, parameters, limiter=limiters[0])
        return JSONResponse(told, headers={"Cache-Control": "no-store"})

    return [Route(prefix + PATH, form), Route(prefix + CHECK_PATH, check)]


def _told_stories(language: Language) -> list[tuple[str, str]]:
    """Return id and title of every story that can be told."""
    return [
        (story.id, story.words("title", language).text or story.id)
        for story in current_stories(today=today()) if story.is_sound
    ]  # fmt: skip


def _form(_: Translator, stories: list[tuple[str, str]]) -> dict[str, Any]:
    low_dpi, high_dpi = DPI_RANGE
    low_scale, high_scale = SCALE_RANGE
    return {
        "kinds": [
            ["print", _("One map")],
            ["atlas", _("Atlas: a page for each district")],
            ["deck", _("Slides by district, PowerPoint")],
            *(
                [f"deck:{name}", _("Slides of the story “{title}”, PowerPoint", title=title)]
                for name, title in stories
            ),
            ["onepager", _("One-pagers of districts, Word")],
        ],
        "papers": list(PAPERS),
        "orientations": [["landscape", _("Landscape")], ["portrait", _("Portrait")]],
        "formats": [[name, name.upper()] for name in FORMATS],
        "dpi": [low_dpi, high_dpi],
        "scales": [low_scale, high_scale],
        "since": REPORT_DAY.text,
        "limits": {"title": TITLE_LIMIT, "author": AUTHOR_LIMIT},
        "words": {
            "title": _("Print maps, atlas, slides"),
            "kind": _("What"),
            "paper": _("Paper"),
            "orientation": _("Orientation"),
            "format": _("Format"),
            "extent": _("Extent"),
            "fit": _("Fitted to the selection"),
            "scaled": _("At a scale, whole selection"),
            "centred": _("At a scale, around the middle of the map"),
            "scale": _("Scale 1:"),
            "dpi": _("Resolution, dpi"),
            "heading": _("Title (empty: what is shown)"),
            "author": _("Author"),
            "since": _("Changes since"),
            "check": _("Check before it leaves"),
            "checking": _("Checking"),
            "findings": _("Findings of the check"),
            "go": _("Make it"),
            "go_on": _("I know this; make it"),
            "close": _("Close"),
            "clean": _("The check found nothing doubtful."),
        },
    }
