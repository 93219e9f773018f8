"""Importing Hummingbot changes logging and warnings for the whole process. Not here."""

import asyncio  # noqa: F401  (so that its logger is made before the engine changes what a logger is)
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def untouched() -> Iterator[None]:
    """Import the engine inside. Its loggers are plain ones then; nothing that we use of it needs more."""
    logger, record = logging.getLoggerClass(), logging.getLogRecordFactory()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of its connectors, about pydantic
        try:
            import hummingbot  # noqa: F401

            _restore(logger, record)
            yield
        finally:
            _restore(logger, record)


def _restore(logger: type[logging.Logger], record: object) -> None:
    logging.setLoggerClass(logger)
    logging.setLogRecordFactory(record)  # type: ignore[arg-type]
