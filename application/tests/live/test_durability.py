"""What is on the disk when an order leaves, and what happens when the disk fails."""

import os
from functools import partial
from pathlib import Path

import pytest

from tradeport.application.audit.log import AuditLog
from tradeport.application.live.durability import Disk, Durability
from tradeport.application.live.mortality import Deaths
from tradeport.application.live.simulation import simulate
from tradeport.ports.venue import RequestType, VenueState

R = RequestType


class Platter:
    """A disk that remembers what is on it for good; `failing` when it is asked next."""

    def __init__(self, log: Path) -> None:
        self.log, self.kept, self.syncs, self.failing = log, b"", 0, False

    def sync(self, file):
        if self.failing:
            raise OSError("the disk is gone")
        assert os.fstat(file.fileno()).st_ino == self.log.stat().st_ino
        self.kept = self.log.read_bytes()
        self.syncs += 1


@pytest.fixture
def platter(desk):
    return Platter(desk.log)


@pytest.fixture
def begin(desk, platter):
    """The platform anew on such a disk; `left` has what was on it when each request was sent."""

    def begun(durability):
        desk.left = []
        send = desk.venue.send
        desk.venue.send = lambda request: (desk.left.append((request, platter.kept)), send(request))
        desk.restart(disk=Disk(durability, sync=platter.sync))
        return desk.settle()

    return begun


def on_disk(desk, type_):
    """For each request of that type, the last record of the disk when it left."""
    return [kept.splitlines()[-1] if kept else b"" for request, kept in desk.left if request.type is type_]


def test_an_order_leaves_when_its_record_is_on_the_disk(desk, begin):
    order = begin(Durability.POWER).buy()
    (last,) = on_disk(desk, R.CREATE)
    assert b'"type":"order_request"' in last
    assert b'{"client_order_id":"%s","request":"create","attempt":0}' % order.encode() in last


def test_so_does_the_wish_to_cancel_it(desk, begin):
    order = begin(Durability.POWER).buy()
    desk.accept(order)
    desk.platform.bus.cancel(order)
    (last,) = on_disk(desk, R.CANCEL)
    assert b'{"client_order_id":"%s","request":"cancel","attempt":0}' % order.encode() in last


def test_what_only_asks_waits_for_no_disk(desk, begin, platter):
    order = begin(Durability.POWER).buy()
    syncs = platter.syncs
    desk.accept(order)
    desk.platform.gateway.reconcile()
    desk.step(20)
    assert desk.venue.asked(R.QUERY)
    assert (syncs, platter.syncs) == (1, 1)


def test_the_kernels_hands_are_enough_by_default(desk, begin, platter):
    order = begin(Durability.PROCESS).buy()
    desk.accept(order)
    desk.platform.bus.cancel(order)
    assert platter.syncs == 0
    assert Disk().durability is Durability.PROCESS


def test_the_real_one_is_synced(desk, monkeypatch):
    synced, real = [], os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(os.fstat(fd).st_ino), real(fd)))
    desk.platform.close()
    desk.log.unlink()
    desk.restart(disk=Disk(Durability.POWER))
    assert synced == [desk.log.parent.stat().st_ino]  # that there is such a file
    desk.settle().buy()
    assert synced[1:] == [desk.log.stat().st_ino]


def refused_by_the_disk(desk, begin, platter):
    begin(Durability.POWER)
    platter.failing = True
    with pytest.raises(OSError, match="the disk is gone"):
        desk.buy()


def test_a_disk_that_fails_lets_nothing_leave(desk, begin, platter):
    refused_by_the_disk(desk, begin, platter)
    assert desk.venue.asked(R.CREATE) == []


def test_nor_is_it_trusted_afterwards(desk, begin, platter):
    """A second attempt that succeeds says nothing about what the first one was to keep."""
    refused_by_the_disk(desk, begin, platter)
    platter.failing = False
    before = desk.log.read_bytes()
    with pytest.raises(OSError, match="the disk is gone"):
        desk.buy()
    with pytest.raises(OSError, match="the disk is gone"):
        desk.platform.audit.sync()
    assert (desk.venue.asked(R.CREATE), platter.syncs, desk.log.read_bytes()) == ([], 0, before)


def test_the_next_start_goes_on(desk, begin, platter):
    refused_by_the_disk(desk, begin, platter)
    platter.failing = False
    desk.restart(disk=Disk(Durability.POWER, sync=platter.sync))
    (order,) = desk.platform.orders.open()
    desk.step(9)
    desk.state(order.client_order_id, VenueState.UNKNOWN)
    desk.settle()


def test_nothing_new_needs_no_second_sync(tmp_path):
    platter = Platter(tmp_path / "log")
    log = AuditLog(platter.log, sync=platter.sync)
    log.sync()
    for _ in range(3):
        log.append("timer", 1, {})
        log.sync()
        log.sync()
    log.close()
    assert (platter.syncs, platter.kept) == (3, platter.log.read_bytes())


def test_a_sync_that_failed_is_not_made_good_by_another(tmp_path):
    platter = Platter(tmp_path / "log")
    log = AuditLog(platter.log, sync=platter.sync)
    log.append("timer", 1, {})
    platter.failing = True
    with pytest.raises(OSError, match="the disk is gone"):
        log.sync()
    platter.failing = False
    with pytest.raises(OSError, match="the disk is gone"):
        log.sync()
    log.close()
    assert platter.syncs == 0


@pytest.mark.parametrize("block", range(2))
def test_machines_that_die_lose_nothing_that_matters(block):
    """Nothing to refuse, nothing to adopt, though the log ends anywhere behind the last order that left."""
    power = partial(simulate, durability=Durability.POWER, deaths=Deaths(0.003, 0.8))
    found = [power(seed) for seed in range(block * 15, block * 15 + 15)]
    assert {one.seed: one.broken for one in found if one.broken} == {}
    assert sum(one.losses for one in found) > 5
    assert sum(one.refusals + one.adopted for one in found) == 0
