"""A reader of the app: opens pages, uses panels and map, and says what is on screen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, ConsoleMessage, Frame, Locator, Page, Request

    from e2e.servers import Server

MAP = "streamlit_folium"
# Long, for a machine that has other work to do: only a test that fails waits for so long.
PAINT_MS = 90_000
SETTLE_MS = 45_000
LOOK_MS = 50
# The browser's own remarks on Streamlit's iframe attributes; every error counts.
_NOISE = ("warning", "info", "log", "debug", "verbose", "startGroup", "endGroup")


class Reader:
    """One browser window on one server, watched for faults.

    Parameters
    ----------
    context
        A fresh browser context.
    server
        The server that it visits.
    """

    def __init__(self, context: BrowserContext, server: Server) -> None:
        self.context = context
        self.server = server
        self.faults: list[str] = []
        self.forgiven: list[str] = []
        self.requests: list[str] = []
        self.messages_up = 0
        self.bytes_down = 0
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.faults.append(f"page error: {error.error}"))
        self.page: Page = context.new_page()
        self.page.on("websocket", self._on_websocket)

    def _on_request(self, request: Request) -> None:
        url = request.url
        self.requests.append(url)
        is_ours = url.startswith((self.server.origin + "/", "data:", "blob:", "about:"))
        if not is_ours:
            self.faults.append(f"asked for {url}")

    def _on_websocket(self, socket: Any) -> None:
        if urlsplit(socket.url).netloc != urlsplit(self.server.origin).netloc:
            self.faults.append(f"connected to {socket.url}")
        socket.on("framesent", lambda _frame: self._count_up())
        socket.on("framereceived", self._count_down)

    def _count_up(self) -> None:
        self.messages_up += 1

    def _count_down(self, frame: Any) -> None:
        self.bytes_down += len(frame)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type not in _NOISE:
            self.faults.append(f"console {message.type}: {message.text}")

    def unforgiven(self) -> list[str]:
        """Faults that no test expected."""
        return [f for f in self.faults if not any(re.search(p, f) for p in self.forgiven)]

    # Opening

    def go(self, **parameters: str) -> None:
        """Load the page with URL parameters."""
        query = f"?{urlencode(parameters, safe=',')}" if parameters else ""
        self.page.goto(self.server.url + query)

    def open(self, **parameters: str) -> Reader:
        """Load the page with URL parameters and wait until the map is painted."""
        self.go(**parameters)
        self.wait_painted()
        if parameters.get("panel") == "analysis" and "tool" not in parameters:
            self._wait_scoreboard()
        return self

    def wait_painted(self) -> None:
        self.page.locator("#zt-filters").wait_for(state="attached", timeout=PAINT_MS)
        for _ in range(PAINT_MS // LOOK_MS):
            if self._painted():
                break
            self.page.wait_for_timeout(LOOK_MS)
        assert self._painted(), "the map was not painted"
        self.settle()

    def _painted(self) -> int:
        try:
            painted: int = self.map.evaluate("() => window.zhengtu ? zhengtu.painted : 0")
        except PlaywrightError:  # the frame is on its way
            return 0
        return painted

    def settle(self) -> None:
        """Wait until the server has heard all that was done, and has nothing left to run."""
        idle = self.page.locator(
            'html:not([data-unheard]) [data-testid="stApp"][data-test-script-state="notRunning"]'
        )
        expect(idle).to_be_attached(timeout=SETTLE_MS)

    # The map

    @property
    def map(self) -> Frame:
        """Frame of the map."""
        frame = self.page.locator(f'iframe[src*="{MAP}"]').element_handle().content_frame()
        assert frame is not None
        return frame

    def shown(self) -> dict[str, list[str]]:
        """Ids that the map shows, per thematic layer."""
        ids: dict[str, list[str]] = self.map.evaluate("() => zhengtu.shownIds()")
        return ids

    def expect_shown(self, expected: dict[str, list[str]]) -> None:
        """Wait until the map shows exactly these ids."""
        try:
            self.map.wait_for_function(
                "(wanted) => JSON.stringify(Object.entries(zhengtu.shownIds()).sort())"
                " === JSON.stringify(Object.entries(wanted).sort())",
                arg=expected, timeout=SETTLE_MS,
            )  # fmt: skip
        except Exception:
            assert self.shown() == expected
            raise

    def expect_on_map(self, script: str, wanted: object) -> None:
        """Wait until an expression of the map's script gives this."""
        try:
            self.map.wait_for_function(
                f"(wanted) => JSON.stringify({script}) === JSON.stringify(wanted)",
                arg=wanted, timeout=SETTLE_MS,
            )  # fmt: skip
        except Exception:
            assert self.map.evaluate(f"() => {script}") == wanted
            raise

    def expect_place(self, lat: float, lng: float, *, within_px: float = 3) -> None:
        """Wait until the map's centre is at a place."""
        self.map.wait_for_function(
            "([lat, lng, reach]) => { const m = zhengtu.map;"
            " return m.latLngToContainerPoint([lat, lng])"
            ".distanceTo(m.getSize().divideBy(2)) <= reach; }",
            arg=[lat, lng, within_px], timeout=SETTLE_MS,
        )  # fmt: skip

    def map_point(self, lat: float, lng: float) -> tuple[float, float]:
        """Place on the page [px] of a position."""
        x, y = self.map.evaluate(
            "([lat, lng]) => { const p = zhengtu.map.latLngToContainerPoint([lat, lng]);"
            " return [p.x, p.y]; }",
            [lat, lng],
        )
        box = self.page.locator(f'iframe[src*="{MAP}"]').bounding_box()
        assert box is not None
        return box["x"] + x, box["y"] + y

    def wait_still(self) -> None:
        """Wait until the map stands still, and the address says where."""
        self.page.wait_for_function(
            "(source) => { const frame = document.querySelector(source).contentWindow;"
            " const { map } = frame.zhengtu;"
            " const [lat, lng, zoom] ="
            " (new URLSearchParams(location.search).get('view') ?? '').split(',').map(Number);"
            " const centre = map.getCenter();"
            " return !map._panAnim?._inProgress && !map._animatingZoom && map.getZoom() === zoom"
            " && Math.abs(centre.lat - lat) < 1e-4 && Math.abs(centre.lng - lng) < 1e-4; }",
            arg=f'iframe[src*="{MAP}"]', timeout=SETTLE_MS,
        )  # fmt: skip

    def go_to(self, lat: float, lng: float, zoom: float) -> None:
        """Put the map somewhere at once, as a pan would."""
        self.map.evaluate(
            "([lat, lng, zoom]) => { zhengtu.map.setView([lat, lng], zoom, { animate: false }); }",
            [lat, lng, zoom],
        )

    def click_map(self, lat: float, lng: float) -> None:
        self.page.mouse.click(*self.map_point(lat, lng))

    # The page's parts

    @property
    def filters(self) -> Locator:
        return self.page.locator("#zt-filters")

    @property
    def card(self) -> Locator:
        """The card; for a moment after a click the one before it is still there."""
        return self.page.locator(".st-key-zt-card .zt-card").last

    @property
    def table(self) -> Locator:
        return self.page.locator(".st-key-zt-panel .zt-table")

    @property
    def rows(self) -> Locator:
        return self.table.locator("tbody tr")

    @property
    def summary(self) -> Locator:
        return self.page.locator(".zt-announce")

    @property
    def messages(self) -> Locator:
        return self.page.locator(".st-key-zt-messages")

    def panel(self, name: str) -> None:
        """Go to a panel by its button in the bar."""
        self.page.locator(f'.zt-bar [data-focus="panel-{name}"]').click()
        expect(self.page.locator(f'html[data-panel="{name}"]')).to_be_attached()
        self.settle()
        if name == "analysis" and "tool" not in self.address():
            self._wait_scoreboard()

    def _wait_scoreboard(self) -> None:
        """Wait until the first of the analyses is there: it comes by itself, behind the page."""
        expect(self.page.locator(".zt-tool tbody tr").first).to_be_visible()

    def facet(self, name: str) -> Locator:
        """One facet of the filters, unfolded."""
        facet = self.filters.locator(f'details[data-facet="{name}"]')
        if facet.get_attribute("open") is None:
            facet.locator("summary").click()
        return facet

    def option(self, facet: str, value: str) -> Locator:
        return self.facet(facet).locator(f'[data-focus="{facet}-{value}"]')

    def choose(self, facet: str, value: str) -> None:
        """Tick or untick a choice and wait for the answer."""
        before = self.messages_up
        self.option(facet, value).click()
        self.wait_answered(before)

    def count(self, facet: str, value: str) -> int:
        """The number that stands beside a choice."""
        label = self.facet(facet).locator("li").filter(
            has=self.page.locator(f'[data-focus="{facet}-{value}"]')
        )  # fmt: skip
        return int(label.locator(".zt-count").inner_text())

    def type_text(self, text: str) -> None:
        before = self.messages_up
        self.filters.locator("input[type=search]").fill(text)
        self.wait_answered(before)

    def set_day(self, day: str) -> None:
        before = self.messages_up
        field = self.filters.locator('[data-focus="at"]')
        field.fill(day)
        field.blur()
        self.wait_answered(before)

    def reset(self) -> None:
        before = self.messages_up
        self.filters.locator(".zt-reset").click()
        self.wait_answered(before)

    def wait_answered(self, before: int) -> None:
        """Wait until the page has told the server and the server has answered."""
        for _ in range(SETTLE_MS // LOOK_MS):
            if self.messages_up > before:
                break
            self.page.wait_for_timeout(LOOK_MS)
        assert self.messages_up > before, "the page did not tell the server"
        self.settle()

    def address(self) -> dict[str, str]:
        """Parameters in the page's address."""
        query = parse_qs(urlsplit(self.page.url).query, keep_blank_values=True)
        return {name: values[0] for name, values in query.items()}

    def expect_address(self, **wanted: str | None) -> None:
        """Wait until the address holds these values; None for a parameter that must be absent."""
        for _ in range(SETTLE_MS // LOOK_MS):
            have = self.address()
            if all(have.get(name) == value for name, value in wanted.items()):
                return
            self.page.wait_for_timeout(LOOK_MS)
        have = self.address()
        assert {name: have.get(name) for name in wanted} == wanted
