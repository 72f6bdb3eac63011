"""Take the README's pictures: start the app, open four views in Chromium, save the screenshots.

Run ``python .ci/pictures.py`` (needs the test extra and a Chromium on the PATH).
"""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parent.parent
VIEWS = {
    "start": "",
    "metro": "?id=metro-line-5",
    "story": "?story=metro&chapter=opened-since",
    "ledger": "?panel=ledger&theme=dead_end_roads,metro&promise=dead-end-65",
}


def main() -> None:
    """Take every picture into .ci/pictures/."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "streamlit_app.py",
               "--server.headless", "true", "--server.port", str(port)]  # fmt: skip
    server = subprocess.Popen(command, cwd=ROOT)  # noqa: S603 - our own app
    try:
        _wait(f"http://localhost:{port}/_stcore/health")
        _shoot(f"http://localhost:{port}/")
    finally:
        server.terminate()


def _wait(url: str) -> None:
    for _attempt in range(120):
        try:
            with urllib.request.urlopen(url):  # noqa: S310 - loopback
                return
        except OSError:
            time.sleep(0.25)
    raise TimeoutError(url)


def _shoot(base: str) -> None:
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        for name, query in VIEWS.items():
            page.goto(base + query)
            page.wait_for_selector(".zt-tile", state="attached")
            page.wait_for_timeout(4000)
            page.screenshot(path=ROOT / ".ci" / "pictures" / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
