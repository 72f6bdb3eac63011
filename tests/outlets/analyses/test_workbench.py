"""Runs of the workbench: watched, called off, answered once for equal questions, forgotten."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.generated_streets import city
from benchmarks.removed_links import cut_short
from geo.errors import BusyError, CancelledError, NetworkError
from geo.exports import sha256
from geo.streets.ranking import Trips
from outlets.analyses import dead_ends
from outlets.analyses import workbench as module
from outlets.analyses.dead_ends import Question, answer, what_if
from outlets.analyses.laid import Laid
from outlets.analyses.runs import MOST_KEPT, MOST_WAITING, stage_of
from outlets.analyses.workbench import STAGES, TRIPS, StreetRun, Workbench, key_of
from outlets.jobs import Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("streets") / "network.parquet"
    cut_short(city("grid", 2, size=12), 40, 2).frame.to_parquet(path)
    return path


@pytest.fixture
def bench() -> Iterator[Workbench]:
    made = Workbench()
    yield made
    for run in made._runs.values():  # noqa: SLF001 - tidied up
        shutil.rmtree(run.folder, ignore_errors=True)


def begin(bench: Workbench, network: Path, *, limit_m: float = 300.0) -> str:
    copy = bench.folder() / network.name
    shutil.copy(network, copy)
    question = Question(network=copy, credit="我们自己", limit_m=limit_m, trips=TRIPS)
    return bench.begin(question)


def ended(bench: Workbench, name: str, *, within_s: float = 240.0) -> StreetRun:
    run = bench.find(name)
    assert run is not None
    until = time.monotonic() + within_s
    while not run.ended:
        assert time.monotonic() < until, f"{run.state}, {stage_of(run.job, STAGES)}"
        time.sleep(0.02)
    return run


def test_a_run_ends_with_an_answer_and_a_file(
    bench: Workbench, network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[Path] = []

    def noted(path: Path) -> str:
        hashed.append(path)
        return sha256(path)

    monkeypatch.setattr(dead_ends, "sha256", noted)
    run = ended(bench, begin(bench, network))
    assert (run.state, run.error) == ("done", None)
    assert run.answer is not None
    assert len(run.answer.ranked) > 5
    assert run.file.read_bytes().startswith(b"SQLite")
    assert run.answer.method.set_index("item")["text"]["source"] == "我们自己"
    assert hashed == [run.question.network]  # once, however large it is


def test_a_chosen_set_is_compared(bench: Workbench, network: Path) -> None:
    name = begin(bench, network)
    run = ended(bench, name)
    assert run.answer is not None
    best = run.answer.best(3)
    assert len({choice.partition("-")[0] for choice in best}) == 3  # one of each dead end
    bench.open(run, [*best, "d99999-1"])
    run = ended(bench, name)
    assert (run.state, run.chosen) == ("done", best)
    assert run.comparison is not None
    change = run.comparison.set_index("measure")["change"]
    assert change["length_m"] < 0
    assert change["dead_ends"] <= -3
    with pytest.raises(NetworkError, match="No connection was chosen"):
        bench.open(run, ["d99999-1"])


def test_the_same_question_is_worked_on_once(
    bench: Workbench, network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ended(bench, begin(bench, network))
    monkeypatch.setattr(module, "answer", None)  # whoever calls it fails
    second = ended(bench, begin(bench, network))
    assert second.answer is first.answer
    assert second.file != first.file
    other = ended(bench, begin(bench, network, limit_m=200.0))
    assert other.state == "failed"
    best = first.answer.best(2) if first.answer else []
    for run in (first, second):
        bench.open(run, best)
        until = time.monotonic() + 240
        while not run.ended:
            assert time.monotonic() < until
            time.sleep(0.02)
        monkeypatch.setattr(module, "what_if", None)  # the second time nothing is reckoned
    assert first.comparison is not None
    assert second.comparison is first.comparison


def test_everything_that_an_answer_depends_on_is_in_its_key(network: Path) -> None:
    frame = city("grid", 1, size=4)
    lake = Laid(kind="water", name="湖", frame=frame, digest="1")
    question = Question(network=network)
    other = network.with_name("other.parquet")
    other.write_bytes(network.read_bytes() + b" ")
    changed: list[dict[str, Any]] = [
        {"network": other}, {"title": "x"}, {"credit": "x"}, {"limit_m": 200.0},
        {"tolerance_m": 2.0}, {"crossings": "split"}, {"most": 3}, {"layer": "x"},
        {"trips": Trips(seed=1)}, {"near": {"x": frame}}, {"laid": (lake,)},
        {"laid": (replace(lake, bridged=True),)},
        {"laid": (replace(lake, digest="2"),)},
    ]  # fmt: skip
    keys = {key_of(replace(question, **change), version="1") for change in [{}, *changed]}
    keys.add(key_of(question, version="2"))
    assert len(keys) == len(changed) + 2
    assert key_of(replace(question), version="1") in keys


def test_a_fault_of_the_network_is_told(bench: Workbench, tmp_path: Path) -> None:
    path = tmp_path / "network.gpkg"
    path.write_bytes(b"no network")
    run = ended(bench, begin(bench, path))
    assert run.state == "failed"
    assert "cannot be read" in str(run.error)
    with pytest.raises(NetworkError, match="not finished"):
        bench.open(run, ["d00001-1"])


def test_called_off_it_ends_without_an_answer(
    bench: Workbench, network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def endless(_question: object, *, progress: Callable[[str, int, int], None]) -> None:
        while True:
            progress("places", 0, 3)
            time.sleep(0.01)

    monkeypatch.setattr(module, "answer", endless)
    working, waiting = begin(bench, network), begin(bench, network)
    run = bench.find(working)
    behind = bench.find(waiting)
    assert run is not None
    assert behind is not None
    while run.state != "working" and behind.state != "working":
        time.sleep(0.01)
    for each in (run, behind):
        bench.call_off(each)
    assert {ended(bench, name).state for name in (working, waiting)} == {"called off"}


def test_too_many_are_refused_and_old_ones_forgotten(
    bench: Workbench, network: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stuck(_question: object, *, progress: Callable[[str, int, int], None]) -> None:
        while True:
            progress("read", 0, 1)
            time.sleep(0.01)

    monkeypatch.setattr(module, "answer", stuck)
    names = [begin(bench, network) for _ in range(MOST_WAITING)]
    folder = bench.folder()
    shutil.copy(network, folder / network.name)
    with pytest.raises(BusyError, match="Too many analyses"):
        bench.begin(Question(network=folder / network.name, credit="x"))
    assert not folder.exists()
    runs = [bench.find(name) for name in names]
    for run in runs:
        assert run is not None
        bench.call_off(run)
    for name in names:
        ended(bench, name)
    begin(bench, network)
    kept = [name for name in names if bench.find(name) is not None]
    assert len(kept) == MOST_KEPT
    assert kept == names[-MOST_KEPT:]
    for run in bench._runs.values():  # noqa: SLF001 - ended before the test does
        bench.call_off(run)


def test_every_step_of_the_analysis_has_its_place_in_the_whole(network: Path) -> None:
    job = Job()
    shares: list[tuple[float, str]] = []

    def note(step: str, done: int, total: int) -> None:
        job(step, done, total)
        name, share = stage_of(job, STAGES)
        assert step in STAGES[name]
        shares.append((share, step))

    found = answer(Question(network=network), progress=note)
    assert shares == sorted(shares, key=lambda pair: pair[0])
    assert 0 <= shares[0][0] <= shares[-1][0] <= 1
    shares.clear()
    what_if(found, found.best(1), progress=note)
    assert {stage for _, stage in shares} == set(STAGES["compare"])
    job.call_off()
    with pytest.raises(CancelledError):
        note("read", 0, 1)
