"""Datasets kept on this machine: taken up again only if nothing that they come from has changed."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import shapely
from geopandas.testing import assert_geodataframe_equal

from layers import kept
from layers.build import SOURCE, build

if TYPE_CHECKING:
    from pathlib import Path

    from layers.build import Dataset
    from tables import Tables


class Maker:
    """Builds, and counts how often."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self, root: Path) -> Dataset:
        self.times += 1
        return build(root, keep_faulty=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the cache's folder of this test."""
    monkeypatch.setenv(kept.FOLDER_VARIABLE, str(tmp_path / "kept"))
    return tmp_path / "kept"


def test_what_was_built_is_taken_up_again_and_is_the_same(folder: Path, dataset: Dataset) -> None:
    make = Maker()
    first, second = kept.built(SOURCE, make=make), kept.built(SOURCE, make=make)
    assert make.times == 1
    assert len(list(folder.iterdir())) == 1
    assert second is not first
    assert second.version == dataset.version
    assert second.manifest() == dataset.manifest()
    for name, frame in dataset.frames.items():
        assert_geodataframe_equal(second.frames[name], frame)
        assert list(second.frames[name]["events"]) == list(frame["events"])


def test_an_edited_table_is_built_anew(folder: Path, tables: Tables) -> None:
    make = Maker()
    before = kept.built(tables.root, make=make)
    path = tables.root / "parks" / "provenance.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# seen\n", encoding="utf-8")
    after = kept.built(tables.root, make=make)
    assert make.times == 2
    assert after.version != before.version
    assert len(list(folder.iterdir())) == 2


def test_other_libraries_build_anew(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Maker()
    kept.built(SOURCE, make=make)
    monkeypatch.setattr(shapely, "__version__", "9.9.9")
    kept.built(SOURCE, make=make)
    assert make.times == 2
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("content", [b"", b"torn", b"\x80\x05N."])
def test_a_torn_file_is_built_anew(folder: Path, content: bytes) -> None:
    make = Maker()
    kept.built(SOURCE, make=make)
    next(folder.iterdir()).write_bytes(content)
    assert kept.built(SOURCE, make=make).frames
    assert make.times == 2
    kept.built(SOURCE, make=make)
    assert make.times == 2


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's folder by other means")
def test_a_folder_that_others_may_write_is_not_trusted(folder: Path) -> None:
    make = Maker()
    kept.built(SOURCE, make=make)
    folder.chmod(0o777)
    kept.built(SOURCE, make=make)
    assert make.times == 2


def test_nothing_is_kept_where_the_operator_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kept.FOLDER_VARIABLE, "")
    make = Maker()
    kept.built(SOURCE, make=make)
    kept.built(SOURCE, make=make)
    assert make.times == 2


def test_a_folder_that_cannot_be_made_keeps_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(kept.FOLDER_VARIABLE, str(tmp_path / "file" / "kept"))
    assert kept.built(SOURCE).frames


def test_few_are_kept(folder: Path) -> None:
    folder.mkdir(mode=0o700)
    for number in range(12):
        (folder / f"dataset-{number}.pickle").write_bytes(b"old")
        os.utime(folder / f"dataset-{number}.pickle", (number, number))
    kept.built(SOURCE)
    names = {path.name for path in folder.iterdir()}
    assert len(names) == 8
    assert "dataset-11.pickle" in names
    assert "dataset-0.pickle" not in names
