"""What the commands take that tell stories: which one, and where stories are read from."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from geo.errors import UnknownNameError
from geo.validation import DataError
from layers.quarantine import errors_of
from layers.store import stories_folder
from layers.story_reading import stories_in
from outlets.commands.codes import NO_DATA, EndedError

if TYPE_CHECKING:
    import argparse
    from datetime import date
    from pathlib import Path

    from layers.build import Dataset
    from layers.stories import Story


def add_story(parser: argparse.ArgumentParser, *, meaning: str) -> None:
    """Declare the option that names a story.

    Parameters
    ----------
    parser
        Of a command that chooses records, too (``--source``).
    meaning
        What the command does with it.
    """
    parser.add_argument("--story", metavar="NAME", help=meaning)


def stories_of(options: argparse.Namespace, dataset: Dataset, *, today: date) -> tuple[Story, ...]:
    """Read the stories of the data that the options name; the one asked for must be sound.

    Parameters
    ----------
    options
        Those of the command.
    dataset
        What the stories' layers, records and figures are looked up in.
    today
        Day of a chapter that names none.

    Raises
    ------
    UnknownNameError
        If there is no such story.
    EndedError
        If it has an error.
    """
    stories = stories_in(_folder(options), dataset, today=today)
    if options.story is None:
        return stories
    wanted = next((story for story in stories if story.id == options.story), None)
    if wanted is None:
        raise UnknownNameError(
            "There is no story {name}; the stories are {known}.",
            name=options.story,
            known=", ".join(story.id for story in stories) or "-",
        )
    if not wanted.is_sound:
        raise EndedError(DataError(errors_of(wanted.issues)), NO_DATA)
    return stories


def _folder(options: argparse.Namespace) -> Path:
    """Return the folder of stories: beside the source tables unless the environment names one."""
    if options.source is None or os.environ.get("ZHENGTU_STORIES"):
        return stories_folder()
    folder: Path = options.source.resolve().parent / "stories"
    return folder
