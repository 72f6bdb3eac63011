"""Every sentence of the code stands in the Chinese catalogue, and nothing else does."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from babel.messages.pofile import read_po

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
CATALOGUE = ROOT / "screens" / "locale" / "zh" / "LC_MESSAGES" / "zhengtu.po"
SPEAKERS = {
    "_", "Saying", "ReadingError", "FontError", "CrsError", "NetworkError", "UnknownNameError",
    "ExportError", "ServiceError", "NotFoundError", "ReadOnlyError", "SlowError", "BasemapError",
}  # fmt: skip
"""What takes a sentence as its first argument."""

FIELD = re.compile(r"\{(\w+)")


def nodes() -> Iterator[tuple[ast.AST, str]]:
    """Yield every node of the code and the file that it stands in."""
    for folder in ("geo", "layers", "outlets", "screens"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                yield node, path.relative_to(ROOT).as_posix()


def said() -> Iterator[tuple[str, str]]:
    """Yield sentence and file of everything that the code says."""
    for node, place in nodes():
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in SPEAKERS
            and node.args
            and isinstance(node.args[0], ast.Constant)
        ):
            yield str(node.args[0].value), place


SENTENCES = dict(said())
TEXTS = {str(node.value) for node, _ in nodes() if isinstance(node, ast.Constant)}


@pytest.fixture(scope="module")
def catalogue() -> dict[str, str]:
    with CATALOGUE.open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream) if m.id}


def test_every_sentence_is_translated(catalogue: dict[str, str]) -> None:
    missing = {text: place for text, place in SENTENCES.items() if not catalogue.get(text)}
    assert missing == {}


def test_nothing_is_translated_that_nobody_says(catalogue: dict[str, str]) -> None:
    assert [text for text in catalogue if text not in TEXTS] == []


def test_a_translation_has_the_same_fields(catalogue: dict[str, str]) -> None:
    for english, chinese in catalogue.items():
        assert sorted(FIELD.findall(chinese)) == sorted(FIELD.findall(english)), english


def test_nothing_is_translated_twice() -> None:
    with CATALOGUE.open(encoding="utf-8") as stream:
        ids = [line for line in stream if line.startswith("msgid ")]
    assert len(ids) == len(set(ids))
