"""The engine that takes over shows the ledger's own figures before it sees an event of its own, or the run ends."""

from collections.abc import Callable
from decimal import Decimal as D
from typing import Any

import attrs
import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.adapters.reference.session import ReferenceSession
from tradeport.application.errors import EngineError, Exit, ReconciliationError
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.orders import Order, OrderType
from tradeport.domain.model.time import MINUTE
from tradeport.ports.engine import EngineAccount, EngineListener, SessionSpec

ROWS = ["100 101 99 100", "100 111 99 110", "110 121 109 120", "120 121 119 120"]


class Odd(ReferenceEngine):
    """`books` is what it makes of its account; it takes no orders of the kind `lost`, and counts `short` events too few.

    `specs` and `accounts`: what it was opened with, and what it said when it was asked.
    """

    name = "odd"

    def __init__(
        self,
        books: Callable[[EngineAccount], EngineAccount] = lambda it: it,
        lost: OrderType | None = None,
        short: int = 0,
    ) -> None:
        super().__init__()
        self.books, self.lost, self.short = books, lost, short
        self.specs: list[SessionSpec] = []
        self.accounts: list[EngineAccount] = []

    def open(self, spec: SessionSpec, listener: EngineListener) -> ReferenceSession:
        self.specs.append(spec)
        return _Session(self, spec, listener)


class _Session(ReferenceSession):
    def __init__(self, engine: Odd, spec: SessionSpec, listener: EngineListener) -> None:
        super().__init__(spec, listener, engine.capabilities)
        self._engine = engine

    def submit(self, order: Order) -> None:
        if order.intent.type is not self._engine.lost:
            super().submit(order)

    def run(self) -> int:
        return super().run() - self._engine.short

    def account(self) -> EngineAccount:
        account = self._engine.books(super().account())
        self._engine.accounts.append(account)
        return account


def test_its_own_cash_and_positions_are_the_ledgers(both: Any) -> None:
    """Two bought at 100 with a fee of 0.2; they change hands at 120, for another 0.24, which is lent."""
    engine = Odd()
    made = both(ROWS, {0: lambda s: s.buy("X", 2)}, after=[2], to=engine, cash=D(1000), fees=FeeSchedule(bps=D(10)))
    assert made.equal
    assert engine.specs[0].cash == D("1000") - 200 - D("0.2") + 240 + D("0.24")
    assert engine.accounts[0] == EngineAccount(D("799.8"), {"X": D(2)})


def test_a_short_position_moves_too(both: Any) -> None:
    engine = Odd()
    assert both(ROWS, {0: lambda s: s.sell("X", 3)}, after=[1], to=engine, cash=D(1000)).equal
    assert engine.accounts[0] == EngineAccount(D("1300"), {"X": D(-3)})


@pytest.mark.parametrize(
    "books",
    [
        lambda it: attrs.evolve(it, cash=it.cash + D("0.001")),
        lambda it: attrs.evolve(it, positions={"X": it.positions["X"] - D("0.01")}),
    ],
)
def test_a_difference_ends_the_run_before_its_first_event(both: Any, books: Any) -> None:
    made = both(ROWS, {0: lambda s: s.buy("X", 2)}, after=[1], to=Odd(books))
    assert isinstance(made.handed.outcome.error, ReconciliationError)
    assert made.handed.outcome.exit_code == Exit.RECONCILIATION_FAILED
    assert made.handed.records[-1]["ts"] == 2 * MINUTE


@pytest.mark.parametrize(("lost", "named"), [(OrderType.MARKET, "handover-1-1"), (OrderType.LIMIT, "-2-0")])
def test_what_it_does_not_take_is_named(both: Any, lost: OrderType, named: str) -> None:
    steps = {0: lambda s: s.buy("X", 2), 1: lambda s: s.sell("X", 1, limit=200)}
    made = both(ROWS, steps, after=[1], to=Odd(lost=lost))
    assert isinstance(made.handed.outcome.error, EngineError)
    assert "did not take over" in str(made.handed.outcome.error)
    assert named in str(made.handed.outcome.error)


def test_the_engine_that_leaves_is_asked_once_more(both: Any, play: Any) -> None:
    """As at the end of a run."""
    wrong = Odd(lambda it: attrs.evolve(it, cash=it.cash + 1))
    made = both(ROWS, after=[1], engine=wrong)
    assert isinstance(made.handed.outcome.error, ReconciliationError)
    assert made.handed.records[-1]["ts"] == 2 * MINUTE


def test_events_that_get_lost_are_laid_to_who_lost_them(both: Any) -> None:
    made = both(ROWS, after=[1], to=Odd(short=1))
    assert isinstance(made.handed.outcome.error, ReconciliationError)
    assert "odd stopped early: 4 events fed, 3 delivered" in str(made.handed.outcome.error)
