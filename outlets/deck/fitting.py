"""Text that fits: the size of its type, and what goes on to the next slide."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outlets.deck.slides import block_height_mm, height_mm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from layers.story_text import Block, Run
    from outlets.prints.pen import Box

MOST_PT, LEAST_PT = 20.0, 14.0
"""Type of a chapter's text: read from the last row, and never smaller for want of room [pt]."""


def size_for(found: Sequence[Block], box: Box) -> float:
    """Return the largest size at which a text fits into a box, or the least one [pt]."""
    size = MOST_PT
    while size > LEAST_PT and height_mm(found, size, width=box.width) > box.height:
        size -= 0.5
    return size


def fill(found: Sequence[Block], box: Box, size_pt: float) -> tuple[list[Block], list[Block]]:
    """Take as much of a text as fits into a box; return it and the rest.

    Something is always taken, if there is anything: nobody waits for ever.
    """
    room, taken = box.height, []
    for at, block in enumerate(found):
        height = block_height_mm(block, size_pt, width=box.width)
        if height <= room:
            taken.append(block)
            room -= height
            continue
        first, second = _cut(block, size_pt, width=box.width, room=room if taken else box.height)
        if first and (height > box.height or not taken):
            return [*taken, first], [*([second] if second else []), *found[at + 1 :]]
        return taken, list(found[at:])
    return taken, []


def _cut(
    block: Block, size_pt: float, *, width: float, room: float
) -> tuple[Block | None, Block | None]:
    """Cut a paragraph where its room ends; the first part is None where not even a line fits."""
    length = sum(len(run.text) for run in block.runs)
    low, high = 0, length
    while low < high:
        middle = (low + high + 1) // 2
        part = replace(block, runs=_part(block.runs, 0, middle))
        if block_height_mm(part, size_pt, width=width) <= room:
            low = middle
        else:
            high = middle - 1
    low = _breakable(block, low) if low < length else low
    first = replace(block, runs=_part(block.runs, 0, low)) if low else None
    second = replace(block, runs=_part(block.runs, low, length)) if low < length else None
    return first, second


def _breakable(block: Block, at: int) -> int:
    """Return the last end of a sentence or word before a place, or the place if there is none."""
    text = "".join(run.text for run in block.runs)[:at]
    ends = [text.rfind(mark) + 1 for mark in "。；，. "]
    return max(ends) if max(ends) > at // 2 else at


def _part(runs: Sequence[Run], first: int, last: int) -> tuple[Run, ...]:
    kept, start = [], 0
    for run in runs:
        text = run.text[max(first - start, 0) : max(last - start, 0)]
        if text:
            kept.append(replace(run, text=text))
        start += len(run.text)
    return tuple(kept)
