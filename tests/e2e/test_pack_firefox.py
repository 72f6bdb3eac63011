"""The meeting pack in Debian's Firefox, from a file, without a network."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest

from e2e.bidi import Firefox, firefox
from e2e.packs import TODAY, located, write_pack
from layers.selection import select
from layers.view import View, encode
from layers.vocabulary import DISTRICTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from layers.build import Dataset

DAY = date(2024, 6, 30)
PAINTED = "zhengtuPack.isPainted"
SHOWN = "document.querySelector('iframe').contentWindow.zhengtu.shownIds()"


@pytest.fixture(scope="module")
def file(dataset: Dataset, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_pack(dataset, tmp_path_factory.mktemp("firefox") / "郑图.html", View(at=DAY))


@pytest.fixture(scope="module")
def window(program: Callable[[str], str], file: Path) -> Iterator[Firefox]:
    with firefox(program("firefox-esr")) as window:
        yield window
        own = (file.as_uri(), "blob:", "data:", "about:", "resource:", "chrome:")
        asked = [address for address in window.requests() if not address.startswith(own)]
        assert not asked
        assert not window.complaints()


def opened(window: Firefox, file: Path, **parameters: str) -> None:
    window.open(file.as_uri() + (f"?{urlencode(parameters)}" if parameters else ""))
    window.wait_for(PAINTED)


def control(name: str) -> str:
    wanted = json.dumps(f'[data-focus="{name}"]', ensure_ascii=False)
    return f"document.querySelector({wanted})"


def test_it_opens(window: Firefox, file: Path, dataset: Dataset) -> None:
    opened(window, file)
    view = View(at=DAY)
    assert window.evaluate(SHOWN) == located(view, select(dataset, view, today=TODAY))
    assert window.evaluate("document.documentElement.lang") == "zh-CN"
    assert window.evaluate("document.querySelector('iframe').contentDocument.title") == "郑图地图"


def test_it_selects_what_the_app_selects(window: Firefox, file: Path, dataset: Dataset) -> None:
    opened(window, file)
    views = [
        View(districts=(name,), text=text, at=day)
        for name in DISTRICTS
        for text in ("", "gy", "地铁", "ｌｉｎｅ 8")
        for day in (None, date(2021, 1, 30))
    ]
    searches = json.dumps([f"?{urlencode(encode(view))}" for view in views])
    found = window.evaluate(f"{searches}.map((search) => zhengtuPack.ids(search))")
    assert found == [select(dataset, view, today=TODAY).ids for view in views]
    assert sum(map(bool, found)) > 30


def test_filter_search_and_slider(window: Firefox, file: Path, dataset: Dataset) -> None:
    opened(window, file)
    window.evaluate(f"{control('district-金水区')}.click()")
    view = View(at=DAY, districts=("金水区",))
    window.wait_for(PAINTED)
    assert window.evaluate(SHOWN) == located(view, select(dataset, view, today=TODAY))
    window.evaluate(f"{control('search')}.focus()")
    for key in "line":
        window.press(key)
    window.wait_for(f"zhengtuPack.view.text === 'line' && {PAINTED}")
    view = View(at=DAY, districts=("金水区",), text="line")
    assert window.evaluate(SHOWN) == located(view, select(dataset, view, today=TODAY))
    window.evaluate(f"{control('day-at')}.focus()")
    window.press("\ue012")  # the left arrow
    window.wait_for(f"zhengtuPack.view.at === '2024-05-31' && {PAINTED}")
    view = View(at=date(2024, 5, 31), districts=("金水区",), text="line")
    assert window.evaluate(SHOWN) == located(view, select(dataset, view, today=TODAY))
    window.wait_for("location.search.includes('at=2024-05-31')")


def test_story(window: Firefox, file: Path) -> None:
    opened(window, file, story="metro")
    place = "document.querySelector('#zt-stage .zt-place').textContent"
    assert window.evaluate(place).startswith("1 / ")
    window.press("\ue014")  # the right arrow
    window.wait_for(f"{place}.startsWith('2 / ')")
    window.press("\ue00c")  # Escape
    window.wait_for("getComputedStyle(document.querySelector('#zt-stage')).display === 'none'")


def test_download(window: Firefox, file: Path, dataset: Dataset) -> None:
    opened(window, file, district="金水区", at="2021-01-30")
    view = View(districts=("金水区",), at=date(2021, 1, 30))
    window.evaluate(
        "(() => { const made = URL.createObjectURL;"
        " URL.createObjectURL = (blob) => { window.taken = blob.text(); return made(blob); }; })()"
    )
    window.evaluate(f"{control('download-all')}.click()")
    written = json.loads(window.evaluate("window.taken"))
    ids = [feature["id"] for feature in written["features"]]
    assert ids == select(dataset, view, today=TODAY).ids
    assert written["type"] == "FeatureCollection"


def test_a_long_drag_of_the_slider_writes_one_address(window: Firefox, file: Path) -> None:
    opened(window, file, at="2013-01-31")
    window.evaluate(
        "(() => { window.written = 0; for (const how of ['pushState', 'replaceState']) {"
        " const real = history[how].bind(history);"
        " history[how] = (...given) => { window.written += 1; real(...given); }; } })()"
    )
    window.evaluate(
        "(async () => { const slider = document.querySelector('[data-focus=\"day-at\"]');"
        " for (let day = 0; day < 500; day += 1) {"
        "   slider.value = Number(slider.value) + 3;"
        "   slider.dispatchEvent(new Event('input', { bubbles: true }));"
        "   if (day % 50 === 0) await new Promise((next) => setTimeout(next, 0)); }"
        " slider.dispatchEvent(new Event('change', { bubbles: true })); })()"
    )
    window.wait_for(f"location.search.includes('at=2017-') && {PAINTED}")
    assert window.evaluate("document.querySelector('#zt-said').textContent").startswith(
        "全市，2017-"
    )
    assert window.evaluate("window.written") == 1
