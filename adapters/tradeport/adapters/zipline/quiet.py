"""Zipline and what it imports, without what they say about themselves."""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

#: They talk at INFO about every run.
_TALKATIVE = ("Performance", "zipline.finance.metrics.tracker")


@contextmanager
def importing() -> Iterator[None]:
    """No warning that users can do nothing about, and no line of a log (numexpr and alembic introduce themselves)."""
    before = logging.root.manager.disable
    logging.disable(max(before, logging.INFO))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        if logger.level == logging.NOTSET:  # a user may have asked for it
            logger.setLevel(logging.WARNING)
