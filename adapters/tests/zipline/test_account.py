"""The account is Zipline's own, and is read past its valuation."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tradeport.contract_tests.data import one
from tradeport.domain.model.money import FeeSchedule


def test_cash_is_what_zipline_shows_its_users(connect: Callable[..., Any]) -> None:
    """After every bar: the `portfolio.cash` of its metrics, in lots; a fee, a short, and cash below zero on the way."""
    data = one("100 101 99 100", "100 101 99 100", "103 104 98 100", "101 101 100 100", size="0.01")
    line = connect(data, fees=FeeSchedule(bps=Decimal(10)))
    shown: list[tuple[Decimal, Decimal]] = []

    def look(ts: int) -> None:
        line.send(f"{ts}", quantity=30, ts=ts)
        public = line.session._algorithm.metrics_tracker.portfolio.cash
        shown.append((line.session.account().cash, Decimal(repr(public)) / 100))

    line.listener.on_instant = look
    line.session.run()
    assert [ours for ours, _ in shown] == [theirs for _, theirs in shown]
    assert [ours for ours, _ in shown] == [Decimal(1000), Decimal(-2003), Decimal("-5096.09"), Decimal("-8129.12")]
    assert line.session.account().positions == {"X": 90}


def test_an_account_can_be_asked_for_before_the_run(connect: Callable[..., Any]) -> None:
    """It holds the cash, and nothing else."""
    account = connect(one("1 1 1 1")).session.account()
    assert (account.cash, dict(account.positions)) == (1000, {})


@pytest.mark.parametrize("cash", ["0", "-0.5", "-70000.25"])
def test_an_account_may_begin_with_nothing_or_less(connect: Callable[..., Any], cash: str) -> None:
    """Zipline's own answer is a ZeroCapitalError; a hand-over may bring it such an account."""
    line = connect(one("1 1 1 1", "2 2 2 2"), cash=Decimal(cash))
    assert line.session.account().cash == Decimal(cash)
    line.session.run()
    assert line.session.account().cash == Decimal(cash)
