"""Read stories and say what is wrong with them: file, line, key, value and remedy."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from geo.errors import Saying
from geo.reasons import reason
from geo.validation import Issue
from layers.stories import CHARTS, Chapter, Story
from layers.story_checks import check_chapter
from layers.view import MERCATOR_LAT, PARAMETER_NAMES, View, allowed_words, decode

if TYPE_CHECKING:
    from pathlib import Path

    from geo.validation import Severity
    from layers.build import Dataset
    from layers.story_checks import Found

MOST_CHAPTERS = 200
LARGEST_FILE_BYTES = 1_000_000
LONGEST_TEXT = 4_000
"""Nobody presents more [characters]; a file beyond these limits is a mistake."""

VIEW_KEYS = PARAMETER_NAMES - {
    "panel", "tool", "count", "lang", "id", "promise", "story", "chapter", "data",
}  # fmt: skip
"""Parameters of a page's address that a chapter may set; ``highlight`` points at records."""

_TEXTS = ("title_zh", "title_en", "text_zh", "text_en", "notes_zh", "notes_en")
_CHAPTER_KEYS = frozenset({*_TEXTS, "id", "view", "bounds", "highlight", "chart"})
_STORY_KEYS = frozenset(
    {"title_zh", "title_en", "summary_zh", "summary_en", "order", "chapter", "format"}
)
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*chapter[ \t]*\]\]", re.MULTILINE)


@dataclass
class Finder:
    """Collects what is wrong with one file.

    Parameters
    ----------
    file
        Name of the file, for whoever has to mend it.
    lines
        Line of each chapter; empty where they cannot be told.
    """

    file: str
    lines: list[int] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)

    def add(
        self,
        problem: Saying,
        remedy: Saying,
        *,
        at: tuple[int | None, str | None] = (None, None),
        value: object = None,
        severity: Severity = "error",
    ) -> None:
        """Note a finding at a chapter (counted from 0) and key."""
        index, key = at
        row = self.lines[index] if index is not None and index < len(self.lines) else None
        self.issues.append(
            Issue(severity=severity, file=self.file, row=row, column=key,
                  value=_short(value), problem=problem, remedy=remedy)
        )  # fmt: skip


def _short(value: object) -> object:
    text = str(value)
    return value if value is None or len(text) <= 80 else text[:79] + "…"  # noqa: PLR2004 - a line


def stories_in(folder: Path, dataset: Dataset, *, today: date) -> tuple[Story, ...]:
    """Read every story of a folder, sound or not, in their order.

    Parameters
    ----------
    folder
        Holds ``*.toml`` files; a folder that does not exist holds no stories.
    dataset
        What the stories' layers, records and figures are looked up in.
    today
        Day of a chapter that names none.
    """
    files = sorted(folder.glob("*.toml")) if folder.is_dir() else []
    found = [story_of(path, dataset, today=today) for path in files]
    return tuple(sorted(found, key=lambda story: (story.order, story.id)))


def story_of(path: Path, dataset: Dataset, *, today: date) -> Story:
    """Read the story of a file; see :func:`parse_story`."""
    try:
        if path.stat().st_size > LARGEST_FILE_BYTES:
            return _unread(path.name, _too_large())
        text = path.read_bytes()
    except OSError as error:
        return _unread(path.name, Saying("the file cannot be read ({cause})", cause=reason(error)))
    return parse_story(text, path.name, dataset, today=today)


def parse_story(data: bytes, name: str, dataset: Dataset, *, today: date) -> Story:
    """Read a story and check it against the data.

    Parameters
    ----------
    data
        Content of the file.
    name
        Name of the file; without ``.toml`` it is the story's id.
    dataset
        What layers, records and figures are looked up in.
    today
        Day of a chapter that names none.

    Returns
    -------
    The story; its ``issues`` say everything that is wrong with it.
    """
    if len(data) > LARGEST_FILE_BYTES:
        return _unread(name, _too_large())
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        table = tomllib.loads(text)
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        return _unread(name, Saying("the file is not TOML in UTF-8 ({cause})", cause=reason(error)))
    headers = [text.count("\n", 0, found.start()) + 1 for found in _HEADER.finditer(text)]
    finder = Finder(f"stories/{name}")
    listed = table.get("chapter", [])
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        finder.add(Saying("chapters are tables"), Saying("Begin each with a line [[chapter]]."),
                   at=(None, "chapter"))  # fmt: skip
        listed = []
    if len(headers) == len(listed):
        finder.lines = headers
    story = _story(table, name.removesuffix(".toml"), finder)
    chapters = _chapters(listed, finder)
    for index, chapter in enumerate(chapters):
        for found in _checked(chapter, dataset, today):
            finder.add(found.problem, found.remedy, at=(index, _place(chapter, found.key)),
                       value=found.value, severity=found.severity)  # fmt: skip
    _check_tongues(chapters, finder)
    return Story(**story, chapters=tuple(chapters), issues=tuple(finder.issues))


