"""PTF-010 and on: cash and equity, exact."""

from decimal import Decimal

import pytest

from tradeport.contract_tests.data import bars, dataset, flat, one
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Script
from tradeport.domain.model.money import text
from tradeport.ports.capability import Capability

C = Capability

#: Opens 100, 102, 104, ...; closes one above.
RISING = tuple(f"{p} {p + 1} {p} {p + 1}" for p in range(100, 112, 2))


def cash(played: Played) -> list[str]:
    """By the ledger, after each bar."""
    return [text(h.cash) for h in played.market]


def equity(played: Played) -> list[str]:
    """By the ledger, after each bar."""
    return [text(h.equity) for h in played.market]


@pytest.mark.contract("PTF-010", requires=C.MARKET_ORDERS)
def test_a_buy_costs_its_notional(bench: Bench) -> None:
    """A buy takes its notional from cash; equity follows the close.

    Prerequisite: opens 100, 102, 104; closes one above.
    Action: buy 3 on bar 0.
    Expected event sequence: filled at 102 in bar 1.
    Pass criteria: cash 100000 - 306; equity cash + 3 closes.
    """
    played = bench.play(one(*RISING[:3]), {0: lambda s: s.buy("X", 3)})
    assert cash(played) == ["100000", "99694", "99694"]
    assert equity(played) == ["100000", "100003", "100009"]


@pytest.mark.contract("PTF-020", requires=C.MARKET_ORDERS)
def test_a_sale_brings_its_notional(bench: Bench) -> None:
    """A sale brings its notional; flat again, equity is cash.

    Prerequisite: as before.
    Action: buy 3 on bar 0, sell 3 on bar 2.
    Expected event sequence: filled at 102 and at 106.
    Pass criteria: cash 100012 at the end, and equity the same.
    """
    played = bench.play(one(*RISING[:4]), {0: lambda s: s.buy("X", 3), 2: lambda s: s.sell("X", 3)})
    assert cash(played)[-1] == equity(played)[-1] == "100012"


@pytest.mark.contract("PTF-030", requires=C.SHORT, also=(C.MARKET_ORDERS,))
def test_a_short_sale_brings_cash_and_owes_the_close(bench: Bench) -> None:
    """A short sale brings its notional; equity falls as the close rises.

    Prerequisite: as before.
    Action: sell 2 on bar 0, buy 2 back on bar 2.
    Expected event sequence: filled at 102 and at 106.
    Pass criteria: cash 100204 while short; equity cash - 2 closes; 99992 at the end.
    """
    played = bench.play(one(*RISING[:4]), {0: lambda s: s.sell("X", 2), 2: lambda s: s.buy("X", 2)})
    assert cash(played) == ["100000", "100204", "100204", "99992"]
    assert equity(played) == ["100000", "99998", "99994", "99992"]


@pytest.mark.contract("PTF-040", requires=C.MARKET_ORDERS)
def test_cash_may_become_negative(bench: Bench) -> None:
    """Cash never refuses an order: it may become negative.

    Prerequisite: cash 100, a price of 102.
    Action: buy 500 on bar 0, sell them on bar 2.
    Expected event sequence: both fill.
    Pass criteria: cash -50900 in between; the engine's own account says the same.
    """
    data = one(*RISING[:4])
    played = bench.play(data, {0: lambda s: s.buy("X", 500), 2: lambda s: s.sell("X", 500)}, cash=Decimal(100))
    assert cash(played) == ["100", "-50900", "-50900", "2100"]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-050", requires=C.MARKET_ORDERS, also=(C.MULTI_INSTRUMENT,))
def test_several_instruments_share_one_cash(bench: Bench) -> None:
    """Several instruments share one cash; equity sums over all, a missing bar leaves the last close.

    Prerequisite: X at 100, then 110; Y at 50, no bar 1, then 40.
    Action: buy 1 X and 2 Y on bar 0.
    Expected event sequence: X fills in bar 1, Y in bar 2.
    Pass criteria: cash and equity at each instant.
    """
    data = dataset(
        bars("100 100 100 100", "110 110 110 110", "120 120 120 120"), bars("50 50 50 50", "-", "40 40 40 40", of="Y")
    )
    played = bench.play(data, {1: lambda s: (s.buy("X", 1), s.buy("Y", 2))})
    assert cash(played) == ["100000", "100000", "99890", "99810", "99810"]
    assert [line.split(",")[2] for line in played.money] == ["100000", "100000", "100010"]


@pytest.mark.contract("PTF-060", requires=C.MARKET_ORDERS)
def test_equity_is_kept_for_every_instant(bench: Bench) -> None:
    """The run directory has cash and equity of every instant.

    Prerequisite: four rising bars.
    Action: buy 1 on bar 0.
    Expected event sequence: filled at 102.
    Pass criteria: the lines of equity.csv, to the digit.
    """
    played = bench.play(one(*RISING[:4]), {0: lambda s: s.buy("X", 1)})
    worth = ["100000,100000", "99898,100001", "99898,100003", "99898,100005"]
    assert played.money == tuple(f"{h.now},{line}" for h, line in zip(played.market, worth, strict=True))


@pytest.mark.contract("PTF-070", requires=C.BARS)
def test_the_cash_of_a_run_is_what_it_was_given(bench: Bench) -> None:
    """Without orders, cash stays what the run was given, to the last decimal.

    Prerequisite: cash of 12345.67891234.
    Action: listen.
    Expected event sequence: bars.
    Pass criteria: cash and equity are that, also in the engine's own account.
    """
    given = Decimal("12345.67891234")
    played = bench.play(flat(3), Script(), cash=given)
    assert set(cash(played)) == set(equity(played)) == {"12345.67891234"}
    assert abs(played.account.cash - given) <= given * Decimal("1e-9") + bench.engine.money_grain
