"""Presenting: what the script beside the map needs, with each run and by HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import Response
from starlette.routing import Route

from geo.errors import ZhengtuError
from layers.store import current_store
from outlets.stories import story_data
from outlets.webmap.payload import json_blob
from screens import charts as chart_data
from screens.base_path import prefix_of
from screens.draft import WORKING_ID
from screens.staging import chapter_of, listed_story, story_named
from screens.state import today

if TYPE_CHECKING:
    from starlette.requests import Request

    from layers.selection import Selection
    from layers.stories import Chapter
    from layers.vocabulary import Language
    from screens.text import Translator

PATH = "/api/stories"


def stage(selection: Selection, _: Translator) -> dict[str, Any]:
    """Return what the presenter needs to know in this run.

    A story comes by HTTP, but for the one that this reader is writing.
    """
    view = selection.view
    chapter = chapter_of(view, today=today())
    if chapter is None:
        return {"story": None}
    told = None
    if view.story == WORKING_ID and (story := story_named(view.story, today=today())):
        told = story_data(story, selection.dataset, today=today(), language=view.language)
    return {
        "story": view.story,
        "told": told,
        "chapter": chapter.id,
        "language": view.language,
        "url": f"{prefix_of(None)}{PATH}/{view.story}.{view.language}.json",
        "failed": _("The story could not be loaded."),
        "chart": _chart(chapter, selection, _),
    }


def _chart(chapter: Chapter, selection: Selection, _: Translator) -> dict[str, Any] | None:
    if chapter.chart is None:
        return None
    network = selection.dataset.network
    whole = chart_data.charts(selection, network, outside_city=False, _=_)
    return whole | {
        "of": chapter.id,
        "charts": [chart for chart in whole["charts"] if chart["id"] == chapter.chart],
    }


def story_routes(*, base_path: str | None = None) -> list[Route]:
    """Make the route of the stories for ``st.App``.

    Parameters
    ----------
    base_path
        Path below which the app is served; None for Streamlit's ``server.baseUrlPath``.
    """

    async def serve(request: Request) -> Response:
        return await run_in_threadpool(_answer, request.path_params["name"])

    return [Route(f"{prefix_of(base_path)}{PATH}/{{name}}.json", serve)]


def _answer(name: str) -> Response:
    identifier, _dot, tongue = name.rpartition(".")
    language: Language = "en" if tongue == "en" else "zh"
    try:
        story = listed_story(identifier, today=today()) if tongue in ("zh", "en") else None
        if story is None:
            body, status = json_blob({"error": "There is no such story.", "name": name}), 404
        else:
            dataset = current_store().dataset()
            data = story_data(story, dataset, today=today(), language=language)
            body, status = json_blob(data), 200
    except ZhengtuError as error:
        body, status = json_blob({"error": str(error)}), 503
    return Response(body.body, status, {"Cache-Control": "no-cache"}, body.media_type)
