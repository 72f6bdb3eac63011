"""``zhengtu check``: what is wrong with a vector file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layers.store import SourceStore
from outlets.checking import as_plain, check_file
from outlets.commands.codes import DONE, FAULTS
from outlets.commands.language import add_language, language_of
from outlets.text import issue_sentence, translator

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from geo.validation import Issue
    from layers.vocabulary import Language


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    check = commands.add_parser("check", help="say what is wrong with a vector file")
    check.add_argument("file", type=Path, help="any vector file")
    check.add_argument("--json", action="store_true", help="write JSON, for machines")
    add_language(check)
    check.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    language = language_of(options)
    frames = SourceStore(None).dataset().frames
    issues = check_file(options.file, [frames["metro_stations"], frames["districts"]])
    if options.json:
        listed = [as_plain(issue, language) for issue in issues]
        report = {"file": str(options.file), "issues": listed}
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1, default=str) + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(issues, options.file, language))
    return FAULTS if any(issue.severity == "error" for issue in issues) else DONE


def _lines(issues: Sequence[Issue], file: Path, language: Language) -> Iterator[str]:
    _ = translator(language)
    if not issues:
        yield _("{file}: nothing wrong was found", file=file.name)
    severities = {"error": _("Error"), "warning": _("Warning")}
    for issue in issues:
        sentence = issue_sentence(issue, language)
        yield _("{severity}: {sentence}", severity=severities[issue.severity], sentence=sentence)
