"""The promise ledger on the page: a row per commitment, and the card of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.build import CITY_ID
from layers.commitments import DEADLINES, ORIGINS
from layers.vocabulary import LINK_KINDS, STATUSES, THEMES
from screens.table import TableColumn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from layers.ledger import Entry
    from layers.vocabulary import Language, Term
    from screens.text import Translator


_NUMERALS = "〇一二三四五六七八九"


def ledger_columns(_: Translator) -> list[TableColumn]:
    """Return the columns of the ledger."""
    return [
        TableColumn("subject", _("Promise")),
        TableColumn("summary", _("What the report says, in our words")),
        TableColumn("section", _("Section")),
        TableColumn("theme", _("Theme"), "short"),
        TableColumn("target", _("Target")),
        TableColumn("due", _("Due"), "short"),
        TableColumn("status", _("Status")),
        TableColumn("deadline", _("Against the due date")),
        TableColumn("answers", _("Answered by"), "number"),
    ]


class LedgerRows:
    """A row for each commitment."""

    def __init__(self, entries: list[Entry], language: Language, _: Translator) -> None:
        self.ids: Sequence[str] = [entry.commitment.id for entry in entries]
        self._entries = entries
        self._cells: dict[str, Callable[[Entry], Any]] = {
            "subject": lambda entry: getattr(entry.commitment, f"subject_{language}"),
            "summary": lambda entry: getattr(entry.commitment, f"summary_{language}"),
            "section": lambda entry: _section(entry.commitment.section, language, _),
            "theme": lambda entry: THEMES[entry.commitment.theme].label(language),
            "target": lambda entry: entry.commitment.target(language),
            "due": lambda entry: str(entry.commitment.due) if entry.commitment.due else None,
            "status": lambda entry: _status(entry, language, _),
            "deadline": lambda entry: deadline_text(entry, language, _),
            "answers": lambda entry: sum(answer.answers for answer in entry.answers),
        }

    def values(self, column: str, rows: Sequence[int]) -> list[Any]:
        """Return the cells of some rows in one column."""
        cell = self._cells[column]
        return [cell(self._entries[row]) for row in rows]


def _section(code: str, language: Language, _: Translator) -> str:
    """Return a section's number as the report writes it; the part after the last one has none."""
    if not code.isdecimal():
        return _("closing part")
    return _NUMERALS[int(code)] if language == "zh" else code


def _status(entry: Entry, language: Language, _: Translator) -> str:
    words = STATUSES[entry.standing.status].label(language)
    if not entry.standing.stale:
        return words
    return _("{words} ({note})", words=words, note=_("may have changed"))


def deadline_text(entry: Entry, language: Language, _: Translator) -> str:
    """Say how a commitment stands against its due date; silence is not called failure."""
    state = entry.deadline
    if state.state == "none":
        return ""
    words = DEADLINES[state.state].label(language)
    if state.state == "silent" and state.since is not None:
        return _("no event known since {date}", date=state.since)
    if state.reached is None:
        return words
    return _("{words} ({note})", words=words, note=state.reached)


def promise_card(
    entry: Entry, sections: dict[str, Term], language: Language, _: Translator
) -> dict[str, Any]:
    """Return what the card of a commitment shows."""
    commitment = entry.commitment
    heading = sections.get(commitment.section)
    facts = [
        [
            _("Section"),
            f"{commitment.section} {heading.label(language) if heading else ''}".strip(),
        ],
        [_("Theme"), THEMES[commitment.theme].label(language)],
        [_("Target"), commitment.target(language) or _("no number in the report")],
        [_("Due"), str(commitment.due) if commitment.due else _("no date in the report")],
        [_("Status"), _status(entry, language, _)],
        [_("Known from"), ORIGINS[entry.standing.origin].label(language)],
    ]
    if text := deadline_text(entry, language, _):
        facts.append([_("Against the due date"), text])
    return {
        "words": {"close": _("Close"), "notes": _("Notes"),
                  "none": _("No record answers this promise.")},
        "kind": _("Promise"),
        "name": getattr(commitment, f"subject_{language}"),
        "summary": getattr(commitment, f"summary_{language}"),
        "facts": facts,
        "notes": getattr(commitment, f"notes_{language}") or "",
        "groups": _groups(entry, language, _),
    }  # fmt: skip


def _groups(entry: Entry, language: Language, _: Translator) -> list[dict[str, Any]]:
    groups = []
    for kind, term in LINK_KINDS.items():
        tied = [answer for answer in entry.answers if answer.kind == kind]
        if not tied:
            continue
        groups.append({
            "title": _("{words} ({note})", words=term.label(language), note=len(tied)),
            "answers": [
                {
                    "id": None if answer.record == CITY_ID else answer.record,
                    "name": getattr(answer, f"name_{language}"),
                    "note": getattr(answer, f"note_{language}") or "",
                    "located": "" if answer.located else _("not located"),
                }
                for answer in tied
            ],
        })  # fmt: skip
    return groups
