"""Rows share a look only where they look the same, on the map and in what is compared with it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pytest

from layers.symbols import table
from outlets.webmap.columns import columns
from outlets.webmap.payload import build, feeds_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from layers.build import Dataset

SCRIPTS = ("features.js", "symbols.js", "compare.js")
DAYS = (20210101, 20210130, 20261122)
PAIRS = """
  // Every row's look by day and theme beside that of the same row in a layer of its own.
  window.pairs = (entry, table) => {
    const cut = ({ values, at }, row) => ({ values: [values[at ? at[row] : row]] });
    const alone = (row) => ({
      ids: [table.ids[row]], kinds: [table.kinds[row]], parts: [0], sizes: [], places: [],
      columns: Object.fromEntries(
        Object.entries(table.columns).map(([name, column]) => [name, cut(column, row)])
      ),
    });
    const { Features } = Z.features;
    const features = new Features(entry, table);
    const lone = table.ids.map((_, row) => new Features(entry, alone(row)));
    return ["light", "dark"].flatMap((theme) => days.flatMap((day) => {
      Z.symbols.setTheme(theme);
      features.setDay(day);
      return lone.map((own, row) => {
        own.setDay(day);
        return [Z.symbols.look(features, row), Z.symbols.look(own, 0)];
      });
    }));
  };
  const said = (look) => JSON.stringify(look);
  window.differing = (pairs) => pairs.filter(([one, other]) => said(one) !== said(other));
"""


@pytest.fixture(scope="module")
def looks(in_frame: Callable[..., Any]) -> Callable[..., Any]:
    """``looks({"parks": columns}, "(all) => …")`` is told the pairs of looks of each layer."""

    def run(tables: dict[str, Any], expression: str, *, symbols: object) -> Any:
        given = f"""
          {PAIRS}
          window.days = {list(DAYS)};
          window.tables = {json.dumps(tables)};
          window.symbols = {json.dumps(symbols)};
        """
        asked = f"""
          Z.symbols.load(symbols);
          ({expression})(Object.entries(tables).map(([id, table]) => pairs({{ id }}, table)));
        """
        return in_frame(SCRIPTS, asked, before=given)

    return run


def test_rows_of_the_shipped_layers_look_as_they_would_alone(
    dataset: Dataset, looks: Callable[..., Any]
) -> None:
    payload = build(feeds_of(dataset), version=dataset.version)
    tables = {name: json.loads(blob.body) for name, blob in payload.columns.items()}
    asked = "(all) => [differing(all.flat()), all.map((pairs) => pairs.length)]"
    differing, counts = looks(tables, asked, symbols=json.loads(payload.symbols.body))
    assert differing == []
    assert counts == [2 * len(DAYS) * len(table["ids"]) for table in tables.values()]


def _drawn(rng: np.random.Generator, rows: int) -> dict[str, list[Any]]:
    """Return columns of a layer as no source has them: everything unknown somewhere."""
    pools: dict[str, list[Any]] = {
        "category": [None, "park", "zone", "__proto__"],
        "colour": [None, "#D20200", "#d20200"],
        "colours": [None, [], ["#D20200"], ["#D28F00", "#D20200"]],
        "placement": [None, "surveyed", "approximate", "unlocated", "constructor"],
        "schematic": [None, True],
        "accuracy_m": [None, 0, 1, 90, 0.5],
        "steps": [None, [], [[20210130, 1]], [[20200101, 1], [20210130, 9], [20261123, 3]]],
    }
    found = {}
    for name, pool in pools.items():
        kept = [pool[at] for at in rng.permutation(len(pool))[: rng.integers(1, len(pool) + 1)]]
        found[name] = [kept[at] for at in rng.integers(0, len(kept), rows)]
    if rng.random() < 0.3:
        found["accuracy_m"] = rng.permutation(rows).tolist()
    return {name: values for name, values in found.items() if rng.random() < 0.9}


def test_rows_of_any_layer_look_as_they_would_alone(looks: Callable[..., Any]) -> None:
    rng = np.random.default_rng(20261122)
    tables = {}
    for at, rows in enumerate([0, 1, 2, *rng.integers(3, 90, 60)]):
        ids = [str(row) for row in range(rows)]
        places = gpd.points_from_xy(rng.random(rows), rng.random(rows))
        frame = gpd.GeoDataFrame({"id": ids}, geometry=places, crs="EPSG:4326")
        tables[str(at)] = columns(frame, _drawn(rng, rows))
    repeats = ["at" in column for made in tables.values() for column in made["columns"].values()]
    assert any(repeats)
    assert not all(repeats)
    symbols = json.loads(json.dumps(table(colours={"#D20200", "#D28F00"})))
    assert looks(tables, "(all) => differing(all.flat())", symbols=symbols) == []


def test_many_rows_have_few_looks(looks: Callable[..., Any]) -> None:
    ids = [str(row) for row in range(3_000)]
    frame = gpd.GeoDataFrame({"id": ids}, geometry=[None] * len(ids), crs="EPSG:4326")
    kinds = ["park", None, "zone"]
    given: dict[str, list[Any]] = {
        "category": [kinds[row % 3] for row in range(len(ids))],
        "accuracy_m": [row % 5 for row in range(len(ids))],
        "steps": [[[20210130, row % 2]] for row in range(len(ids))],
    }
    asked = "([pairs]) => new Set(pairs.map(([look]) => look)).size"
    symbols = json.loads(json.dumps(table(colours=set())))
    found = looks({"parks": columns(frame, given)}, asked, symbols=symbols)
    categories, accuracies, codes, themes = 3, 5, 2, 2
    assert found == categories * accuracies * codes * themes


def test_more_appearances_than_can_be_numbered_are_kept_apart(looks: Callable[..., Any]) -> None:
    count = 1_200
    ids = [str(row) for row in range(count)]
    frame = gpd.GeoDataFrame({"id": ids}, geometry=[None] * count, crs="EPSG:4326")
    half = [row % 600 for row in range(count)]
    given: dict[str, list[Any]] = {
        "category": [f"c{n}" for n in half],
        "colour": [f"#{n:06x}" for n in half],
        "colours": [[f"#{n:06x}", "#D20200"][: n % 3] for n in half],
        "placement": [f"p{n}" for n in half],
        "accuracy_m": half,
        "steps": [[[20210130, 1]]] * count,
    }
    tables = {"parks": columns(frame, given)}
    symbols = json.loads(json.dumps(table(colours=set())))
    assert looks(tables, "(all) => differing(all.flat())", symbols=symbols) == []


def test_what_is_different_has_looks_of_its_own(
    dataset: Dataset, looks: Callable[..., Any]
) -> None:
    """The twin of a layer that stresses differences: its numbers of kinds are no looks."""
    payload = build(feeds_of(dataset), version=dataset.version)
    tables = {"metro": json.loads(payload.columns["metro"].body)}
    found = looks(
        tables,
        """() => {
          const features = new Z.features.Features({ id: "metro" }, tables.metro);
          features.setDay(20261122);
          const stressed = Z.compare.Comparison.prototype.stress(features, (row) => row % 3);
          const drawn = features.ids.map((_, row) => row).filter((row) => stressed.shown[row]);
          const isSame = (row) => Z.symbols.look(stressed, row) === Z.symbols.look(features, row);
          return drawn.map((row) => [row % 3, features.kind[row], isSame(row)]);
        }""",
        symbols=json.loads(payload.symbols.body),
    )
    assert found
    assert all(number and kind and same for number, kind, same in found)
