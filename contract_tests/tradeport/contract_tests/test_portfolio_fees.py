"""PTF-200 and on: fees, exact: the rule's figure in the ledger, the engine's own in its account."""

from decimal import Decimal
from typing import Any

import pytest

from tradeport.contract_tests.data import EXAMPLE, FLAT, one
from tradeport.contract_tests.harness import Bench, Played
from tradeport.domain.model.money import FeeSchedule, text
from tradeport.ports.capability import Capability

C = Capability


def bps(rate: str) -> FeeSchedule:
    """Of notional."""
    return FeeSchedule(bps=Decimal(rate))


def per_unit(amount: str) -> FeeSchedule:
    """Of quantity."""
    return FeeSchedule(per_unit=Decimal(amount))


def fees(played: Played) -> list[str]:
    """Of each fill, in order."""
    return [text(f.fee) for f in played.fills]


@pytest.mark.contract("PTF-200", requires=C.FEES_BPS, also=(C.MARKET_ORDERS,))
def test_a_fee_in_basis_points(bench: Bench) -> None:
    """A fee in basis points is that part of the notional, on both sides.

    Prerequisite: 2.5 basis points, opens at 100 and 102.
    Action: buy 7 on bar 0, sell them on bar 1.
    Expected event sequence: filled at 100 and 102.
    Pass criteria: fees 0.175 and 0.1785; cash pays notional and fee; the engine's own account agrees.
    """
    data = one(FLAT, FLAT, "102 102 102 102")
    played = bench.play(data, {0: lambda s: s.buy("X", 7), 1: lambda s: s.sell("X", 7)}, fees=bps("2.5"))
    assert fees(played) == ["0.175", "0.1785"]
    assert [text(h.cash) for h in played.market] == ["100000", "99299.825", "100013.6465"]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-210", requires=C.FEES_BPS, also=(C.MARKET_ORDERS,))
def test_a_fee_is_rounded_half_even(bench: Bench) -> None:
    """A fee is rounded half-even at the currency's eight decimals.

    Prerequisite: 0.00005 basis points, so that one unit at 1, 3, 5, 7 owes half a unit of the eighth decimal more than it can.
    Action: buy one unit at each price.
    Expected event sequence: filled at that price.
    Pass criteria: 0, 0.00000002, 0.00000002, 0.00000004.
    """
    for price, due in {1: "0", 3: "0.00000002", 5: "0.00000002", 7: "0.00000004"}.items():
        row = f"{price} {price} {price} {price}"
        assert fees(bench.play(one(row, row), {0: lambda s: s.buy("X", 1)}, fees=bps("0.00005"))) == [due]


@pytest.mark.contract("PTF-220", requires=C.FEES_BPS, also=(C.LIMIT_ORDERS,))
def test_a_limit_order_pays_the_same_rate(bench: Bench) -> None:
    """A limit order that rested pays the same rate: there is no maker and no taker.

    Prerequisite: 10 basis points; the example's bars.
    Action: limit buy 2 at 98.
    Expected event sequence: filled at 98 in bar 1.
    Pass criteria: a fee of 0.196.
    """
    played = bench.play(one(*EXAMPLE), {0: lambda s: s.buy("X", 2, limit=98)}, fees=bps("10"))
    assert fees(played) == ["0.196"]


@pytest.mark.contract("PTF-230", requires=C.FEES_BPS, also=(C.STOP_ORDERS,))
def test_a_stop_order_pays_the_same_rate(bench: Bench) -> None:
    """A stop order pays the same rate.

    Prerequisite: 10 basis points; the example's bars.
    Action: stop buy 2 at 104.
    Expected event sequence: filled at 104 in bar 1.
    Pass criteria: a fee of 0.208.
    """
    played = bench.play(one(*EXAMPLE), {0: lambda s: s.buy("X", 2, stop=104)}, fees=bps("10"))
    assert fees(played) == ["0.208"]


@pytest.mark.contract("PTF-240", requires=C.FEES_PER_UNIT, also=(C.MARKET_ORDERS,))
def test_a_fee_per_unit(bench: Bench) -> None:
    """A fee per unit is the quantity times the amount, whatever the price.

    Prerequisite: 0.0035 a unit, opens at 100 and 102.
    Action: buy 300 on bar 0, sell 100 on bar 1.
    Expected event sequence: filled at 100 and 102.
    Pass criteria: fees 1.05 and 0.35; the engine's own account agrees.
    """
    data = one(FLAT, FLAT, "102 102 102 102")
    played = bench.play(data, {0: lambda s: s.buy("X", 300), 1: lambda s: s.sell("X", 100)}, fees=per_unit("0.0035"))
    assert fees(played) == ["1.05", "0.35"]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-250", requires=C.FEES_PER_UNIT, also=(C.MARKET_ORDERS, C.FRACTIONAL))
def test_a_fee_per_unit_of_a_fraction(bench: Bench) -> None:
    """A fee per unit of a fraction is rounded half-even at eight decimals.

    Prerequisite: 0.01 a unit, a size increment of 0.0000001.
    Action: buy 0.1234565, then 0.1234575.
    Expected event sequence: two fills.
    Pass criteria: 0.00123456 (half to even, down) and 0.00123458 (half to even, up).
    """
    steps = {0: lambda s: s.buy("X", "0.1234565"), 1: lambda s: s.buy("X", "0.1234575")}
    played = bench.play(one(FLAT, FLAT, FLAT, size="0.0000001"), steps, fees=per_unit("0.01"))
    assert fees(played) == ["0.00123456", "0.00123458"]


@pytest.mark.contract("PTF-260", requires=C.FEES_BPS, also=(C.MARKET_ORDERS,))
def test_fees_add_up(bench: Bench) -> None:
    """Fees are in the result and the snapshot, and are no part of realized profit.

    Prerequisite: 1 basis point, a price of 100.
    Action: buy 10 on bar 0, sell 10 on bar 1; look on bar 2.
    Expected event sequence: both fill at 100.
    Pass criteria: fees 0.2, realized 0, equity 99999.8.
    """
    seen: list[Any] = []
    steps = {
        0: lambda s: s.buy("X", 10),
        1: lambda s: s.sell("X", 10),
        2: lambda s: seen.append(s.portfolio.snapshot()),
    }
    played = bench.play(one(FLAT, FLAT, FLAT), steps, fees=bps("1"))
    [it] = seen
    assert [text(v) for v in (it.fees, it.realized_pnl, it.equity)] == ["0.2", "0", "99999.8"]
    assert played.outcome.result["fees"] == "0.2"


@pytest.mark.contract("PTF-270", requires=C.MARKET_ORDERS)
def test_without_a_fee_there_is_none(bench: Bench) -> None:
    """Without a fee schedule nothing is charged, whatever the engine charges by default.

    Prerequisite: no fees.
    Action: buy 1 on bar 0.
    Expected event sequence: filled at 100.
    Pass criteria: a fee of 0; cash 99900 in the engine's own account.
    """
    played = bench.play(one(FLAT, FLAT), {0: lambda s: s.buy("X", 1)})
    assert fees(played) == ["0"]
    assert played.disagreements(bench.engine.money_grain) == []
    assert [text(h.cash) for h in played.market] == ["100000", "99900"]
