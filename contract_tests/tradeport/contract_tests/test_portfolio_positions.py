"""PTF-100 and on: positions: quantity, average price, realized profit and loss."""

from decimal import Decimal

import pytest

from tradeport.contract_tests.data import bars, dataset, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Script
from tradeport.domain.model.money import text
from tradeport.domain.model.positions import PortfolioSnapshot, Position
from tradeport.ports.capability import Capability

C = Capability

#: Opens 100, 110, 120, ...: bars without range.
STEPS = tuple(f"{p} {p} {p} {p}" for p in range(100, 180, 10))


def shown(position: Position) -> tuple[str, str, str]:
    """`(quantity, average price, realized)`."""
    return text(position.quantity), text(position.average_price), text(position.realized_pnl)


def watched(*actions: tuple[int, int]) -> tuple[Script, list[tuple[str, str, str]]]:
    """A script that trades `(bar, signed quantity)` of X, and the position it sees at each bar."""
    seen: list[tuple[str, str, str]] = []
    steps = {bar: lambda s, q=quantity: (s.buy if q > 0 else s.sell)("X", abs(q)) for bar, quantity in actions}
    return Script(steps, every=lambda s: seen.append(shown(s.portfolio.position("X")))), seen


@pytest.mark.contract("PTF-100", requires=C.MARKET_ORDERS)
def test_buys_average_their_prices(bench: Bench) -> None:
    """The average price is that of what was bought.

    Prerequisite: opens 100, 110, 120, 130.
    Action: buy 1 on bar 0, 3 on bar 1.
    Expected event sequence: filled at 110 and 120.
    Pass criteria: 1 at 110, then 4 at 117.5; nothing realized.
    """
    script, seen = watched((0, 1), (1, 3))
    bench.play(one(*STEPS[:4]), script)
    assert seen == [("0", "0", "0"), ("1", "110", "0"), ("4", "117.5", "0"), ("4", "117.5", "0")]


@pytest.mark.contract("PTF-110", requires=C.MARKET_ORDERS)
def test_a_partial_sale_realizes_and_keeps_the_average(bench: Bench) -> None:
    """A partial sale realizes its part and leaves the average price as it is; the last sale leaves nothing.

    Prerequisite: opens 100, 110, 120, ...
    Action: buy 4 on bar 0, sell 1 on bar 1, sell 3 on bar 2.
    Expected event sequence: filled at 110, 120, 130.
    Pass criteria: realized 10, then 70; flat at the end.
    """
    script, seen = watched((0, 4), (1, -1), (2, -3))
    played = bench.play(one(*STEPS[:4]), script)
    assert seen == [("0", "0", "0"), ("4", "110", "0"), ("3", "110", "10"), ("0", "0", "70")]
    assert played.account.positions == {}


@pytest.mark.contract("PTF-120", requires=C.SHORT, also=(C.MARKET_ORDERS,))
def test_a_short_position_is_negative(bench: Bench) -> None:
    """A short position has a negative quantity, and loses as the price rises.

    Prerequisite: opens 100, 110, 120, 130.
    Action: sell 2 on bar 0, buy 1 on bar 1.
    Expected event sequence: filled at 110 and 120.
    Pass criteria: -2 at 110; -1 at 110 with -10 realized; the engine's own account agrees.
    """
    script, seen = watched((0, -2), (1, 1))
    played = bench.play(one(*STEPS[:4]), script)
    assert seen == [("0", "0", "0"), ("-2", "110", "0"), ("-1", "110", "-10"), ("-1", "110", "-10")]
    assert played.account.positions == {"X": -1}


@pytest.mark.contract("PTF-130", requires=C.SHORT, also=(C.MARKET_ORDERS,))
def test_a_position_can_flip(bench: Bench) -> None:
    """One order can turn a position over: what is closed is realized, the rest begins at the fill's price.

    Prerequisite: opens 100, 110, 120, ...
    Action: buy 2 on bar 0, sell 5 on bar 1, buy 4 on bar 2.
    Expected event sequence: filled at 110, 120, 130.
    Pass criteria: 2 at 110; -3 at 120, realized 20; 1 at 130, realized -10; the engine's own account agrees at each bar.
    """
    script, seen = watched((0, 2), (1, -5), (2, 4))
    played = bench.play(one(*STEPS[:4]), script)
    assert seen == [("0", "0", "0"), ("2", "110", "0"), ("-3", "120", "20"), ("1", "130", "-10")]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-140", requires=C.FRACTIONAL, also=(C.MARKET_ORDERS,))
def test_quantities_can_be_fractional(bench: Bench) -> None:
    """Quantities go down to the size increment, and sum without error.

    Prerequisite: a size increment of 0.00000001.
    Action: buy 0.1, 0.2, then 0.00000001.
    Expected event sequence: three fills.
    Pass criteria: exactly 0.30000001 held, here and in the engine's own account.
    """
    data = one(*STEPS[:5], size="0.00000001")
    steps = {n: lambda s, q=q: s.buy("X", q) for n, q in enumerate(("0.1", "0.2", "0.00000001"))}
    played = bench.play(data, steps)
    assert played.outcome.result["positions"] == {"X": "0.30000001"}
    assert played.account.positions == {"X": Decimal("0.30000001")}


@pytest.mark.contract("PTF-150", requires=C.MULTI_INSTRUMENT, also=(C.MARKET_ORDERS,))
def test_positions_are_kept_apart(bench: Bench) -> None:
    """Each instrument has its own position; `positions` has those not flat, in the order of the configuration.

    Prerequisite: instruments configured as Z, A, M.
    Action: buy 1 M and 2 Z at the first instant.
    Expected event sequence: both fill at the next.
    Pass criteria: Z then M, with their quantities; A is flat.
    """
    seen: list[list[tuple[str, str]]] = []
    data = dataset(*(bars(*STEPS[:3], of=name) for name in "ZAM"))
    steps = {
        2: lambda s: (s.buy("M", 1), s.buy("Z", 2)),
        8: lambda s: seen.append([(p.instrument, text(p.quantity)) for p in s.portfolio.positions()]),
    }
    played = bench.play(data, steps)
    assert seen == [[("Z", "2"), ("M", "1")]]
    assert played.account.positions == {"Z": 2, "M": 1}


@pytest.mark.contract("PTF-160", requires=C.MARKET_ORDERS)
def test_a_snapshot_adds_up(bench: Bench) -> None:
    """A snapshot's parts add up: equity is cash and positions; profit is realized and not, less fees.

    Prerequisite: opens 100, 110, 120, ...
    Action: buy 4 on bar 0, sell 1 on bar 1; look on bar 3.
    Expected event sequence: filled at 110 and 120.
    Pass criteria: realized 10, unrealized 60, cash 99680, equity 100070, at bar 3's close.
    """
    seen: list[PortfolioSnapshot] = []
    steps = {
        0: lambda s: s.buy("X", 4),
        1: lambda s: s.sell("X", 1),
        3: lambda s: seen.append(s.portfolio.snapshot()),
    }
    played = bench.play(one(*STEPS[:4]), steps)
    [it] = seen
    assert [text(v) for v in (it.realized_pnl, it.unrealized_pnl, it.cash, it.equity)] == ["10", "60", "99680", "100070"]
    assert it.ts == played.market[3].now
