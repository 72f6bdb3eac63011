"""Start and stop the servers under test, and read how much memory they hold."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.apps import TIMES

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
_PATIENCE_S = 120


@dataclass(frozen=True)
class Server:
    """A running server; ``started`` is ``time.perf_counter()`` when its process was asked for."""

    url: str
    pid: int
    started: float

    def memory_mb(self) -> float:
        """Resident memory of the process [MB]."""
        asked = ["ps", "-o", "rss=", "-p", str(self.pid)]
        told = subprocess.run(asked, capture_output=True, check=True)  # noqa: S603 - `ps`, of our own server
        return int(told.stdout) / 1024


@contextmanager
def serving(app: str, *, times: int = 1) -> Iterator[Server]:
    """Serve an app of :mod:`benchmarks.apps` until the block ends.

    Parameters
    ----------
    app
        Name of its module.
    times
        How many times it carries the data.
    """
    port = _free_port()
    command = [sys.executable, "-m", "uvicorn", f"benchmarks.apps.{app}:app", "--port", str(port),
               "--log-level", "error"]  # fmt: skip
    surroundings = os.environ | {TIMES: str(times), "PYTHONPATH": str(ROOT)}
    started = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own apps
        command, cwd=ROOT, env=surroundings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait_for(port, process)
        yield Server(f"http://127.0.0.1:{port}/", process.pid, started)
    finally:
        process.terminate()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.perf_counter() + _PATIENCE_S
    while time.perf_counter() < deadline:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    message = f"the server on port {port} did not start"
    raise RuntimeError(message)
