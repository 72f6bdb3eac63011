"""Other ways to be served: a base path, uvicorn, several readers at once, a lost connection."""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from e2e.servers import running

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from e2e.reader import Reader
    from e2e.servers import Server

STATION = "metro-station-zijingshan"
STATION_AT = (34.76335, 113.67671)


@pytest.fixture(
    params=[{"base": "/plan/zt"}, {"uvicorn": True}], ids=["base path", "uvicorn"], scope="package"
)  # fmt: skip
def other_server(servers: Callable[..., Server], request: pytest.FixtureRequest) -> Server:
    return servers(**request.param)


def test_served_otherwise(
    visit: Callable[..., Reader],
    other_server: Server,
    python_shows: Callable[..., dict[str, list[str]]],
) -> None:
    reader = visit(at=other_server).open()
    reader.choose("district", "金水区")
    reader.expect_shown(python_shows(districts=("金水区",)))
    reader.panel("table")
    reader.rows.first.click()
    expect(reader.card).to_be_visible()
    reader.page.locator(".zt-menu > summary").click()
    with reader.page.expect_download() as saved:
        reader.page.locator(".zt-menu a").first.click()
    assert saved.value.path().stat().st_size > 1_000
    ours = [url for url in reader.requests if url.startswith("http")]
    assert all(url.startswith(other_server.url.rstrip("/")) for url in ours), ours
    assert reader.page.url.startswith(other_server.url)


def test_the_server_contacts_nobody(
    visit: Callable[..., Reader], servers: Callable[..., Server]
) -> None:
    with socket.socket() as proxy:  # whoever asks for something outside must pass here
        proxy.bind(("127.0.0.1", 0))
        proxy.listen()
        proxy.settimeout(0.2)
        address = f"http://127.0.0.1:{proxy.getsockname()[1]}"
        names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
        outside = dict.fromkeys((*names, *map(str.lower, names)), address)
        at = servers(settings={**outside, "NO_PROXY": "", "no_proxy": ""})
        reader = visit(at=at).open()
        reader.choose("district", "金水区")
        with pytest.raises(TimeoutError):
            proxy.accept()


def test_readers_do_not_disturb_each_other(
    visit: Callable[..., Reader], python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    choices = ["金水区", "中牟县", "巩义市", "郑东新区"]
    readers = [visit().open() for _ in choices]
    for reader, name in zip(readers, choices, strict=True):
        reader.choose("district", name)
    readers[0].set_day("2021-01-30")
    readers[1].page.locator('[data-focus="language"]').click()
    readers[2].panel("ledger")
    for reader, name in zip(readers[1:], choices[1:], strict=True):
        reader.expect_shown(python_shows(districts=(name,)))
        assert reader.option("district", name).is_checked()
    expect(readers[0].page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(readers[1].page.locator("html")).to_have_attribute("lang", "en")
    expect(readers[3].page.locator('html[data-panel="map"]')).to_be_attached()


def test_a_lost_connection_comes_back_with_the_view(
    visit: Callable[..., Reader], python_shows: Callable[..., dict[str, list[str]]]
) -> None:
    reader = visit()
    reader.forgiven = ["ERR_INTERNET_DISCONNECTED", "WebSocket", "Client Error", "not responding"]
    reader.open()
    reader.choose("district", "金水区")
    reader.context.set_offline(True)
    reader.page.wait_for_timeout(500)
    reader.context.set_offline(False)
    reader.choose("status", "completed")
    reader.expect_shown(python_shows(districts=("金水区",), statuses=("completed",)))


def test_the_first_press_after_the_server_was_started_anew_counts(
    visit: Callable[..., Reader], server: Server, tmp_path: Path
) -> None:
    with running(tmp_path / "first.log") as first:
        reader = visit(at=first)
        reader.forgiven = ["ERR_CONNECTION_REFUSED", "WebSocket", "Client Error", "not responding"]
        reader.open(id="metro-line-4", view=f"{STATION_AT[0]},{STATION_AT[1]},15")
        expect(reader.card).to_be_visible()
        reader.card.locator(".zt-close").click()
        expect(reader.card).to_have_count(0)
    with running(tmp_path / "second.log", port=first.port) as second:
        reader.server = second
        reader.page.locator('[data-test-connection-state="CONNECTED"]').wait_for()
        reader.click_map(*STATION_AT)
        expect(reader.card).to_be_visible()
        reader.expect_on_map("zhengtu.selected", STATION)
        reader.settle()
        reader.page.close()
    reader.server = server  # it need not outlive its own
