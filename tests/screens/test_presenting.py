"""A story on the page without a browser: links to chapters, the route, the desk (AppTest)."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from starlette.applications import Starlette
from streamlit.testing.v1 import AppTest

from layers import store
from layers.view import View
from screens.presenting import story_routes
from screens.staging import staged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from layers.build import Dataset

PAGE = Path(__file__).parents[2] / "screens" / "main.py"
TODAY = date(2026, 11, 22)
BROKEN = 'title_zh = "坏"\n[[chapter]]\nid = "a"\ntitle_zh = "x"\nhighlight = ["nobody"]\n'


@pytest.fixture(autouse=True)
def in_memory(dataset: Dataset) -> Iterator[None]:
    before = store.current_store()
    store.use_store(store.FixedStore(dataset))
    yield
    store.use_store(before)


def run(**parameters: str) -> AppTest:
    app = AppTest.from_file(str(PAGE), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    return app.run()


def parts(app: AppTest) -> dict[str, Any]:
    sent = [json.loads(element.proto.bytes) for element in app.get("bidi_component")]
    return {data["part"]: data for data in sent}


def html(app: AppTest) -> str:
    return unescape(" ".join(element.proto.body for element in app.get("html")))


def test_a_link_shows_the_chapter_with_its_own_view() -> None:
    app = run(story="metro", chapter="report-day", lang="en")
    shown = parts(app)
    assert shown["presenting"]["chapter"] == "report-day"
    assert shown["presenting"]["url"].endswith("/api/stories/metro.en.json")
    on = {option[0] for group in shown["filters"]["groups"] if group["id"] == "layers"
          for option in group["options"] if option[3]}  # fmt: skip
    assert on == {"metro"}
    assert shown["filters"]["at"] == "2021-01-30"
    assert app.query_params == {"story": "metro", "chapter": "report-day", "lang": "en"}


def test_without_a_chapter_the_first_one_is_shown() -> None:
    assert parts(run(story="metro"))["presenting"]["chapter"] == "first-line"


def test_a_chart_comes_with_its_chapter_only() -> None:
    chart = parts(run(story="metro", chapter="goal"))["presenting"]["chart"]
    assert chart["of"] == "goal"
    assert [each["id"] for each in chart["charts"]] == ["metro"]
    assert parts(run(story="metro"))["presenting"]["chart"] is None


@pytest.mark.parametrize("story", ["nobody", "..", "metro2"])
def test_a_story_that_does_not_exist_is_said(story: str) -> None:
    app = run(story=story)
    assert not app.exception
    assert parts(app)["presenting"]["story"] is None
    assert f"story={story}" in html(app)


def test_a_chapter_that_does_not_exist_is_said_and_the_first_one_shown() -> None:
    view, misread = staged(View(story="metro", chapter="gone"), today=TODAY)
    assert view.chapter == "first-line"
    assert [(item.parameter, item.value) for item in misread] == [("chapter", "gone")]


def test_a_chapter_without_a_story_is_nothing() -> None:
    assert staged(View(chapter="goal"), today=TODAY) == (View(), [])


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("ZHENGTU_STORIES", str(tmp_path))
    return tmp_path


def test_a_story_with_a_fault_is_told_and_not_shown(folder: Path) -> None:
    (folder / "broken.toml").write_text(BROKEN, "utf-8")
    (folder / "good.toml").write_text(BROKEN.replace("nobody", "metro-line-4"), "utf-8")
    listed = {
        story["id"]: story for story in parts(run(panel="stories", lang="zh"))["desk"]["stories"]
    }
    assert listed["good"]["sound"]
    assert not listed["broken"]["sound"]
    assert "nobody" in listed["broken"]["issues"][0]
    assert parts(run(story="broken"))["presenting"]["story"] is None


def test_a_story_may_be_called_a_draft(folder: Path) -> None:
    (folder / "draft.toml").write_text(BROKEN.replace("nobody", "metro-line-4"), "utf-8")
    assert parts(run(story="draft"))["presenting"]["story"] == "draft"


def test_a_file_that_changes_is_read_again(folder: Path) -> None:
    (folder / "a.toml").write_text(BROKEN.replace("nobody", "metro-line-4"), "utf-8")
    assert [story["title"] for story in parts(run(panel="stories"))["desk"]["stories"]] == ["坏"]
    (folder / "a.toml").write_text(
        BROKEN.replace("nobody", "metro-line-4").replace("坏", "好的"), "utf-8"
    )
    assert [story["title"] for story in parts(run(panel="stories"))["desk"]["stories"]] == ["好的"]


def test_no_folder_of_stories(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGTU_STORIES", str(folder / "nowhere"))
    assert parts(run(panel="stories"))["desk"]["stories"] == []


class TestRoute:
    APP = Starlette(routes=story_routes(base_path=""))

    def test_a_story_in_both_languages(self, get: Callable[..., Any]) -> None:
        for language, title in (("zh", "轨道上的都市"), ("en", "A metropolis on rails")):
            answer = get(self.APP, f"/api/stories/metro.{language}.json")
            assert answer.status == 200
            assert answer.headers["cache-control"] == "no-cache"
            told = answer.json()
            assert told["title"] == title
            assert [chapter["id"] for chapter in told["chapters"]][:2] == [
                "first-line",
                "cross-and-loop",
            ]
            first = told["chapters"][0]
            assert first["view"] == {
                "layers": "metro,metro_stations", "status": "completed", "at": "2013-12-28",
            }  # fmt: skip
            assert "<strong>" in first["html"]
            assert "{" not in first["html"] + first["notes"]

    @pytest.mark.parametrize(
        "name", ["nobody.zh", "metro", "metro.fr", "..%2fmetro.zh", "metro.zh.zh", "-draft.zh"]
    )
    def test_what_is_no_story(
        self, name: str, get: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("streamlit.session_state", None)  # nobody's: this is no visit
        answer = get(self.APP, f"/api/stories/{name}.json")
        assert answer.status == 404
