"""One process at a time: two that go on with the same log would each write over what the other has sent."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tradeport.application.errors import UsageError


def hold(file: IO[bytes], path: Path) -> None:
    """Keep `path` until `file`, which is open for writing, is closed or the process dies. Raises UsageError, OSError."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise UsageError(f"{path} is being written by another process", "wait until it has ended, or end it") from error


@contextmanager
def alone(path: Path, by: Path) -> Iterator[None]:
    """Nobody else is within for `path`, which is kept by a file `by`."""
    with by.open("r+b") as file:
        hold(file, path)
        yield
