"""Ctrl-C and SIGTERM while a run is under way: asked for once, done between two instants; asked for twice, done at once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

from tradeport.application.dispatch import TickDispatcher


@contextmanager
def honoured_by(dispatcher: TickDispatcher) -> Iterator[None]:
    """Raised as KeyboardInterrupt where the log can be closed. Signals are the main thread's alone."""
    if current_thread() is not main_thread():
        yield
        return

    def ask(_: int, __: FrameType | None) -> None:
        if dispatcher.interrupted:
            raise KeyboardInterrupt
        dispatcher.interrupted = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
