"""What the reader does in the parts of the page arrives once each and in its order."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from screens.parts import hear_unknown, heard_of, mount

if TYPE_CHECKING:
    from collections.abc import Callable

Done = list[tuple[str, dict[str, Any]]]


@pytest.fixture
def done() -> Done:
    """Return what parts "a" and "b" were told of, in its order."""
    return []


@pytest.fixture
def say(monkeypatch: pytest.MonkeyPatch, done: Done) -> Callable[[str, Any], None]:
    """Let the browser tell a part something, as Streamlit hands it on."""
    state: dict[str, Any] = {}
    told: dict[str, Callable[[], None]] = {}

    def render(*, key: str, data: bytes, on_change_change: Callable[[], None]) -> SimpleNamespace:
        assert data.startswith(b"{")
        told[key] = on_change_change
        return SimpleNamespace(**state.get(key, {"change": None}))

    monkeypatch.setattr("screens.parts.st.session_state", state)
    monkeypatch.setattr("screens.parts.asset_path", lambda _suffix: "/assets/page.js")
    monkeypatch.setattr("screens.parts._renderer", lambda _module: render)
    mount("a", {}, on_change=lambda change: done.append(("a", change)))
    mount("b", {}, on_change=lambda change: done.append(("b", change)))

    def say(part: str, made: Any) -> None:
        state[f"part-{part}"] = {"change": made}
        told[f"part-{part}"]()

    return say


def test_each_thing_is_done_once_and_in_its_order(
    say: Callable[[str, Any], None], done: Done
) -> None:
    first, second, third = [1, "a", {"x": 1}], [2, "b", {"y": 1}], [3, "a", {"x": 2}]
    assert heard_of() == 0
    say("a", {"unheard": [first]})
    assert heard_of() == 1
    say("a", {"unheard": [first, second, third]})  # that of b was on its way, and was dropped
    say("b", {"unheard": [first, second]})  # or came late
    assert done == [("a", {"x": 1}), ("b", {"y": 1}), ("a", {"x": 2})]
    assert heard_of() == 3


@pytest.mark.parametrize(
    "made",
    [None, "x", {}, {"unheard": 7}, {"unheard": [7, None, [1], [1, "a"], ["1", "a", {"x": 1}]]},
     {"unheard": [[1, "a", {}], [1, "nobody", {"x": 1}], [0, "a", {"x": 1}]]}],
)  # fmt: skip
def test_what_no_page_sends_does_nothing(
    say: Callable[[str, Any], None], done: Done, made: object
) -> None:
    say("a", made)
    assert done == []


def test_what_an_older_page_sends_to_a_new_session_is_done_after_its_first_run(
    monkeypatch: pytest.MonkeyPatch, done: Done
) -> None:
    made = {"unheard": [[7, "b", {"y": 1}], [8, "a", {"x": 1}]]}
    shown = {"part-a": made, "part-b": None}
    monkeypatch.setattr("screens.parts.st.session_state", {})
    monkeypatch.setattr("screens.parts.asset_path", lambda _suffix: "/assets/page.js")
    monkeypatch.setattr(
        "screens.parts._renderer",
        lambda _module: lambda *, key, **_given: SimpleNamespace(change=shown[key]),
    )

    def run() -> bool:
        mount("a", {}, on_change=lambda change: done.append(("a", change)))
        mount("b", {}, on_change=lambda change: done.append(("b", change)))
        return hear_unknown()

    assert run()
    assert done == [("b", {"y": 1}), ("a", {"x": 1})]
    assert heard_of() == 8
    assert not run()  # it is in the page's hands until the next change, and done
    assert len(done) == 2
