"""An engine whose own books differ from the ledger stops the run, both sides shown; at once, and with every kind of error."""

from collections.abc import Callable
from decimal import Decimal as D
from typing import Any, cast

import attrs
import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.adapters.reference.session import ReferenceSession
from tradeport.application.audit.verify import verify
from tradeport.application.errors import ReconciliationError
from tradeport.application.reconcile import Reconcile
from tradeport.domain.model.money import FeeSchedule
from tradeport.ports.engine import Engine, EngineAccount, EngineListener, OrderReport, SessionSpec


class Dishonest(ReferenceEngine):
    """Matches as the reference does; `books` and `report` say what it makes of that."""

    def __init__(
        self,
        books: Callable[[EngineAccount], EngineAccount] = lambda account: account,
        fee: D = D(0),
        drop: int = 0,
        grain: str = "0",
    ) -> None:
        super().__init__()
        self.books, self.fee, self.drop = books, fee, drop
        self.money_grain = D(grain)  # type: ignore[misc]

    def open(self, spec: SessionSpec, listener: EngineListener) -> ReferenceSession:
        return _Session(self, spec, cast(EngineListener, _Listener(listener, self.fee)))


class _Session(ReferenceSession):
    def __init__(self, engine: Dishonest, spec: SessionSpec, listener: EngineListener) -> None:
        super().__init__(spec, listener, engine.capabilities)
        self._engine = engine

    def account(self) -> EngineAccount:
        return self._engine.books(super().account())

    def run(self) -> int:
        return super().run() - self._engine.drop


@attrs.frozen
class _Listener:
    inner: EngineListener
    fee: D

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def report(self, report: OrderReport) -> None:
        import msgspec

        self.inner.report(msgspec.structs.replace(report, fee=report.fee + self.fee) if report.quantity else report)


def off_by(amount: str) -> Callable[[EngineAccount], EngineAccount]:
    return lambda account: EngineAccount(account.cash + D(amount), account.positions)


def more(account: EngineAccount) -> EngineAccount:
    return EngineAccount(account.cash, {name: quantity + 1 for name, quantity in account.positions.items()})


def play_on(play: Any, engine: Engine, **terms: Any) -> Any:
    return play(play.flat, play.buy_and_sell(), engine=engine, **terms)


@pytest.mark.parametrize(
    ("books", "said"),
    [
        (off_by("0.01"), "reference: cash 99900.01, X 1; ledger: cash 99900, X 1"),
        (more, "reference: cash 99900, X 2; ledger: cash 99900, X 1"),
        (lambda a: EngineAccount(a.cash, {}), "reference: cash 99900, no position; ledger: cash 99900, X 1"),
        (lambda a: EngineAccount(a.cash, {**a.positions, "Y": D(3)}), "X 1, Y 3; ledger: cash 99900, X 1"),
    ],
)
def test_both_sides_are_shown(books: Any, said: str, play: Any) -> None:
    ran = play_on(play, Dishonest(books))
    assert isinstance(ran.outcome.error, ReconciliationError)
    assert said in str(ran.outcome.error)
    assert (ran.outcome.exit_code, ran.result["status"]) == (12, "error")


def test_it_stops_at_the_first_fill(play: Any) -> None:
    ran = play_on(play, Dishonest(off_by("1")))
    assert "1970-01-01T00:02:00Z" in str(ran.outcome.error)
    assert (ran.result["bars"], ran.result["fills_count"]) == (1, 1)
    assert verify(ran.path, deep=True).finished


def test_without_fills_it_is_found_at_the_end_or_on_every_bar(play: Any) -> None:
    at_end = play(play.flat, engine=Dishonest(off_by("1")))
    at_once = play(play.flat, engine=Dishonest(off_by("1")), reconcile=Reconcile.EVERY_BAR)
    assert (at_end.outcome.exit_code, at_end.result["bars"]) == (12, 6)
    assert (at_once.outcome.exit_code, at_once.result["bars"]) == (12, 0)


@pytest.mark.parametrize(("amount", "code"), [("0.00009", 0), ("-0.00009", 0), ("0.00011", 12)])
def test_floats_may_sum_in_another_order(amount: str, code: int, play: Any) -> None:
    """A billionth of the largest balance: 0.0001 of 100 000."""
    ran = play_on(play, Dishonest(off_by(amount)))
    assert ran.outcome.exit_code == code
    if not code:
        assert ran.result["reconciliation"] == {"checks": 3, "max_cash_difference": "0.00009", "tolerance": "1E-9"}


@pytest.mark.parametrize(("grain", "code"), [("0", 12), ("0.001", 12), ("0.01", 0)])
def test_a_coarser_engine_has_its_grain_a_fill(grain: str, code: int, play: Any) -> None:
    assert play_on(play, Dishonest(off_by("0.01"), grain=grain)).outcome.exit_code == code


def test_a_fee_that_is_not_the_rule(play: Any) -> None:
    ran = play_on(play, Dishonest(fee=D("0.5")), fees=FeeSchedule(bps=D(1)))
    assert ran.outcome.exit_code == 12
    assert "charged 0.51 for a fill of" in str(ran.outcome.error)
    assert "the rule says 0.01" in str(ran.outcome.error)


def test_an_engine_that_lost_data(play: Any) -> None:
    ran = play_on(play, Dishonest(drop=1))
    assert ran.outcome.exit_code == 12
    assert "6 events fed, 5 delivered by it, 6 heard" in str(ran.outcome.error)
