"""What an engine exchanged as funding is held against the rule, and what it is off by is known from then on."""

from decimal import Decimal as D

import pytest

from tradeport.application.errors import ReconciliationError
from tradeport.application.ledger import Ledger
from tradeport.application.reconcile import Reconciler
from tradeport.domain.model.instruments import Instrument, Perpetual
from tradeport.domain.model.money import Currency
from tradeport.ports.engine import EngineAccount


class Clock:
    """Stands still."""

    def now(self) -> int:
        return 0


class Books:
    """An engine's account."""

    def __init__(self, cash: str) -> None:
        self.cash = D(cash)

    def account(self) -> EngineAccount:
        return EngineAccount(self.cash, {})


def reconciler(grain: str = "0") -> tuple[Reconciler, Ledger]:
    ledger = Ledger(Currency("USD"), D(1), [Instrument("X", perpetual=Perpetual())], {}, Clock())  # type: ignore[arg-type]
    return Reconciler("an engine", ledger, D(grain)), ledger


@pytest.mark.parametrize(
    ("grain", "quantity", "off", "passes"),
    [
        ("0", "10", "0.00000001", True),
        ("0", "10", "0.00000002", False),
        ("0", "1000000", "0.00001", False),
        ("0.000002", "10", "0.000002", True),
        ("0.000002", "10", "0.000003", False),
        ("0.000002", "1000000", "0.001", True),
        ("0.000002", "-1000000", "0.0011", False),
    ],
)
def test_only_what_an_engine_cannot_count_is_let_pass(grain: str, quantity: str, off: str, passes: bool) -> None:
    """An engine of integers rounds what each unit pays."""
    checked, _ = reconciler(grain)
    due = D("-0.5")
    if passes:
        checked.check_funding("X", D(quantity), due + D(off), due)
        checked.check_funding("X", D(quantity), due - D(off), due)
    else:
        with pytest.raises(ReconciliationError, match=r"of funding for X, the rule says -0\.5"):
            checked.check_funding("X", D(quantity), due + D(off), due)


def test_a_known_difference_is_none() -> None:
    checked, ledger = reconciler("0.000002")
    for _ in range(1000):
        checked.check_funding("X", D(1), D("0.000001"), D("0.000002"))
        ledger.receive(D("0.000002"))
    checked.check(Books("1.001"), 0, 0)  # type: ignore[arg-type]
    assert checked.worst == 0


def test_money_that_never_moved_is_missed() -> None:
    """It says that it received what is due, and its account does not show it."""
    checked, ledger = reconciler("0.000002")
    checked.check_funding("X", D(1), D("0.5"), D("0.5"))
    ledger.receive(D("0.5"))
    with pytest.raises(ReconciliationError, match="the books disagree"):
        checked.check(Books("1"), 0, 1)  # type: ignore[arg-type]
