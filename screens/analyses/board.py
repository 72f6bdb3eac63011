"""The scoreboard on the page: its tables, and the records behind every count."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from layers.scope import scope_of
from layers.scoreboard import MEASURES
from layers.statuses import status_at
from layers.vocabulary import STATUSES
from outlets.analyses.scoreboard import about_rows
from outlets.analyses.scoreboard_board import Board
from outlets.analyses.scoreboard_rows import score_of
from outlets.analyses.scoreboard_words import PARTS, SHEETS

if TYPE_CHECKING:
    from typing import TypeAlias

    from layers.selection import Selection
    from layers.vocabulary import Language
    from outlets.analyses.scoreboard_board import Row
    from outlets.analyses.scoreboard_rows import Score
    from screens.text import Translator

    Cell: TypeAlias = str | list[str | int]


def board_of(selection: Selection) -> Board:
    """Return the scores of the reader's day and filters."""
    return Board(
        dataset=selection.dataset, day=selection.day, language=selection.view.language,
        scope=scope_of(selection),
    )  # fmt: skip


def told(selection: Selection, _: Translator) -> dict[str, Any]:
    """Return everything that the page's part shows.

    A cell is a text, or a text with the place of its count and the count's name; a count is a list
    of places among ``records``.

    Parameters
    ----------
    selection
        The reader's date and filters.
    """
    board = board_of(selection)
    score = score_of(board)
    return {
        "words": _words(_),
        "about": [[row["item"], row["text"]] for row in about_rows(board)],
        "columns": [
            [term.label(board.language), short]
            for term, short in zip(MEASURES.values(), _short(_), strict=True)
        ],
        "sections": _Sections(board, score, _).all(),
        **_behind(board, score, board.language),
    }  # fmt: skip


def _short(_: Translator) -> tuple[str, ...]:
    """Return headings of narrow columns; the whole words are told, too."""
    return (_("Named"), _("Located"), _("Started"), _("Done"), _("Done late"),
            _("Past\u00a0due, no\u00a0news"))  # fmt: skip


def _behind(board: Board, score: Score, language: Language) -> dict[str, Any]:
    """Return the counts, and the records that they are counts of."""
    promises = {row["id"]: row for row in board.dataset.commitments}
    places: dict[str, int] = {}
    counts = [[places.setdefault(name, len(places)) for name in one.ids] for one in score.counted]
    located = {
        row.id
        for frame in board.dataset.frames.values()
        for row in frame.itertuples()
        if row.geometry is not None
    }
    records = []
    for name in places:
        if name in promises:
            records.append([name, promises[name][f"subject_{language}"], "", "", None])
            continue
        title, events = board.records[name]
        state = status_at(events, board.day)
        last = state.last_event.date.text if state.last_event else ""
        records.append([name, title, board.word(STATUSES[state.status]), last, name in located])
    return {"records": records, "counts": counts}


def _words(_: Translator) -> dict[str, Any]:
    return {
        "title": _("Scoreboard: promised, and known to be done"),
        "sections": _("Parts of the scoreboard"),
        "blocks": _("Core blocks"),
        "semicolon": _("; "),
        "behind": _("{count} records behind “{measure}”: {row}"),
        "on_map": _("Show these on the map"),
        "unlocated": _("not located"),
        "gone": _("The count that this address opens has no records under this date and these "
                  "filters."),
        "promise": _("Open the promise"),
        "bare": _("{count} promises that no record answers"),
        "files": _("The same numbers as a file"),
        "formats": [["xlsx", _("Workbook with all records (XLSX)")],
                    ["csv", _("Counts with their records (CSV)")],
                    ["html", _("Page to print")]],
        "notes": _("Method and limits"),
    }  # fmt: skip


