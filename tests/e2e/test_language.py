"""Chinese first: no stray English word on a Chinese screen; English is one click away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable

    from e2e.reader import Reader
    from layers.build import Dataset

PANELS = ("map", "table", "charts", "analysis", "ledger", "about")

# Names of standards, licences, formats, programs, data sets, sites and repositories have no Chinese
# form that planners use; codes and units are signs, not words.
ALLOWED = re.compile(
    r"""
      \b[\w-]+(\.[\w-]+)*\.[a-z]{2,3}\b       # a site, a file
    | \b[\w-]+(/[\w-]+)+(\.\w+)?             # a repository, a folder
    | \b(WGS\ 84|GCJ-02|CGCS2000|EPSG:\d+)\b
    | \b(ODbL|CC\ BY-SA|Apache-2\.0|OpenStreetMap|OSM)\b
    | \b(GeoJSON|CSV|XLSX|Excel|KML)\b
    | \b(GeoPackage|GeoParquet|FlatGeobuf|Shapefile|DXF|QGIS|PowerPoint|ZIP)\b
    | \.osm(\.pbf)?\b
    | \b(Esc|English|km²?|ha|m²?|GDP|CCD)\b
    | \b(Natural\ Earth|TravelMapping|mapchina|DataV|IT|360doc|twwiki|baogaosu)\b
    | \b[A-Z]\d*\b | \b\d+[A-Z]\b             # line, road and runway codes
    | \b[a-z]+=\S+                            # the reader's own address, repeated
    | “[a-z_]+”                               # the column of a finding
    | https?://\S+
    """,
    re.VERBOSE | re.ASCII,
)
ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ '-][A-Za-z]+)*")

WORDS = """() => {
  // What is marked with a language of its own is quoted: a citation, the other name of a record.
  const foreign = (node) => Boolean(node.closest('[lang]:not(html)'));
  const found = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const text = walk.currentNode.data.trim();
    const parent = walk.currentNode.parentElement;
    if (!text || parent.closest('script, style, noscript, template')) continue;
    const shown = parent.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    if ((shown || parent.closest('.zt-announce, .zt-hidden')) && !foreign(parent)) found.push(text);
  }
  for (const node of document.querySelectorAll('*')) {
    if (foreign(node) || !node.checkVisibility({ visibilityProperty: true })) continue;
    for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description',
                        'aria-roledescription', 'aria-valuetext']) {
      if (node.getAttribute(name)) found.push(node.getAttribute(name));
    }
    if (node.matches('input[type=button], input[type=submit], textarea')) found.push(node.value);
  }
  found.push(document.title);
  return found;
}"""


@pytest.fixture(scope="module")
def codes(dataset: Dataset) -> re.Pattern[str]:
    """Ids, layers and the version of the data: signs that a correction or an issue must name."""
    ids = {name for frame in dataset.frames.values() for name in frame["id"]}
    known = ids | set(dataset.frames) | {dataset.version, "data/source/"}
    longest_first = sorted(known, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest_first)))


@pytest.fixture(scope="module")
def stray_words(codes: re.Pattern[str]) -> Callable[[Reader], list[str]]:
    """List the English words in page and map that have no business on a Chinese screen."""

    def find(reader: Reader) -> list[str]:
        stray = []
        for frame in (reader.page.main_frame, reader.map):
            for text in frame.evaluate(WORDS):
                bare = ALLOWED.sub(" ", codes.sub(" ", text))
                if words := ENGLISH.findall(bare):
                    stray.append(f"{words} in {text[:160]!r}")
        return stray

    return find


@pytest.mark.parametrize("panel", PANELS)
def test_no_stray_english_on_a_panel(
    visit: Callable[..., Reader], stray_words: Callable[[Reader], list[str]], panel: str
) -> None:
    reader = visit().open(panel=panel)
    expect(reader.page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(reader.map.locator("html")).to_have_attribute("lang", "zh-CN")
    for summary in reader.page.locator(".zt-about summary, .zt-charts summary").all():
        summary.click()
    assert not stray_words(reader)


def test_no_stray_english_in_cards(
    visit: Callable[..., Reader], stray_words: Callable[[Reader], list[str]], dataset: Dataset
) -> None:
    reader = visit().open(view="34.75,113.65,12")
    ids = [str(frame["id"].iloc[0]) for frame in dataset.frames.values()]
    ids += [str(frame["id"].iloc[-1]) for frame in dataset.frames.values()]
    stray = []
    for identifier in ids:
        reader.open(id=identifier)
        expect(reader.card).to_be_visible()
        reader.card.locator("summary").last.click()
        stray += [f"{identifier}: {words}" for words in stray_words(reader)]
    reader.open(promise="dead-end-65")
    expect(reader.card).to_be_visible()
    stray += stray_words(reader)
    assert not stray, "\n".join(stray)


def test_no_stray_english_while_doing_things(
    visit: Callable[..., Reader], stray_words: Callable[[Reader], list[str]]
) -> None:
    reader = visit().open(district="火星区", id="x", at="2021-02-30")
    stray = stray_words(reader)
    for facet in ("candidates", "district", "theme", "category", "placement"):
        reader.facet(facet)
    reader.page.locator(".zt-menu > summary").click()
    stray += stray_words(reader)
    reader.type_text("什么也没有")
    stray += stray_words(reader)
    reader.reset()
    reader.map.get_by_role("button", name="测面", exact=True).click()
    for corner in ((34.7, 113.6), (34.7, 113.7), (34.8, 113.7)):
        reader.click_map(*corner)
    stray += stray_words(reader)
    reader.page.keyboard.press("Escape")
    reader.go_to(34.7466, 113.6253, 13)
    reader.click_map(34.7466, 113.6253)
    stray += stray_words(reader)
    assert not stray, "\n".join(stray)


@pytest.mark.parametrize("panel", PANELS)
def test_english_is_one_click_away(
    visit: Callable[..., Reader], stray_words: Callable[[Reader], list[str]], panel: str
) -> None:
    reader = visit().open(panel=panel)
    reader.page.locator('[data-focus="language"]').click()
    expect(reader.page.locator("html")).to_have_attribute("lang", "en")
    expect(reader.map.locator("html")).to_have_attribute("lang", "en")
    reader.expect_address(lang="en")
    expect(reader.page).to_have_title(re.compile(r"^Zhengtu"))
    expect(reader.filters.locator("h2")).to_have_text("Filters")
    expect(reader.map.get_by_role("button", name="Whole city")).to_be_visible()
    reader.page.locator('[data-focus="language"]').click()
    expect(reader.page.locator("html")).to_have_attribute("lang", "zh-CN")
    reader.expect_address(lang=None)
    reader.settle()
    assert not stray_words(reader)
