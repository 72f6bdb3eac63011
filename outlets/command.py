"""The command line ``zhengtu``: one module of :mod:`outlets.commands` for each command.

Exit codes
----------
0    done; for ``check``: nothing wrong (there may be warnings)
1    ``check`` found errors
2    the request is wrong: unknown option, layer, format, CRS or name
3    the file could not be written, read, or did not read back as it was written; nothing was kept
4    the source tables cannot be read
130  called off (Ctrl-C); nothing was kept
"""

from __future__ import annotations

import argparse
import signal
import sys
from typing import TYPE_CHECKING

from geo.console import print_any_text
from geo.errors import CancelledError, UnknownNameError, ZhengtuError
from outlets.commands import (
    atlas,
    check,
    conflicts,
    coverage,
    dead_ends,
    deck,
    export,
    pack,
    printing,
    scoreboard,
)
from outlets.commands.codes import CALLED_OFF, FAILED, WRONG, EndedError
from outlets.commands.language import language_of
from outlets.text import sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.vocabulary import Language

COMMANDS = (export, check, printing, atlas, deck, pack, dead_ends, scoreboard, conflicts, coverage)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Parameters
    ----------
    arguments
        Without the program's name; None for those of the process.

    Returns
    -------
    The exit code (see the module).
    """
    print_any_text()
    options = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # end as Ctrl-C does: tidily
    language = language_of(options)
    try:
        return int(options.run(options))
    except KeyboardInterrupt:
        stopped = CancelledError("The work was called off; nothing of it was kept.")
        return _say(stopped, CALLED_OFF, language)
    except CancelledError as error:
        return _say(error, CALLED_OFF, language)
    except EndedError as error:
        return _say(error.cause, error.code, language)
    except UnknownNameError as error:
        return _say(error, WRONG, language)
    except ZhengtuError as error:
        return _say(error, FAILED, language)


def _say(error: ZhengtuError, code: int, language: Language) -> int:
    for sentence in sentences(error, language):
        sys.stderr.write(f"zhengtu: {sentence}\n")
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="zhengtu",
        description="Take data out of Zhengtu, or check a vector file.",
        epilog=(__doc__ or "").partition("\n\n")[2],
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    return parser


if __name__ == "__main__":
    sys.exit(main())
