"""Deaths of a process, seeded: at any write, torn at any byte, and around anything it sends or receives."""

import os
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import BinaryIO

import attrs

from tradeport.application.audit.log import write_all
from tradeport.ports.venue import Message, Request, Venue


class Killed(BaseException):
    """Nothing in the process can catch a SIGKILL; only the simulation does."""


@attrs.frozen
class Deaths:
    """Chances, 0 to 1: `strike` at each opportunity, `lose_tail` that a death takes the disk's end of the log along."""

    strike: float = 0.003
    lose_tail: float = 0.2


#: A process that lives.
IMMORTAL = Deaths(0.0, 0.0)


class Reaper:
    """Decides when. `deaths` counts."""

    def __init__(self, seed: int, chances: Deaths) -> None:
        self._random, self.chances = Random(seed), chances
        self.deaths = 0
        self._safe = 0  # bytes of the log that are on the disk

    def pass_by(self) -> None:
        """An opportunity. Raises Killed."""
        if self._random.random() < self.chances.strike:
            self.deaths += 1
            raise Killed

    def write(self, file: BinaryIO, data: bytes) -> None:
        """Before, in the middle of or after a write."""
        try:
            self.pass_by()
        except Killed:
            write_all(file, data[: self._random.randint(0, len(data))])
            raise
        write_all(file, data)

    def sync(self, file: BinaryIO) -> None:
        """Before or after all that was written is on the disk, which is a simulated one."""
        self.pass_by()
        self._safe = os.fstat(file.fileno()).st_size
        self.pass_by()

    def spoil(self, log: Path) -> bool:
        """Perhaps lose what of a log's end is not on the disk, from a byte after its first record; whether it was."""
        if self._random.random() >= self.chances.lose_tail:
            return False
        content = log.read_bytes()
        first = max(self._safe, content.find(b"\n") + 1)
        with log.open("r+b") as file:
            file.truncate(self._random.randint(first, len(content)) if first else 0)
        return True


class Wire:
    """Implements Venue: the end of the network that is in the process which dies."""

    def __init__(self, venue: Venue, reaper: Reaper) -> None:
        self._venue, self._reaper = venue, reaper

    def send(self, request: Request) -> None:
        self._reaper.pass_by()  # on record, not sent
        self._venue.send(request)
        self._reaper.pass_by()  # sent

    def poll(self) -> Sequence[Message]:
        arrived = self._venue.poll()
        self._reaper.pass_by()  # received, not on record
        return arrived
