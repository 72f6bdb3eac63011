"""A deck as a file: PPTX, or DOCX for one-pagers, whole or not there, its manifest beside it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pptx.util import Mm

from geo.exports import scratch, sha256
from geo.exports.files import nothing_to_tell
from layers.catalogue import CATALOGUE
from layers.view import encode
from layers.vocabulary import LICENCES
from outlets.deck.blank import TITLE_LAYOUT, blank, placed
from outlets.deck.chapters import MAP, add_chapter, add_chart_slide
from outlets.deck.charts import districts_chart
from outlets.deck.districts import add_district, add_projects
from outlets.deck.ends import closing_lines, foot_of, set_properties, title_of
from outlets.deck.maps import Maps
from outlets.deck.order import check_name, check_order
from outlets.deck.slides import BODY, Look, Press
from outlets.deck.words import say
from outlets.export import ATTRIBUTION, DATA_LICENCE
from outlets.filing import put_described
from outlets.preflight import plain
from outlets.prints.furniture import QUIET
from outlets.prints.texts import review_note, subtitle
from outlets.prints.words import clean
from outlets.prints.words import say as print_say

if TYPE_CHECKING:
    from pathlib import Path

    from geo.exports.files import Progress
    from geo.validation import Issue
    from layers.selection import Selection
    from outlets.deck.order import DeckOrder

_TITLE_PT, _SUBTITLE_PT, _FACT_PT = 32.0, 18.0, 14.0


def save(order: DeckOrder, out: Path, *, progress: Progress = nothing_to_tell) -> list[Path]:
    """Make a deck (or one-pagers) as FILE and FILE.manifest.json.

    Parameters
    ----------
    order
        What is wanted.
    out
        File to make, ending in .pptx or .docx; an older one of that name is replaced, but only by a
        whole one.
    progress
        Told how far it is; may raise CancelledError.

    Returns
    -------
    What was made.

    Raises
    ------
    ExportError
        If it cannot be made; nothing is left of it.
    """
    check_name(out)
    with scratch(out.parent) as folder:
        file = folder / out.name
        manifest = make(order, file, progress=progress)
        return put_described(file, manifest, out)


def make(order: DeckOrder, file: Path, *, progress: Progress = nothing_to_tell) -> bytes:
    """Make the file in a folder of its own; return the text of its manifest (see :func:`save`)."""
    suffix = check_name(file)
    check_order(order, suffix)
    if suffix == ".docx":
        from outlets.deck.onepager import write  # noqa: PLC0415 - brings python-docx along

        pages, findings = write(order, file, progress=progress)
    else:
        pages, findings = _write(order, file, progress)
    progress("describe", 0, 1)
    return described(order, file, pages, findings)


def _write(
    order: DeckOrder, file: Path, progress: Progress
) -> tuple[list[dict[str, Any]], list[Issue]]:
    deck, language = blank(), order.view.language
    press = Press(deck=deck, language=language, foot=foot_of(order))
    maps = Maps(order, (MAP.width, MAP.height))
    _add_title(press, order)
    pages: list[dict[str, Any]] = []
    if order.story is not None:
        for at, chapter in enumerate(order.story.chapters):
            progress("write", at, len(order.story.chapters))
            pages.append(add_chapter(press, maps, chapter))
    else:
        if len(order.districts) > 1:
            add_chart_slide(press, districts_chart(order.selection))
        told = []
        for at, name in enumerate(order.districts):
            progress("write", at, len(order.districts))
            told.append(add_district(press, maps, name))
        for each in told:
            add_projects(press, each.brief)
        pages = [each.about for each in told]
    _add_closing(press, order, len(maps.findings))
    set_properties(deck, order)
    deck.save(file)
    return pages, maps.findings


def _add_title(press: Press, order: DeckOrder) -> None:
    language, deck = press.language, press.deck
    slide = deck.slides.add_slide(deck.slide_layouts[TITLE_LAYOUT])
    press.title(slide, title_of(order), size_pt=_TITLE_PT, lines=2)
    under = (order.story.words("summary", language).text if order.story is not None
             else subtitle(order.selection, language))  # fmt: skip
    press.write(slide.placeholders[1].text_frame.paragraphs[0], under,
                Look(size_pt=_SUBTITLE_PT, colour=QUIET))  # fmt: skip
    author = (print_say("author", language, author=order.author) if order.author
              else print_say("no_author", language))  # fmt: skip
    lines = [
        author,
        say("made", language, day=order.today.isoformat())
        + " · " + say("version", language, version=order.dataset.version),
        review_note(order.settings.notice, language) + " · " + say("no_demarcation", language),
    ]  # fmt: skip
    box = slide.shapes.add_textbox(Mm(24), Mm(136), Mm(BODY.width - 24), Mm(34))
    box.text_frame.word_wrap = True
    press.write(box.text_frame.paragraphs[0], "\n".join(lines), Look(size_pt=_FACT_PT))


def _add_closing(press: Press, order: DeckOrder, findings: int) -> None:
    language = press.language
    slide = press.slide(say("closing", language))
    lines = closing_lines(order, findings)
    shape = slide.shapes.add_textbox(*(Mm(value) for value in placed(BODY)))
    shape.text_frame.word_wrap = True
    for at, text in enumerate(lines):
        frame = shape.text_frame
        paragraph = frame.paragraphs[0] if at == 0 else frame.add_paragraph()
        paragraph.space_after = Mm(2.5)
        press.write(paragraph, text, Look(size_pt=_FACT_PT, bold=at == 0))
    press.notes(slide, lines)


def described(
    order: DeckOrder, file: Path, pages: list[dict[str, Any]], findings: list[Issue]
) -> bytes:
    """Return the text of the manifest."""
    selection: Selection = order.selection
    dataset = order.dataset
    layers = [la.id for la in CATALOGUE if la.background or la.id in selection.view.layers]
    held = {code for name in layers for code in dataset.frames[name]["licence"]}
    told = {
        "title": title_of(order),
        "coverage": "The report that these data answer is partial: it begins in section 二.",
        "made_on": order.today.isoformat(),
        "data_version": dataset.version,
        "status_at": selection.day.isoformat(),
        "story": order.story.id if order.story is not None else None,
        "filter": None if order.story is not None else encode(order.view),
        "since": order.since.isoformat(),
        "format": file.suffix.lower().removeprefix("."),
        "language": order.view.language,
        "author": order.author,
        "pages": pages,
        "preflight": plain(findings),
        "licence": DATA_LICENCE,
        "attribution": ATTRIBUTION,
        "map_review": order.settings.notice or "未经审核 内部资料 Not reviewed, internal material",
        "disclaimer": "不作划界依据 Not for boundary demarcation",
        "licences_of_records": {
            code: {"zh": term.zh, "en": term.en} for code, term in LICENCES.items() if code in held
        },
        "type_of_maps": "Noto Sans SC, SIL Open Font License 1.1",
        "sources": {name: list(dataset.sources[name].values()) for name in layers},
        "files": {file.name: {"bytes": file.stat().st_size, "sha256": sha256(file)}},
    }
    return clean(json.dumps(told, ensure_ascii=False, indent=1, default=str)).encode()