class _Sections:
    """The parts of the board, each a table.

    Parameters
    ----------
    board, score
        Data, day, language, scope; and what came of them.
    """

    def __init__(self, board: Board, score: Score, _: Translator) -> None:
        self.board, self.score, self._ = board, score, _
        self.count_at = {
            (one.sheet, one.key, one.measure): place for place, one in enumerate(score.counted)
        }

    def all(self) -> list[dict[str, Any]]:
        """Return the sections in the order of the tabs."""
        made = [self._targets(), self._promises(), self._districts(), *self._blocks(),
                self._metro(), self._published()]  # fmt: skip
        return [section for section in made if section["rows"]]

    def _title(self, sheet: str) -> str:
        return self.board.word(SHEETS[sheet])

    def _headings(self, *names: str) -> list[str]:
        return [self.board.heading(name) for name in names]

    def _count(self, sheet: str, key: str, measure: str) -> Cell:
        """Return the cell of a count; without a record behind it there is nothing to open."""
        place = self.count_at[sheet, key, measure]
        one = self.score.counted[place]
        return [str(len(one.ids)), place, one.name] if one.ids else "0"

    def _tally(self, sheet: str, key: str) -> list[Cell]:
        return [self._count(sheet, key, measure) for measure in MEASURES]

    def _promise_row(self, sheet: str, key: str, row: Row) -> dict[str, Any]:
        _ = self._
        due = _("due {date}", date=row["due"]) if row["due"] else ""
        under = [row["target"], due, row["deadline"] if row["due"] else ""]
        beside = [
            [self.board.heading(name), self._count(sheet, key, name)]
            for name in ("slots", "candidates")
            if row[name]
        ]
        return {
            "promise": key, "name": row["title"], "under": _(", ").join(filter(None, under)),
            "cells": self._tally(sheet, key), "lines": [row["arithmetic"], row["note"] or ""],
            "beside": beside,
        }  # fmt: skip

    def _targets(self) -> dict[str, Any]:
        rows = []
        for key, row in self.score.sheets["targets"].items():
            made = self._promise_row("targets", key, row)
            if row["published"]:
                made["lines"].append(f"{self.board.heading('published')}: {row['published']}")
            rows.append(made | {"bar": self._bar(row)})
        return {"id": "targets", "title": self._title("targets"), "open": True, "rows": rows,
                "head": self.board.heading("title"), "measures": True,
                "legend": [self.board.word(term) for term in PARTS.values()]}  # fmt: skip

    def _bar(self, row: Row) -> list[int] | None:
        """Divide what was promised; None where no number of things was."""
        if self.board.scope is not None or row["not_named"] is None:
            return None
        named, started, completed = (row[name] for name in ("named", "started", "completed"))
        return [completed, started - completed, named - started, max(0, row["not_named"])]

    def _promises(self) -> dict[str, Any]:
        whole = self.score.sheets["promises"]
        rows = [self._promise_row("promises", key, row)
                for key, row in whole.items() if row["named"]]  # fmt: skip
        bare = [[key, row["title"]] for key, row in whole.items() if not row["named"]]
        return {"id": "promises", "title": self._title("promises"), "rows": rows,
                "head": self.board.heading("title"), "measures": True, "bare": bare}  # fmt: skip

    def _districts(self) -> dict[str, Any]:
        rows = [
            {"name": row["district"], "cells": [self._count("districts", key, "promised"),
                                                *self._tally("districts", key)]}
            for key, row in self.score.sheets["districts"].items()
        ]  # fmt: skip
        return {"id": "districts", "title": self._title("districts"), "rows": rows,
                "head": self.board.heading("district"), "columns": [self.board.heading("promised")],
                "measures": True}  # fmt: skip

    def _blocks(self) -> list[dict[str, Any]]:
        names = ("located", "started", "status", "last")
        blocks = [
            {"record": key, "name": row["title"],
             "under": self._(", ").join(filter(None, (row["membership"], row["district"]))),
             "cells": [row[name] or "" for name in names], "lines": [row["deadline"]]}
            for key, row in self.score.sheets["blocks"].items()
        ]  # fmt: skip
        stages = [
            {"name": f"{row['stage']} ({row['first_year']})",
             "under": self._("due {date}", date=row["due"]),
             "cells": [self._count("stages", key, name)
                       for name in ("reached", "below", "unknown")],
             "lines": [row["arithmetic"], row["note"] or ""]}
            for key, row in self.score.sheets["stages"].items()
        ]  # fmt: skip
        return [
            {"id": "stages", "title": self._title("stages"), "rows": stages, "open": True,
             "head": self.board.heading("stage"),
             "columns": self._headings("reached", "below", "unknown")},
            {"id": "blocks", "title": self._title("blocks"), "rows": blocks, "open": True,
             "head": self.board.heading("title"), "columns": self._headings(*names)},
        ]  # fmt: skip

    def _metro(self) -> dict[str, Any]:
        names = ("inside_km", "outside_km", "summed_km", "gap_km", "gap_with_km")
        counted = ("inside", "outside", "unmeasured")
        published = self.board.heading("published_km")
        rows = []
        for key, row in reversed(self.score.sheets["metro"].items()):
            phases = [
                [self.board.heading(name), self._count("metro", key, name)] for name in counted
            ]
            rows.append({
                "name": row["day"], "cells": ["" if row[name] is None else str(row[name])
                                       for name in names],
                "lines": [row["arithmetic"] + " km", _named(published, row["published_km"]),
                          row["note"] or ""], "beside": phases,
                "bar": [row["inside_km"], row["outside_km"],
                        max(0.0, row["gap_with_km"] or 0.0)],
            })  # fmt: skip
        return {"id": "metro", "title": self._title("metro"), "rows": rows,
                "head": self.board.heading("day"), "columns": self._headings(*names),
                "legend": self._headings("inside_km", "outside_km", "gap_with_km")}  # fmt: skip

    def _published(self) -> dict[str, Any]:
        rows = [
            {"name": row["title"], "under": row["source"],
             "cells": [row["day"], row["district"] or "", f"{row['value']:g} {row['unit'] or ''}"]}
            for row in self.score.sheets["published"].values()
        ]  # fmt: skip
        return {"id": "published", "title": self._title("published"), "rows": rows,
                "head": self.board.heading("title"),
                "columns": self._headings("day", "district", "value")}  # fmt: skip


def _named(heading: str, value: str | None) -> str:
    return f"{heading}: {value}" if value else ""
