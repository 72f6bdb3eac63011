"""Downloads that a page orders, watches, calls off and fetches; links that need none of it stay."""

from __future__ import annotations

import asyncio
import json
import logging
import secrets
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool

from geo.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from starlette.responses import Response

    from outlets.jobs import Job
    from screens.text import Translator

_LOG = logging.getLogger(__name__)

LOOK_S = 0.5
"""How often a long export looks whether anybody still waits for it [s]."""

ABANDONED_S = 120.0
"""An order that nobody has asked after for so long is called off [s]; the timers of a page in the
background run once a minute."""

KEPT_S = 600.0
"""How long a finished order can be fetched [s]."""

MOST_WAITING = 20
"""Orders and plain links of all readers that are not finished yet."""

MOST_KEPT_BYTES = 200_000_000
"""What finished orders may weigh together."""


@dataclass(eq=False)
class Order:
    """One export that a page ordered.

    Parameters
    ----------
    job
        How far it is.
    asked
        When the page last asked after it (monotonic clock) [s].
    state
        "waiting", "working", "done", "failed" or "called off".
    answer
        What the plain link would have answered.
    """

    job: Job
    asked: float = field(default_factory=time.monotonic)
    state: str = "waiting"
    answer: Response | None = None
    task: asyncio.Task[None] | None = None

    @property
    def ended(self) -> bool:
        """Tell whether nothing more will happen."""
        return self.state not in {"waiting", "working"}

    @property
    def size(self) -> int:
        """Weight of the answer [byte]."""
        return len(self.answer.body) if self.answer is not None else 0


class Desk:
    """Takes orders, and makes a few at a time.

    Parameters
    ----------
    at_once
        Exports made at the same time.
    """

    def __init__(self, at_once: int) -> None:
        self.free = asyncio.Semaphore(at_once)
        self._orders: dict[str, Order] = {}
        self._links = 0

    def take(self, kind: str, parameters: Mapping[str, str]) -> str:
        """Take an order; return its secret name.

        Raises
        ------
        BusyError
            If too many wait already.
        """
        from screens import exporting  # noqa: PLC0415 - brings every export library

        self._forget()
        self._require_room()
        name, order = secrets.token_urlsafe(16), Order(exporting.Job())
        self._orders[name] = order
        order.task = asyncio.create_task(self._make(order, kind, parameters))
        return name

    @contextmanager
    def link(self) -> Iterator[None]:
        """Count a plain link among those that wait, as long as it is answered.

        Raises
        ------
        BusyError
            If too many wait already.
        """
        self._require_room()
        self._links += 1
        try:
            yield
        finally:
            self._links -= 1

    def _require_room(self) -> None:
        waiting = self._links + sum(not order.ended for order in self._orders.values())
        if waiting >= MOST_WAITING:
            raise BusyError("Too many exports are being made; try again in a minute.")

    def find(self, name: str) -> Order | None:
        """Return an order, and note that somebody still waits for it."""
        order = self._orders.get(name)
        if order is not None:
            order.asked = time.monotonic()
        return order

    def call_off(self, order: Order) -> None:
        """End an order before its next step, or before it begins."""
        order.job.call_off()
        if order.state == "waiting":
            order.state = "called off"

    async def _make(self, order: Order, kind: str, parameters: Mapping[str, str]) -> None:
        await self._work(order, kind, parameters)
        self._forget(but=order)
        asyncio.get_running_loop().call_later(2 * KEPT_S, self._forget)  # maybe nobody orders again

    async def _work(self, order: Order, kind: str, parameters: Mapping[str, str]) -> None:
        from screens import exporting  # noqa: PLC0415 - as above

        async with self.free:
            if order.ended:
                return
            order.state = "working"
            work = asyncio.ensure_future(
                run_in_threadpool(exporting.answer, kind, parameters, order.job)
            )
            while not (await asyncio.wait([work], timeout=LOOK_S))[0]:
                if time.monotonic() - order.asked > ABANDONED_S:
                    order.job.call_off()
        try:
            order.answer = work.result()
        except Exception:  # noqa: BLE001 - said in the log, and to the reader
            order.state = "failed"
            _LOG.exception("The export %s failed", kind)
            return
        whole = order.answer.status_code == HTTPStatus.OK
        order.state = "done" if whole else "called off" if order.job.called_off else "failed"

    def _forget(self, *, but: Order | None = None) -> None:
        """Forget what is finished and old, and the oldest where all of it weighs too much.

        Parameters
        ----------
        but
            Has just been finished: somebody is about to fetch it.
        """
        now = time.monotonic()
        ended = {name: order for name, order in self._orders.items() if order.ended}
        weight = sum(order.size for order in ended.values())
        for name, order in ended.items():
            if order is but:
                continue
            if now - order.asked > KEPT_S or weight > MOST_KEPT_BYTES:
                weight -= order.size
                del self._orders[name]


def told(order: Order, _: Translator) -> dict[str, Any]:
    """Return what a page is told of an order."""
    job = order.job
    said: dict[str, Any] = {
        "state": order.state, "step": job.step, "done": job.done, "total": job.total,
        "share": round(job.share, 3),
    }  # fmt: skip
    if order.state == "done":
        said["bytes"] = order.size
    if order.state == "failed":
        said["error"] = _("The export failed; see the server's log.")
        if order.answer is not None:
            said |= json.loads(bytes(order.answer.body))
    return said
