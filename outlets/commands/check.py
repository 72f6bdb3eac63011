"""``zhengtu check``: what is wrong with a vector file."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from layers.store import SourceStore
from outlets.checking import as_plain, check_file
from outlets.commands.codes import DONE, FAULTS

if TYPE_CHECKING:
    import argparse


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Declare the command."""
    check = commands.add_parser("check", help="say what is wrong with a vector file")
    check.add_argument("file", type=Path, help="any vector file")
    check.add_argument("--json", action="store_true", help="write JSON, for machines")
    check.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    frames = SourceStore(None).dataset().frames
    issues = check_file(options.file, [frames["metro_stations"], frames["districts"]])
    if options.json:
        report = {"file": str(options.file), "issues": [as_plain(issue) for issue in issues]}
        sys.stdout.write(json.dumps(report, ensure_ascii=False, indent=1, default=str) + "\n")
    else:
        sys.stdout.writelines(f"{issue}\n" for issue in issues)
        if not issues:
            sys.stdout.write(f"{options.file.name}: nothing wrong was found\n")
    return FAULTS if any(issue.severity == "error" for issue in issues) else DONE
