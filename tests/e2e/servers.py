"""Servers that the journeys run against: the app as a real process on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
START_S = 180


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running app.

    Parameters
    ----------
    port
        Port on the loopback interface.
    base
        Path below which it is served, "" or like ``/zt``.
    log
        What it has written so far.
    """

    port: int
    base: str
    log: Path
    process: subprocess.Popen[bytes] = field(repr=False)

    @property
    def origin(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.origin}{self.base}/"

    def fault(self) -> str:
        """Say that the server has ended or stumbled; "" while all is well."""
        text = self.log.read_text("utf-8", "replace")
        code = self.process.poll()
        if code is not None:
            return f"the server has ended with {code}:\n{text}"
        return f"the server stumbled:\n{text}" if "Traceback" in text else ""

    def get(
        self, path: str, *, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> tuple[HTTPResponse, bytes]:
        """Ask for a path exactly as it is written: no client tidies it up on the way."""
        connection = HTTPConnection(HOST, self.port, timeout=60)
        try:
            connection.putrequest(method, self.base + path, skip_accept_encoding=True)
            for name, value in (headers or {}).items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    log: Path,
    *,
    base: str = "",
    uvicorn: bool = False,
    settings: Mapping[str, str] | None = None,
    port: int | None = None,
) -> Iterator[Server]:
    """Start the app, wait until it answers, stop it at the end.

    Parameters
    ----------
    log
        File that takes its output.
    base
        ``server.baseUrlPath`` with a leading slash, or "".
    uvicorn
        Serve the ASGI app by uvicorn instead of ``streamlit run``.
    settings
        Environment variables of an operator.
    port
        Where it listens; None for any free port.
    """
    port = free_port() if port is None else port
    environment = {**os.environ, **(settings or {})}
    if uvicorn:
        command = ["uvicorn", "streamlit_app:app", "--host", HOST, "--port", str(port)]
    else:
        command = ["streamlit", "--log_level", "info", "run", "streamlit_app.py"]
        command += ["--server.port", str(port), "--server.baseUrlPath", base.strip("/")]
    with log.open("wb") as output:
        process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=environment,
                                   stdout=output, stderr=subprocess.STDOUT)  # fmt: skip
        try:
            server = Server(port=port, base=base, log=log, process=process)
            _wait_until_healthy(server)
            yield server
        finally:
            process.terminate()
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_healthy(server: Server) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if server.process.poll() is not None:
            break
        try:
            if server.get("/_stcore/health")[0].status == 200:
                return
        except OSError:
            pass
        time.sleep(0.1)  # no browser yet that could wait
    raise RuntimeError("The server did not start:\n" + server.log.read_text("utf-8", "replace"))
