import asyncio
import gc
import threading

from layers.store import current_store
from outlets.webmap.payload import Payload, PayloadKeeper
from screens.start import beginning, prepare


def test_everything_a_first_reader_needs_is_ready_and_set_aside() -> None:
    keeper = PayloadKeeper(lambda: current_store().dataset())
    try:
        prepare(keeper, rest_s=0)
        assert gc.get_freeze_count() > 0
    finally:
        gc.unfreeze()
    assert keeper() is keeper()


def test_the_server_does_not_wait_for_the_preparation() -> None:
    asked = threading.Event()
    release = threading.Event()

    def payload() -> Payload:
        asked.set()
        release.wait(120)
        return PayloadKeeper(lambda: current_store().dataset())()

    async def start() -> None:
        async with beginning(payload)(None):
            assert await asyncio.to_thread(asked.wait, 120)
            release.set()

    try:
        asyncio.run(start())
    finally:
        for thread in threading.enumerate():
            if thread.daemon and thread.name == "preparation":
                thread.join(120)
        gc.unfreeze()
