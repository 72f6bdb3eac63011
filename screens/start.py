"""What a server does when it starts: read the data before the first reader asks for them.

A reader's run must not pay for what was there before. Python's collector walks every object that is
alive, and Streamlit asks it to after each run: 80 to 100 ms of every answer went into walking
libraries and data that never die. So they are set aside once (``gc.freeze``), after which a
collection looks at the sessions alone.
"""

from __future__ import annotations

import gc
import threading
import time
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from geo.errors import ZhengtuError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from outlets.webmap.payload import Payload


_BEST_CODING = "br"

_REST_S = 2.0
"""After what the first page needs, the first reader has the processor for so long [s]."""


def beginning(
    payload: Callable[[], Payload] | None = None,
) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """Make the ``lifespan`` of ``st.App``.

    Parameters
    ----------
    payload
        Returns the payload of the current dataset, and keeps it; None for the process's own.

    Returns
    -------
    A context manager that begins to prepare when the server starts, beside the first page load.
    """

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:  # noqa: ANN401 - Starlette's or Streamlit's
        threading.Thread(target=prepare, args=(payload,), name="preparation", daemon=True).start()
        yield

    return lifespan


def prepare(payload: Callable[[], Payload] | None = None, *, rest_s: float = _REST_S) -> None:
    """Read the data, index them and compress them for the browser, then set them aside.

    All that the first page needs is made while the first reader's browser is still reading
    Streamlit's own scripts; what only a search or the ledger needs comes after a pause. Faults in
    the data are not reported here: the page says them in the reader's language.

    Parameters
    ----------
    payload
        As for :func:`beginning`.
    rest_s
        The pause [s].
    """
    try:
        _make_first_page_ready(payload)
        gc.freeze()
        time.sleep(rest_s)
        _make_the_rest_ready()
    except ZhengtuError:
        return
    finally:
        gc.freeze()


def _make_first_page_ready(payload: Callable[[], Payload] | None) -> None:
    # Imported here: the server opens its door meanwhile (see screens.late).
    import_module("screens.field")
    webmap = import_module("outlets.webmap.payload")
    selection = import_module("layers.selection")
    store = import_module("layers.store")
    selection.index_of(store.current_store().dataset())
    payload = payload or webmap.current_payload
    current = payload()
    import_module("screens.http")
    files = import_module("screens.frontend").bundles(payload)
    for blob in (current.index, current.whole, *files.values()):
        blob.coded(_BEST_CODING)


def _make_the_rest_ready() -> None:
    from layers.ledger import ledger_of  # noqa: PLC0415 - as above
    from layers.selection import index_of  # noqa: PLC0415 - as above
    from layers.store import current_store  # noqa: PLC0415 - as above

    dataset = current_store().dataset()
    for searched in (index_of(dataset), ledger_of(dataset)):
        _ = searched.haystacks
