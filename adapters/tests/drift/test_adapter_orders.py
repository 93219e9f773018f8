"""A strategy's orders are orders on the venue, and end as the reference says."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from tradeport.adapters.drift.engine import DriftEngine
from tradeport.adapters.drift.session import DriftSession
from tradeport.adapters.drift.venue.enums import OrderType
from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.errors import EngineError
from tradeport.contract_tests.data import FLAT, one
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Player
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.money import FeeSchedule


def both(data: Dataset, steps: Mapping[int, Any], **terms: Any) -> Played:
    """Played on Drift; the log is the reference's."""
    played = Bench(DriftEngine()).play(data, steps, **terms)
    assert played.audit == Bench(ReferenceEngine()).play(data, steps, **terms).audit
    return played


def venue_orders(s: Player) -> list[tuple[OrderType, int]]:
    """Kind and sub-account of what rests on the venue; of the reference, nothing."""
    session = s.session
    if not isinstance(session, DriftSession):
        return []
    traders = session.exchange.markets["X"].traders
    return [(OrderType(o.order_type), t.sub_account) for t in traders for o in t.user.orders if o.status == 1]


def test_each_is_of_the_venues_own_kind() -> None:
    seen: list[tuple[OrderType, int]] = []

    def send(s: Player) -> None:
        s.buy("X", 1)
        s.buy("X", 1, limit=90)
        s.sell("X", 1, stop=90)
        s.buy("X", 1, stop=110, limit=111)
        seen.extend(venue_orders(s))

    both(one(*[FLAT] * 3), {0: send})
    assert [kind for kind, _ in seen] == [OrderType.MARKET, OrderType.LIMIT, OrderType.TRIGGER_MARKET, OrderType.TRIGGER_LIMIT]


def test_more_than_a_sub_account_holds_go_to_a_further_one() -> None:
    """Drift's thirty-two orders are not the strategy's limit, and what all of them hold is one position."""
    seen: list[tuple[OrderType, int]] = []

    def forty(s: Player) -> None:
        for _ in range(40):
            s.buy("X", 1, limit=99)
        seen.extend(venue_orders(s))

    played = both(one(*[FLAT] * 4), {0: forty})
    assert [account for _, account in seen] == [0] * 32 + [1] * 8
    assert played.account.positions == {"X": Decimal(40)}


def test_a_stop_is_woken_at_its_price_though_the_venue_wants_it_passed() -> None:
    data = one("100 100 100 100", "100 105 100 105", "105 105 105 105")
    assert both(data, {0: lambda s: s.buy("X", 1, stop=105, tag="s")}).filled == [("s", 1, "105")]


def test_money_is_within_the_grain_of_the_ledger() -> None:
    """The venue rounds quote amounts and fees to a millionth each."""

    def odd(s: Player) -> None:
        s.buy("X", Decimal("0.12345678"), tag="a")

    data = one(*["101.37 101.37 101.37 101.37"] * 4, size="0.00000001")
    fees = FeeSchedule(bps=Decimal("2.5"))
    played = both(data, {0: odd, 1: lambda s: s.sell("X", Decimal("0.00000011"))}, fees=fees)
    assert played.disagreements(DriftEngine.money_grain) == []
    parted = [abs(h.account.cash - h.cash) for h in played.market if h.account is not None]
    assert 0 < max(parted) <= 2 * DriftEngine.money_grain  # so the grain is not idle


@pytest.mark.parametrize(("price", "size"), [("0.0000001", "1"), ("0.01", "0.0000000001")])
def test_a_grid_finer_than_the_venues_is_refused(price: str, size: str) -> None:
    with pytest.raises(EngineError, match=r"Drift counts in .*\n?.*Hint: use a"):
        Bench(DriftEngine()).play(one(*[FLAT] * 3, price=price, size=size), {})


def test_a_fee_that_is_no_fraction_of_32_bits_is_refused() -> None:
    with pytest.raises(EngineError, match="32-bit"):
        Bench(DriftEngine()).play(one(*[FLAT] * 3), {}, fees=FeeSchedule(bps=Decimal("1.23456789")))


def test_an_order_worth_less_than_a_millionth_ends_the_run() -> None:
    """On the venue a real market's smallest order forbids it; the platform has no such thing."""
    data = one(*["30 30 30 30"] * 3, size="0.00000001")
    with pytest.raises(EngineError, match="PriceBandsBreached"):
        Bench(DriftEngine()).play(data, {0: lambda s: s.buy("X", Decimal("0.00000001"))})
