from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from layers.store import FixedStore, SourceStore, current_store, use_store

if TYPE_CHECKING:
    from layers.build import Dataset
    from tables import Tables


class TestStore:
    def test_it_builds_once(self, tables: Tables) -> None:
        store = SourceStore(tables.root)
        assert store.dataset() is store.dataset()

    @pytest.mark.parametrize(
        ("file", "cell"),
        [
            ("parks/records.csv", {"theme": "Parks"}),
            ("parks/events.csv", {"status": "finished"}),
            ("parks/figures.csv", {"value": "many"}),
        ],
    )
    def test_it_leaves_out_what_a_fault_touches_and_keeps_the_rest(
        self, tables: Tables, dataset: Dataset, file: str, cell: dict[str, str]
    ) -> None:
        record = tables.lines(file)[1].split(",")[0]
        tables.set(file, 2, **cell)
        found = SourceStore(tables.root).dataset()
        assert [issue.file for issue in found.issues if issue.severity == "error"] == [file]
        assert set(dataset.frames["parks"]["id"]) - set(found.frames["parks"]["id"]) == {record}
        for name in set(dataset.frames) - {"parks"}:
            assert len(found.frames[name]) == len(dataset.frames[name])
        assert record not in {link["record_id"] for link in found.links}

    @pytest.mark.parametrize("layer", ["parks", "expressways", "districts"])
    def test_a_layer_that_cannot_be_read_is_left_out(self, tables: Tables, layer: str) -> None:
        (tables.root / layer / "records.csv").unlink()
        found = SourceStore(tables.root).dataset()
        assert found.frames[layer].empty
        assert len(found.frames["metro"])
        assert any(issue.file == f"{layer}/" for issue in found.issues)

    def test_another_store_can_take_its_place(self, dataset: Dataset) -> None:
        before = current_store()
        try:
            use_store(FixedStore(dataset))
            assert current_store().dataset() is dataset
        finally:
            use_store(before)
