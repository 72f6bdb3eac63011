"""A server on loopback that answers as Nominatim and Overpass do, of a network made here."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import shapely

if TYPE_CHECKING:
    from collections.abc import Iterator

    import geopandas as gpd

STATUS = b"Connected as: 1\nTime: x\nEndpoint: none\nRate limit: 2\n2 slots available now.\n"


class Answers:
    """What the server says, and what it was asked.

    ``network`` has lines with ``highway`` in EPSG:4326; ends of it listed in ``turning`` have a
    turning circle.
    """

    def __init__(self, network: gpd.GeoDataFrame, *, turning: int = 0) -> None:
        self.numbers: dict[tuple[float, float], int] = {}
        self.asked: list[str] = []
        self.queries: list[str] = []
        self.status = 200
        self.remark: str | None = None
        self.outline: dict[str, Any] | None = shapely.box(*network.total_bounds).__geo_interface__
        ways: list[dict[str, Any]] = [
            {"type": "way", "id": at, "tags": {"highway": kind, "name": "路"},
             "nodes": [self._number(place) for place in line.coords]}
            for at, (line, kind) in enumerate(
                zip(network.geometry, network["highway"], strict=True), start=1)
        ]  # fmt: skip
        tips = [node for way in ways for node in (way["nodes"][0], way["nodes"][-1])]
        alone = [node for node in tips if tips.count(node) == 1][:turning]
        nodes = [
            {"type": "node", "id": number, "lon": lon, "lat": lat,
             **({"tags": {"highway": "turning_circle"}} if number in alone else {})}
            for (lon, lat), number in self.numbers.items()
        ]  # fmt: skip
        self.elements = nodes + ways

    def _number(self, place: tuple[float, ...]) -> int:
        return self.numbers.setdefault((place[0], place[1]), len(self.numbers) + 1)

    def streets(self) -> bytes:
        told = {"elements": self.elements} | ({"remark": self.remark} if self.remark else {})
        return json.dumps(told).encode()

    def places(self) -> bytes:
        if self.outline is None:
            return b"[]"
        west, south, east, north = shapely.geometry.shape(self.outline).bounds
        place = {"importance": 1, "lat": "0", "lon": "0", "geojson": self.outline,
                 "boundingbox": [south, north, west, east]}  # fmt: skip
        return json.dumps([place]).encode()


@contextmanager
def serving(answers: Answers) -> Iterator[str]:
    """Serve on loopback; yields the address."""

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

        def _say(self, body: bytes, code: int = 200) -> None:
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            answers.asked.append(urlsplit(self.path).path)
            self._say(STATUS if self.path.endswith("/status") else answers.places())

        def do_POST(self) -> None:
            answers.asked.append(urlsplit(self.path).path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            answers.queries.append(parse_qs(body)["data"][0])
            self._say(answers.streets(), answers.status)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
