"""What a server does when it starts: read the data before the first reader asks for them.

A reader's run must not pay for what was there before. Python's collector walks every object that is
alive, and Streamlit asks it to after each run: 80 to 100 ms of every answer went into walking
libraries and data that never die. So they are set aside once (``gc.freeze``), after which a
collection looks at the sessions alone.
"""

from __future__ import annotations

import gc
import threading
from contextlib import asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from geo.errors import ZhengtuError
from layers.ledger import ledger_of
from layers.selection import index_of
from layers.store import current_store
from outlets.webmap.payload import CODINGS
from screens.frontend import bundles

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from contextlib import AbstractAsyncContextManager

    from outlets.webmap.payload import Payload


def beginning(payload: Callable[[], Payload]) -> Callable[[Any], AbstractAsyncContextManager[None]]:
    """Make the ``lifespan`` of ``st.App``.

    Parameters
    ----------
    payload
        Returns the payload of the current dataset, and keeps it.

    Returns
    -------
    A context manager that begins to prepare when the server starts, beside the first page load.
    """

    @asynccontextmanager
    async def lifespan(_app: Any) -> AsyncIterator[None]:  # noqa: ANN401 - Starlette's or Streamlit's
        threading.Thread(target=prepare, args=(payload,), name="preparation", daemon=True).start()
        yield

    return lifespan


def prepare(payload: Callable[[], Payload]) -> None:
    """Read the data, index them and compress them for the browser, then set them aside.

    All that happens while the first reader's browser is still reading Streamlit's own scripts.
    Faults in the data are not reported here: the page says them in the reader's language.
    """
    import_module("folium")  # takes longest of all that the page's first run imports
    try:
        dataset = current_store().dataset()
        index_of(dataset)
        current = payload()
        for blob in (
            current.index,
            current.symbols,
            *current.layers.values(),
            *bundles(payload).values(),
        ):
            for coding in CODINGS:
                blob.coded(coding)
        ledger_of(dataset)
    except ZhengtuError:
        return
    finally:
        gc.freeze()