def _check_tongues(chapters: list[Chapter], finder: Finder) -> None:
    """Say once for all chapters that words are written in one language only."""
    short = [
        chapter.id
        for chapter in chapters
        if any(
            bool(getattr(chapter, f"{name}_zh")) != bool(getattr(chapter, f"{name}_en"))
            for name in ("title", "text", "notes")
        )
    ]
    if short:
        finder.add(Saying("{count} chapters are written in one language only, and shown in that",
                          count=len(short)),
                   Saying("Add the other one."),
                   value=", ".join(short), severity="warning")  # fmt: skip


@lru_cache(maxsize=1024)
def _checked(chapter: Chapter, dataset: Dataset, today: date) -> tuple[Found, ...]:
    """Check a chapter once: the editor reads a story again after every change of one."""
    return tuple(check_chapter(chapter, dataset, today=today))


def _too_large() -> Saying:
    return Saying("the file is larger than {kb} kB", kb=LARGEST_FILE_BYTES // 1000)


def _unread(name: str, problem: Saying) -> Story:
    finder = Finder(f"stories/{name}")
    finder.add(problem, Saying("Save it as the editor of stories does."))
    identifier = name.removesuffix(".toml")
    return Story(id=identifier, title_zh=identifier, issues=tuple(finder.issues))


def _place(chapter: Chapter, key: str | None) -> str:
    return f"{chapter.id}.{key}" if key else chapter.id


def _story(table: dict[str, Any], identifier: str, finder: Finder) -> dict[str, Any]:
    """Read what a story says before its chapters."""
    if not _SLUG.fullmatch(identifier):
        finder.add(Saying("must be an ASCII slug (a-z, 0-9, hyphens)"),
                   Saying("Rename the file."), value=identifier)  # fmt: skip
    _unknown_keys(table, _STORY_KEYS, finder, (None, ""))
    made: dict[str, Any] = {"id": identifier}
    for key in ("title_zh", "title_en", "summary_zh", "summary_en"):
        made[key] = _text(table, key, finder, (None, key))
    if not made["title_zh"] and not made["title_en"]:
        finder.add(Saying("the story has no title"), Saying("Give title_zh or title_en."),
                   at=(None, "title_zh"))  # fmt: skip
        made["title_zh"] = identifier
    order = table.get("order", 100)
    if isinstance(order, int) and not isinstance(order, bool):
        made["order"] = order
    else:
        finder.add(Saying("must be a whole number"), Saying("Correct it."), at=(None, "order"),
                   value=order)  # fmt: skip
    return made


def _chapters(listed: list[dict[str, Any]], finder: Finder) -> list[Chapter]:
    if not listed:
        finder.add(Saying("the story has no chapter"),
                   Saying("Add one: a line [[chapter]] and what it shows."))  # fmt: skip
    if len(listed) > MOST_CHAPTERS:
        finder.add(Saying("a story holds at most {most} chapters, this one {count}",
                          most=MOST_CHAPTERS, count=len(listed)),
                   Saying("Split it into several stories."))  # fmt: skip
    chapters: list[Chapter] = []
    seen: set[str] = set()
    for index, table in enumerate(listed[:MOST_CHAPTERS]):
        chapter = _chapter(table, index, finder)
        if chapter.id in seen:
            finder.add(Saying("the id stands twice"), Saying("An id is unique in its story."),
                       at=(index, "id"), value=chapter.id)  # fmt: skip
        seen.add(chapter.id)
        chapters.append(chapter)
    return chapters


def _chapter(table: dict[str, Any], index: int, finder: Finder) -> Chapter:
    identifier = table.get("id")
    if not isinstance(identifier, str) or not _SLUG.fullmatch(identifier):
        finder.add(Saying("must be an ASCII slug (a-z, 0-9, hyphens)"),
                   Saying("Give the chapter an id; links name it."),
                   at=(index, "id"), value=identifier)  # fmt: skip
        identifier = f"chapter-{index + 1}"
    _unknown_keys(table, _CHAPTER_KEYS, finder, (index, identifier))
    made = {key: _text(table, key, finder, (index, f"{identifier}.{key}")) for key in _TEXTS}
    if not made["title_zh"] and not made["title_en"]:
        finder.add(Saying("the chapter has no title"), Saying("Give title_zh or title_en."),
                   at=(index, identifier))  # fmt: skip
        made["title_zh"] = identifier
    chart = table.get("chart")
    if chart is not None and chart not in CHARTS:
        finder.add(Saying("there is no such chart"),
                   Saying("It must be one of {words}.", words=", ".join(CHARTS)),
                   at=(index, f"{identifier}.chart"), value=chart)  # fmt: skip
        chart = None
    return Chapter(
        **made,
        id=identifier,
        view=_view(table.get("view", {}), (index, identifier), finder),
        bounds=_bounds(table, (index, identifier), finder),
        highlights=_highlights(table.get("highlight", []), (index, identifier), finder),
        chart=chart,
    )


def _unknown_keys(
    table: dict[str, Any], known: frozenset[str], finder: Finder, at: tuple[int | None, str]
) -> None:
    for key in sorted(set(table) - known):
        finder.add(Saying("there is no such key"),
                   Saying("It must be one of {words}.", words=", ".join(sorted(known))),
                   at=(at[0], f"{at[1]}.{key}".lstrip(".")))  # fmt: skip


def _text(table: dict[str, Any], key: str, finder: Finder, at: tuple[int | None, str]) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        finder.add(Saying("must be text"), Saying("Put it in quotation marks."), at=at, value=value)
        return ""
    if len(value) > LONGEST_TEXT:
        finder.add(Saying("a text holds at most {most} characters, this one {count}",
                          most=LONGEST_TEXT, count=len(value)),
                   Saying("Split the chapter: nobody reads that much from a screen."),
                   at=at)  # fmt: skip
        return value[:LONGEST_TEXT]
    return value.strip()


def _view(table: object, at: tuple[int, str], finder: Finder) -> View:
    """Read a chapter's view in the words of a page's address."""
    index, identifier = at
    if not isinstance(table, dict):
        finder.add(Saying("the view is a table"), Saying("Write it below [chapter.view]."),
                   at=(index, f"{identifier}.view"), value=table)  # fmt: skip
        return View()
    _unknown_keys(table, VIEW_KEYS, finder, (index, f"{identifier}.view"))
    parameters = {key: _parameter(value) for key, value in table.items() if key in VIEW_KEYS}
    view, misread = decode(parameters)
    for found in misread:
        finder.add(Saying("there is no such thing here"),
                   _allowed(found.parameter), value=found.value,
                   at=(index, f"{identifier}.view.{found.parameter}"))  # fmt: skip
    return view


def _parameter(value: object) -> str:
    """Write a TOML value as it would stand in an address; what fits nowhere is misread there."""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        return ",".join(map(_parameter, value)) or "none"
    if isinstance(value, float):
        return f"{value:.5f}"  # an address has no exponents
    if isinstance(value, date) and not isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def _allowed(parameter: str) -> Saying:
    if parameter in ("at", "since"):
        return Saying("Give a day that exists, as 2021-01-30.")
    if parameter == "view":
        return Saying("Give latitude, longitude and zoom, as [34.75, 113.65, 11].")
    return Saying("It must be one of {words}.", words=", ".join(allowed_words(parameter)))


def _bounds(
    table: dict[str, Any], at: tuple[int, str], finder: Finder
) -> tuple[float, float, float, float] | None:
    value = table.get("bounds")
    if value is None:
        return None
    index, identifier = at
    numbers = [n for n in value if isinstance(n, (int, float))] if isinstance(value, list) else []
    if len(numbers) == len(value if isinstance(value, list) else []) == 4:  # noqa: PLR2004 - sides
        west, south, east, north = map(float, numbers)
        if -180 <= west < east <= 180 and -MERCATOR_LAT <= south < north <= MERCATOR_LAT:  # noqa: PLR2004 - degrees
            if "view" in table.get("view", {}):
                finder.add(Saying("the chapter has bounds and a place"), Saying("Keep one."),
                           at=(index, f"{identifier}.bounds"))  # fmt: skip
            return west, south, east, north
    finder.add(Saying("bounds are west, south, east, north in degrees"),
               Saying("Give them as [112.7, 34.2, 114.2, 35.0]."),
               at=(index, f"{identifier}.bounds"), value=value)  # fmt: skip
    return None


def _highlights(value: object, at: tuple[int, str], finder: Finder) -> tuple[str, ...]:
    index, identifier = at
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        finder.add(Saying("must be a list of ids of records"),
                   Saying('Write it as ["metro-line-4"].'),
                   at=(index, f"{identifier}.highlight"), value=value)  # fmt: skip
        return ()
    return tuple(dict.fromkeys(value))
