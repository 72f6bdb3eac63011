"""The basemap file: read, refused with a reason, opened in the policy and no further."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from outlets.text import said
from outlets.webmap.basemaps import BasemapError, read_settings
from screens.security import map_policy, origin, policy, strict_policy

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
notice = "豫S(2026)1号"
[[basemap]]
id = "house"
title_zh = "内部影像"
title_en = "In-house imagery"
datum = "gcj02"
urls = ["https://t{s}.maps.example/{z}/{x}/{y}?tk=${TEST_KEY}"]
subdomains = "0123"
"""

OWN_WORDS = {
    "basemaps", "toml", "TOML", "basemap", "house", "id", "datum", "wgs", "gcj", "http", "https",
    "NO", "SUCH", "KEY", "HERE", "subdomain", "subdomains", "max", "zoom", "urls",
}  # fmt: skip
"""Names that stay as they are in a Chinese sentence."""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "basemaps.toml"
    path.write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv("ZHENGTU_BASEMAPS", str(path))
    monkeypatch.setenv("TEST_KEY", "secret")
    return path


@pytest.mark.usefixtures("file")
def test_a_basemap_is_read_with_its_key() -> None:
    settings = read_settings()
    assert settings.notice == "豫S(2026)1号"
    assert settings.basemaps[0].urls == ("https://t{s}.maps.example/{z}/{x}/{y}?tk=secret",)
    assert settings.basemaps[0].datum == "gcj02"


@pytest.mark.usefixtures("file")
def test_only_images_of_the_configured_host_are_let_in() -> None:
    opened = policy().kwargs["image_origins"]
    assert opened == ["https://*.maps.example"]
    directives = dict(part.strip().split(" ", 1) for part in map_policy(opened).split(";"))
    assert "https://*.maps.example" in directives["img-src"]
    assert all("maps.example" not in v for name, v in directives.items() if name != "img-src")
    assert "maps.example" not in strict_policy()


def test_no_file_means_no_basemap(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "none.toml").basemaps == ()


def test_a_named_file_must_exist(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZHENGTU_BASEMAPS", str(tmp_path / "none.toml"))
    with pytest.raises(BasemapError, match=r"none\.toml"):
        read_settings()
    assert policy().kwargs["image_origins"] == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (('datum = "gcj02"', 'datum = "bd09"'), "datum"),
        (('id = "house"', ""), "id missing"),
        (("https://t{s}", "ftp://t{s}"), "https"),
        (("${TEST_KEY}", "${NO_SUCH_KEY_HERE}"), "NO_SUCH_KEY_HERE"),
        (("subdomains", "subdomain"), "unknown keys subdomain"),
        (("[[basemap]]", "[[basemap"), r"basemaps\.toml: line 3 is no TOML"),
        (('"0123"', '"""0123'), r"basemaps\.toml ends"),
        (("[[basemap]]", "[basemap]"), "double brackets"),
        (('urls = ["', 'max_zoom = "18"\nurls = ["'), "max_zoom must be a whole number"),
        (('"0123"', "123"), "subdomains must be a text"),
        (('"https://t{s}.maps.example/{z}/{x}/{y}?tk=${TEST_KEY}"', ""), "urls must list"),
        (('["https://t{s}.maps.example/{z}/{x}/{y}?tk=${TEST_KEY}"]', '"https://t"'), "a list"),
    ],
)
def test_an_impossible_basemap_is_refused_with_a_reason(
    file: Path, change: tuple[str, str], reason: str
) -> None:
    file.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(BasemapError, match=reason) as caught:
        read_settings()
    chinese = said(caught.value.saying, "zh")
    words = set(re.findall(r"[a-z]{2,}", chinese, re.IGNORECASE))
    assert words <= OWN_WORDS, chinese


def test_a_file_as_windows_saves_it(file: Path) -> None:
    file.write_text(GOOD, encoding="utf-8-sig")
    assert read_settings().notice == "豫S(2026)1号"
    file.write_text(GOOD, encoding="gbk")
    with pytest.raises(BasemapError, match="save it as UTF-8"):
        read_settings()


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://t{s}.tianditu.gov.cn/vec_w/wmts?x={x}", "https://*.tianditu.gov.cn"),
        ("http://10.0.0.8:8080/{z}/{x}/{y}.png", "http://10.0.0.8:8080"),
        ("https://{s}.tiles.example/{z}", "https://*.tiles.example"),
    ],
)
def test_origins(url: str, expected: str) -> None:
    assert origin(url) == expected
