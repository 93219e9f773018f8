"""What a record has to survive before the order that it speaks of leaves."""

import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

import attrs

from tradeport.application.audit.log import on_disk, write_all


class Durability(StrEnum):
    """PROCESS: the death of this process; the kernel has the record. POWER: that of the machine, too; the disk has it."""

    PROCESS = "process"
    POWER = "power"


@attrs.frozen
class Disk:
    """How the log gets there. `write` gives bytes to the kernel, `sync` makes it give them to the disk; both raise OSError."""

    durability: Durability = Durability.PROCESS
    write: Callable[[BinaryIO, bytes], None] = write_all
    sync: Callable[[BinaryIO], None] = on_disk

    @property
    def lasting(self) -> bool:
        """What acts at the venue waits for the disk."""
        return self.durability is Durability.POWER


def keep_name(file: Path) -> None:
    """A file's name is in its folder, which a disk keeps apart from the file. Raises OSError."""
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
