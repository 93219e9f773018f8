"""A disk that refuses a write takes nothing along: what is on it stays a log that can be gone on with."""

import errno

import pytest

from tradeport.application.audit.chain import GENESIS
from tradeport.application.audit.log import AuditLog, write_all
from tradeport.application.audit.verify import verify


class Disk:
    """Takes `room` bytes of each write as long as it is full."""

    def __init__(self):
        self.full, self.room = True, 0

    def write(self, file, data):
        if not self.full:
            return write_all(file, data)
        write_all(file, data[: self.room])
        raise OSError(errno.ENOSPC, "No space left on device")


def failed(path, disk):
    log = AuditLog(path, after=(0, GENESIS), write=disk.write)
    disk.full = False
    log.append("first", 1, {})
    log.flush()
    disk.full = True
    log.append("second", 2, {})
    with pytest.raises(OSError, match="No space"):
        log.flush()
    return log


@pytest.mark.parametrize("room", [0, 20])
@pytest.mark.parametrize("end", ["close", "abandon"])
def test_closing_after_a_failure_writes_nothing_behind_it(tmp_path, room, end):
    """There is room again by then: the same bytes behind a part of them would break the chain."""
    disk = Disk()
    disk.room = room
    log = failed(tmp_path / "log", disk)
    disk.full = False
    getattr(log, end)()
    found = verify(tmp_path / "log", allow_torn=True)
    assert (found.records, found.torn_bytes) == (1, room)


def test_nothing_is_taken_for_written_after_a_failure(tmp_path):
    disk = Disk()
    log = failed(tmp_path / "log", disk)
    disk.full = False
    log.append("third", 3, {})
    with pytest.raises(OSError, match="No space"):
        log.flush()
    log.abandon()
    assert verify(tmp_path / "log").records == 1
