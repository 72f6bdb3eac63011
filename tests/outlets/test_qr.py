from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest

from outlets.qr import QUIET_MODULES, LinkTooLongError, qr_svg

LINK = "http://localhost:8501/?district=%E9%87%91%E6%B0%B4%E5%8C%BA&at=2021-01-30&data=0123abcd"


def test_it_is_svg_that_scales_and_asks_nobody() -> None:
    drawn = qr_svg(LINK)
    root = ET.fromstring(drawn)  # noqa: S314 - our own
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "width" not in root.attrib
    _, _, width, height = map(int, root.attrib["viewBox"].split())
    assert width == height
    assert (width - 2 * QUIET_MODULES - 17) % 4 == 0  # the size of some version of the code
    assert drawn.count(b"http") == 1  # the name space
    assert b"<script" not in drawn


def test_other_links_are_other_pictures() -> None:
    assert qr_svg(LINK) != qr_svg(LINK + "&lang=en")


def test_what_does_not_fit_is_said() -> None:
    assert qr_svg("https://example.org/?" + "q" * 2_900)
    with pytest.raises(LinkTooLongError, match="3021"):
        qr_svg("https://example.org/?" + "q" * 3_000)
