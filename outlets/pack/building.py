"""The meeting pack: one HTML file that holds map, data and program, and asks nobody for anything.

It opens from a USB stick by a double click. A Content-Security-Policy inside the file forbids every
connection, and every script but the two that it brings (by their hashes). The map stands in a frame
of its own, as in the app, so that both share its scripts and styles unchanged.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from layers.view import encode
from outlets.about import about
from outlets.pack.describing import LANGUAGES, described, findings_told
from outlets.pack.facts import NOT_HERE, facts
from outlets.parts import frontend as parts
from outlets.stories import story_data
from outlets.text import translator
from outlets.webmap import frontend as webmap
from outlets.webmap.frontend import joined

if TYPE_CHECKING:
    from outlets.pack.describing import PackOrder

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = (
    "words.js", "evaluate.js", "address.js", "cards.js", "tables.js", "choices.js", "graphs.js",
    "clock.js", "tiles.js", "staging.js", "mapframe.js", "downloads.js", "about.js", "pack.js",
)  # fmt: skip
"""The page's own scripts, each standing on those before it."""
STYLES = ("pack.css",)
MAX_BYTES = 10_000_000
"""What a pack of the shipped data must stay below."""

LARGE = 5_000_000
"""Up to so many characters the facts stand in the page as they are, for anyone to read."""

_INLINED = ASSETS / "inlined.js"

_TITLE = "郑图：郑州规划地图（离线会议包）"
_NO_SCRIPT = (
    "本会议包需要浏览器运行脚本；脚本都在这个文件里，不连接网络。 "
    "This pack needs scripts; all of them are in this file, and none connects to a network."
)
_PLACES = """\
<header id="zt-bar"></header>
<aside id="zt-side"></aside>
<main>
<p id="zt-said" class="zt-hidden" role="status" aria-live="polite"></p>
<div id="zt-tiles"></div>
<div id="zt-messages" role="status"></div>
<div id="zt-map"></div>
<div id="zt-panel">
<div id="zt-table" hidden></div>
<div id="zt-charts" hidden></div>
<div id="zt-stories" hidden></div>
<div id="zt-ledger" hidden></div>
<div id="zt-about" hidden></div>
</div>
<div id="zt-time"></div>
<div id="zt-stage"></div>
<div id="zt-card" hidden></div>
</main>
"""


@dataclass(frozen=True, kw_only=True)
class Code:
    """Scripts and styles of the page and of the map's frame, ready to stand in HTML."""

    page_script: str
    page_style: str
    map_script: str
    map_style: str

    @property
    def policy(self) -> str:
        """Content-Security-Policy: what is in the file may run, and nothing may connect."""
        scripts = " ".join(_hash(script) for script in (self.page_script, self.map_script))
        styles = " ".join(_hash(style) for style in (self.page_style, self.map_style))
        return (
            f"default-src 'none'; script-src {scripts}; style-src 'unsafe-inline'; "
            f"style-src-elem {styles}; style-src-attr 'unsafe-inline'; img-src data: blob:; "
            "connect-src 'none'; form-action 'none'; base-uri 'none'"
        )


def pack(order: PackOrder) -> bytes:
    """Make the meeting pack.

    Parameters
    ----------
    order
        What is wanted; the page holds every record, whatever is selected.

    Returns
    -------
    The HTML file, UTF-8.

    Raises
    ------
    MissingAssetError
        If a front-end file was not installed.
    """
    selection = order.selection
    known = facts(selection.dataset, day=order.today, notice=order.settings.notice)
    known["manifest"] = described(order)
    known["findings"] = findings_told(order)
    known["stories"] = _told(order)
    known["about"] = {
        language: about(selection.dataset, language, translator(language)) for language in LANGUAGES
    }
    start = encode(selection.view) | {"at": selection.day.isoformat()}
    known["start"] = {name: text for name, text in start.items() if _is_here(name, text)}
    return page(known, code()).encode()


def _is_here(parameter: str, text: str) -> bool:
    """Say whether the pack knows what a parameter asks for: it compares nothing."""
    if parameter == "panel":
        return text not in NOT_HERE
    return parameter not in {"compare", "since", "against", "data", "tool", "count"}


def _told(order: PackOrder) -> dict[str, Any]:
    """Return the sound stories in both languages, as the presenter wants them."""
    sound = [story for story in order.stories if story.is_sound]
    dataset, day = order.selection.dataset, order.today
    return {
        language: [story_data(story, dataset, today=day, language=language) for story in sound]
        for language in LANGUAGES
    }


@cache
def code() -> Code:
    """Return scripts and styles, read once.

    Raises
    ------
    MissingAssetError
        If a file is missing.
    """
    own_wire = {webmap.WIRE[0]: _INLINED}
    shared = [own_wire.get(name, webmap.ASSETS / name) for name in webmap.SCRIPTS
              if name in own_wire or name not in webmap.WIRE]  # fmt: skip
    own = [*parts.SCRIPTS, *(ASSETS / name for name in SCRIPTS)]
    styles = [*parts.STYLES, *(ASSETS / name for name in STYLES)]
    return Code(
        page_script=_script(joined(own, between=b"\n;\n")),
        page_style=_style(joined(styles, between=b"\n")),
        map_script=_script(joined(shared, between=b"\n;\n")),
        map_style=_style(joined([webmap.ASSETS / name for name in webmap.STYLES], between=b"\n")),
    )


def page(known: dict[str, Any], brought: Code) -> str:
    """Put the file together.

    Parameters
    ----------
    known
        What the page's script reads.
    brought
        Its scripts and styles.
    """
    return "".join((
        '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{brought.policy}">\n',
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
        '<meta name="referrer" content="no-referrer">\n<link rel="icon" href="data:,">\n',
        f"<title>{_TITLE}</title>\n<style>{brought.page_style}</style>\n</head>\n<body>\n",
        f"<noscript>{_NO_SCRIPT}</noscript>\n", _PLACES,
        f"{_held(known)}\n",
        f'<script type="text/plain" id="zt-map-style">{brought.map_style}</script>\n',
        f'<script type="text/plain" id="zt-map-script">{brought.map_script}</script>\n',
        f'<script type="module">{brought.page_script}</script>\n</body>\n</html>\n',
    ))  # fmt: skip


def _held(known: dict[str, Any]) -> str:
    """Return the element that holds the facts, packed if they are many."""
    text = data(known)
    if len(text) <= LARGE:
        return f'<script type="application/json" id="zt-facts">{text}</script>'
    packed = base64.b64encode(gzip.compress(text.encode(), 6, mtime=0)).decode("ascii")
    return f'<script type="text/plain" id="zt-facts" data-coding="gzip">{packed}</script>'


def data(value: object) -> str:
    r"""Write a value as JSON that no text in it can close: ``<``, ``>``, ``&`` are ``\uXXXX``."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def _script(source: bytes) -> str:
    r"""Return a script that may stand in HTML: ``</script`` and ``<!--`` only with a backslash."""
    text = _lines(source).replace("<!--", "<\\!--")
    return text.replace("</script", "<\\/script").replace("<script", "<\\script")


def _style(source: bytes) -> str:
    return _lines(source).replace("</", "<\\/")


def _lines(source: bytes) -> str:
    """Return text with the line ends that a browser would make of it, so that hashes hold."""
    return source.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")


def _hash(source: str) -> str:
    digest = base64.b64encode(hashlib.sha256(source.encode()).digest()).decode("ascii")
    return f"'sha256-{digest}'"
