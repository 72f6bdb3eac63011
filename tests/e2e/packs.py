"""A reader of the meeting pack: a file in a browser that can reach nothing else."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from playwright.sync_api import expect

from layers.build import SOURCE
from layers.selection import select
from layers.story_reading import stories_in
from outlets.pack.building import pack
from outlets.pack.describing import PackOrder

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import BrowserContext, ConsoleMessage, Frame

    from layers.build import Dataset
    from layers.view import View

TODAY = date.today()  # noqa: DTZ011 - the browser's day


def write_pack(dataset: Dataset, file: Path, view: View) -> Path:
    """Make a pack that opens with a view."""
    stories = stories_in(SOURCE.parent / "stories", dataset, today=TODAY)
    selection = select(dataset, view, today=TODAY)
    file.write_bytes(pack(PackOrder(selection=selection, today=TODAY, stories=stories)))
    return file


class PackReader:
    """One window on a pack, watched for faults and for whatever it asks of a network.

    Parameters
    ----------
    context
        A fresh browser context.
    file
        The pack.
    """

    def __init__(self, context: BrowserContext, file: Path) -> None:
        self.context = context
        self.file = file
        self.faults: list[str] = []
        self.asked: list[str] = []
        context.set_offline(offline=True)
        context.route("http://**/*", lambda route: route.abort())
        context.route("https://**/*", lambda route: route.abort())
        self.page = context.new_page()
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("console", self._heard)
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) =>"
            " console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`));"
        )

    def _heard(self, said: ConsoleMessage) -> None:
        if said.type == "error":
            self.faults.append(said.text)

    def open(self, **parameters: str) -> PackReader:
        """Open the pack and wait until its map is painted."""
        query = f"?{urlencode(parameters)}" if parameters else ""
        self.page.goto(self.file.as_uri() + query)
        self.settle()
        return self

    @property
    def map(self) -> Frame:
        frame = self.page.frames[1]
        frame.wait_for_load_state()
        return frame

    def settle(self) -> None:
        """Wait until the map shows what the page last sent."""
        self.page.wait_for_function(
            "() => zhengtuPack.isPainted && !document.documentElement.dataset.behind"
        )

    def shown(self) -> dict[str, list[str]]:
        """Return what the map draws, by layer."""
        self.settle()
        drawn: dict[str, list[str]] = self.map.evaluate("() => zhengtu.shownIds()")
        return drawn

    def ids(self, *searches: str) -> list[list[str]]:
        """Return what the pack selects for addresses."""
        found: list[list[str]] = self.page.evaluate(
            "(searches) => searches.map((search) => zhengtuPack.ids(search))", list(searches)
        )
        return found

    def panel(self, name: str) -> None:
        self.page.locator(f'[data-focus="panel-{name}"]').click()
        expect(self.page.locator("html")).to_have_attribute("data-panel", name)

    def focus(self, name: str) -> Any:
        """Return the control of that name."""
        return self.page.locator(f'[data-focus="{name}"]')

    def facet(self, name: str) -> None:
        """Unfold a facet of the filters."""
        details = self.page.locator(f'#zt-side details[data-facet="{name}"]')
        if details.get_attribute("open") is None:
            details.locator("summary").click()

    def unasked(self) -> list[str]:
        """Return whatever was asked for but the file itself and what it made."""
        own = (self.file.as_uri(), "blob:", "data:", "about:")
        return [url for url in self.asked if not url.startswith(own)]


def located(view: View, selection: Any) -> dict[str, list[str]]:
    """Ids that the map must show, by layer in row order."""
    shown = {}
    for layer in selection.index.layers:
        frame = selection.frame(layer)
        shown[layer] = list(frame[frame.geometry.notna()]["id"]) if layer in view.layers else []
    return shown
