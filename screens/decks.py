"""Check and make the slides and one-pagers that the dialog of prints asks for.

Apart from :mod:`screens.printing`, because this brings what draws along.
"""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from geo.errors import UnknownNameError
from geo.exports import scratch
from layers.statuses import REPORT_DAY
from layers.store import current_store, current_stories
from outlets.deck.making import make as make_deck
from outlets.deck.order import DeckOrder, check_order
from outlets.download import MANIFEST, Download, add_file
from outlets.preflight import Drawn, preflight
from outlets.webmap.basemaps import read_settings
from screens.state import today
from screens.text import translator

if TYPE_CHECKING:
    from collections.abc import Mapping

    from geo.validation import Issue
    from layers.stories import Story
    from layers.view import View
    from outlets.jobs import Job

SUFFIXES = {"deck": ".pptx", "onepager": ".docx"}
"""Kinds in an address, and what each becomes."""


def order_of(view: View, parameters: Mapping[str, str]) -> DeckOrder:
    """Read what is wanted out of an address.

    Raises
    ------
    UnknownNameError
        If there is no such story, or it has an error.
    ExportError
        If title or author is too long.
    """
    return DeckOrder(
        dataset=current_store().dataset(),
        view=view,
        today=today(),
        story=_story(view.story),
        settings=read_settings(),
        since=view.since or REPORT_DAY.first,
        title=parameters.get("title", ""),
        author=parameters.get("author", ""),
    )


def _story(name: str | None) -> Story | None:
    if name is None:
        return None
    stories = {story.id: story for story in current_stories(today=today()) if story.is_sound}
    if name not in stories:
        raise UnknownNameError(
            "There is no story {name}; the stories are {known}.",
            name=name,
            known=", ".join(stories) or "-",
        )
    return stories[name]


def check(kind: str, view: View, parameters: Mapping[str, str]) -> tuple[str, list[Issue]]:
    """Tell what will be made and what is missing or doubtful about it, without drawing anything.

    Raises
    ------
    ZhengtuError
        If it cannot be made.
    """
    order, _ = order_of(view, parameters), translator(view.language)
    check_order(order, SUFFIXES[kind])
    findings = preflight(Drawn(selection=order.selection, settings=order.settings, today=today(),
                               author=order.author))  # fmt: skip
    if order.story is not None:
        return _("Slides: one for each of {count} chapters.",
                 count=len(order.story.chapters)), findings  # fmt: skip
    count = len(order.districts)
    if kind == "onepager":
        return _("Pages: {count}, each fitted to its district.", count=count), findings
    return _("Slides: one for each of {count} districts; tables of their projects follow.",
             count=count), findings  # fmt: skip


def make(kind: str, view: View, parameters: Mapping[str, str], job: Job) -> Download:
    """Make slides or one-pagers, zipped with their manifest.

    Parameters
    ----------
    kind
        One of :data:`SUFFIXES`.
    view
        The reader's choices; its story is told, if it names one.
    parameters
        Those of the address.
    job
        Told how far it is; may call it off.

    Raises
    ------
    ZhengtuError
        If it cannot be made; nothing is left of it.
    """
    order = order_of(view, parameters)
    about = order.story.id if order.story is not None else "districts"
    day = order.selection.day.isoformat()
    stem = f"zhengtu-{kind}-{about}-{day}-{order.dataset.version}"
    with scratch(Path(tempfile.gettempdir())) as folder:
        file = folder / f"{stem}{SUFFIXES[kind]}"
        manifest = make_deck(order, file, progress=job)
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            add_file(archive, file.name, file.read_bytes())
            add_file(archive, MANIFEST, manifest)
    return Download(f"{stem}.zip", stream.getvalue())
