"""What Hummingbot finds around it while it is called: an event loop, and decimals that lose nothing."""

import asyncio
import logging
import random
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from decimal import getcontext, setcontext
from threading import get_ident
from typing import Any

from tradeport.application.errors import EngineError
from tradeport.domain.model.money import CONTEXT


class AtOnce:
    """Stands for an event loop: what it is given runs to its end at once.

    The exchange announces each order from a coroutine. On a real loop those pile up until somebody turns it, and outlive the
    run; here nothing is left over, and no loop of the caller's is touched.
    """

    def create_task(self, coroutine: Coroutine[Any, Any, Any], **_: Any) -> None:
        """Raises EngineError if it waits for something: nothing would ever happen to it."""
        try:
            coroutine.send(None)
        except StopIteration:
            return
        coroutine.close()
        raise EngineError(f"hummingbot waits in a synchronous run: {coroutine}")


_LOOP: Any = AtOnce()


class engine_side:  # noqa: N801 (used like a function)
    """While the engine handles orders. Never around a call of the platform: that has its own loop and context."""

    __slots__ = ("_context", "_loop")

    def __enter__(self) -> None:
        self._loop, self._context = asyncio._get_running_loop(), getcontext()
        asyncio._set_running_loop(_LOOP)
        setcontext(CONTEXT.copy())

    def __exit__(self, *_: object) -> None:
        asyncio._set_running_loop(self._loop)
        setcontext(self._context)


@contextmanager
def same_random() -> Iterator[None]:
    """Adding a listener to the engine draws from the process' generator; what a strategy draws must not shift by it."""
    state = random.getstate()
    try:
        yield
    finally:
        random.setstate(state)


class Overheard(logging.Handler):
    """The engine catches its own errors and logs them. Of this thread, they are kept."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._thread = get_ident()
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.records.append(record)

    def raise_first(self) -> None:
        """Raises EngineError for the first that was logged, from its cause."""
        record = self.records[0]
        cause = record.exc_info[1] if record.exc_info else None
        raise EngineError(f"hummingbot logged an error and went on: {record.getMessage()} ({cause!r})") from cause

    @contextmanager
    def listening(self) -> Iterator[None]:
        """To all of the engine's loggers."""
        logger = logging.getLogger("hummingbot")
        self._thread = get_ident()
        logger.addHandler(self)
        try:
            yield
        finally:
            logger.removeHandler(self)
