"""An export under way: how far it is, and a way to call it off from elsewhere."""

from __future__ import annotations

import threading

from geo.errors import CancelledError

_SHARES = {
    "collect": 0.2, "prepare": 0.05, "write": 0.3, "read back": 0.3, "describe": 0.05, "zip": 0.1,
}  # fmt: skip
"""What each step takes of the whole, about; in the order in which they come."""


class Job:
    """What an export is given as ``progress``: it keeps what it is told, and may stop it.

    One thread makes the export and calls the job; any other reads ``step``, ``done`` and ``total``
    or calls it off.
    """

    def __init__(self) -> None:
        self.step, self.done, self.total = "", 0, 1
        self._called_off = threading.Event()

    @property
    def called_off(self) -> bool:
        """Tell whether it was called off."""
        return self._called_off.is_set()

    @property
    def share(self) -> float:
        """How much of the whole is done, about [0..1]."""
        steps = list(_SHARES)
        if self.step not in _SHARES:
            return min(self.done / max(self.total, 1), 1.0)
        before = sum(_SHARES[step] for step in steps[: steps.index(self.step)])
        return min(before + _SHARES[self.step] * self.done / max(self.total, 1), 1.0)

    def call_off(self) -> None:
        """End the export before its next step; nothing of it is kept."""
        self._called_off.set()

    def __call__(self, step: str, done: int, total: int) -> None:
        """Note what is being done.

        Raises
        ------
        CancelledError
            If the export was called off.
        """
        if self.called_off:
            raise CancelledError("The export was called off; nothing of it was kept.")
        self.step, self.done, self.total = step, done, total
