"""Runs in one process know nothing of each other, and the engine is asked for in vain for what it does not have."""

from decimal import Decimal

import pytest

from tradeport.adapters.drift.engine import DriftEngine
from tradeport.contract_tests.data import bars, dataset, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.money import FeeSchedule
from tradeport.ports.capability import UnsupportedCapability

DATA = one("100 101 99 100", "102 105 98 103", "101 104 100 102")


def orders(s: Player) -> None:
    s.buy("X", 1, tag="market")
    s.buy("X", 2, limit=99, tag="limit")


def play(bps: str) -> bytes:
    return Bench(DriftEngine()).play(DATA, {0: orders}, fees=FeeSchedule(bps=Decimal(bps))).audit


def test_a_run_within_a_run() -> None:
    dear, cheap = play("50"), play("1")
    inner = []

    def act(s: Player) -> None:
        orders(s)
        inner.append(play("1"))

    outer = Bench(DriftEngine()).play(DATA, Script(at={0: act}), fees=FeeSchedule(bps=Decimal(50)))
    assert outer.audit == dear
    assert inner == [cheap]


def test_many_markets() -> None:
    """More than the eight positions that one of Drift's accounts may have."""
    names = [f"M{i:02}" for i in range(12)]
    data = dataset(*(bars(*["100 101 99 100"] * 4, of=name) for name in names))

    def all_of_them(s: Player) -> None:
        for name in names:
            s.buy(name, 1)

    played = Bench(DriftEngine()).play(data, {0: all_of_them})
    assert played.account.positions == dict.fromkeys(names, Decimal(1))
    assert played.disagreements(DriftEngine.money_grain) == []


def test_what_it_does_not_have_is_refused_before_the_run() -> None:
    with pytest.raises(UnsupportedCapability, match="fractions of the notional"):
        Bench(DriftEngine()).play(DATA, {}, fees=FeeSchedule(per_unit=Decimal("0.1")))
