"""The native profile: auctions, the vAMM's price, the program's fees and margin, a keeper some slots late."""

from decimal import Decimal
from typing import Any

import pytest

from tradeport.adapters.drift.engine import DriftEngine
from tradeport.adapters.drift.native_fills import FILL_LATENCY_SLOTS
from tradeport.adapters.drift.native_venue import NativeVenue
from tradeport.application.errors import EngineError
from tradeport.application.reconcile import Reconcile
from tradeport.contract_tests.data import bars, close_of, dataset, one, perpetual, quotes
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Script
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.margin import MarginRules
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.time import DAY
from tradeport.ports.capability import UnsupportedCapability
from tradeport.ports.engine import FillProfile

STILL = "100 100 100 100"
SLOT = 400_000_000


def play(data: Dataset, steps: Any, **terms: Any) -> Played:
    """In the native profile; the books are compared in every instant."""
    terms = {"profile": FillProfile.NATIVE, "reconcile": Reconcile.EVERY_BAR, **terms}
    return Bench(DriftEngine()).play(data, steps, **terms)


def test_a_market_order_meets_the_vamm_after_its_auction() -> None:
    """More than ten slots after it was sent; at half the spread, and a little for its size."""
    played = play(one(*[STILL] * 3), {0: lambda s: s.buy("X", 10)})
    [fill] = played.fills
    assert 10 * SLOT < fill.ts - close_of(0) <= (10 + 2 * FILL_LATENCY_SLOTS) * SLOT
    assert Decimal("100.025") < fill.price < Decimal("100.03")


def test_the_notional_is_what_the_program_kept() -> None:
    """The price lies on no grid, the money does: in millionths."""
    played = play(one(*[STILL] * 3, size="0.001"), {0: lambda s: s.buy("X", "7.123")})
    [fill] = played.fills
    notional = 100_000 - played.account.cash - fill.fee
    assert notional == round(fill.price * fill.quantity, 8) == round(notional, 6)
    assert fill.price != round(fill.price, 6)


def test_size_costs() -> None:
    small, large = (play(one(*[STILL] * 3), {0: lambda s, n=n: s.buy("X", n)}).fills[0].price for n in (1, 900))
    assert small < large


def test_fees_are_the_programs_unless_the_run_has_some() -> None:
    """Ten basis points for a taker of the first tier."""
    for fees, bps in ((FeeSchedule(), 10), (FeeSchedule(bps=Decimal(3)), 3)):
        [fill] = play(one(*[STILL] * 3), {0: lambda s: s.buy("X", 10)}, fees=fees).fills
        assert abs(fill.fee - fill.price * fill.quantity * bps / 10_000) < Decimal("0.00001")


def test_stops_are_woken_by_the_oracle_beyond_their_price() -> None:
    """At it is not enough; the fill is where the vAMM is by then."""
    rows = (STILL, "100 104 100 104", "104 105 104 105", STILL)

    def act(s: Any) -> None:
        s.buy("X", 1, stop=104, tag="stop")
        s.buy("X", 1, stop=104, limit=106, tag="stop-limit")
        s.buy("X", 1, stop=120, tag="far")

    played = play(one(*rows), {0: act})
    assert {tag for tag, _, _ in played.filled} == {"stop", "stop-limit"}
    assert all(close_of(1) < fill.ts <= close_of(2) for fill in played.fills)
    assert "triggered@1" in played.trail("stop-limit")


def test_a_limit_order_waits_for_the_vamm() -> None:
    rows = (STILL, STILL, "100 100 97 97", STILL)
    played = play(one(*rows), {0: lambda s: s.buy("X", 1, limit=98, tag="a")})
    assert [(tag, bar) for tag, bar, _ in played.filled] == [("a", 1)]
    assert played.fills[0].price <= 98


def test_what_reduces_only_is_cut() -> None:
    played = play(one(*[STILL] * 6), {0: lambda s: s.buy("X", 3), 2: lambda s: s.sell("X", 5, reduce_only=True, tag="r")})
    assert played.account.positions == {}
    assert played.fills[-1].quantity == 3
    assert played.trail("r")[-1].startswith("canceled")


def test_what_the_account_cannot_carry_the_program_refuses() -> None:
    """Spot is paid in full: its market's margin is the notional."""
    played = play(one(*[STILL] * 3), {0: lambda s: s.buy("X", 11, tag="a")}, cash=Decimal(1000))
    assert played.trail("a")[-1] == "rejected@0"
    assert played.reasons("a") == ["InsufficientCollateral"]


def test_several_instruments_and_quotes() -> None:
    data = dataset(bars(*[STILL] * 4), quotes("49 51", "49 51", "49 51", "49 51", "49 51", of="Y"))

    def act(s: Any) -> None:
        if s.count == 2:
            s.buy("X", 1)
            s.sell("Y", 2)

    played = play(data, Script(every=act))
    assert played.account.positions == {"X": 1, "Y": -2}
    assert sorted(round(fill.price) for fill in played.fills) == [50, 100]


def test_the_guard_closes_before_the_program_would() -> None:
    rows = (STILL, STILL, *[f"{p} {p} {p} {p}" for p in (96, 95, 95, 95)])
    played = play(
        perpetual(bars(*rows)), {0: lambda s: s.buy("X", 800)}, cash=Decimal(10_000), margin=MarginRules(Decimal("0.4"))
    )
    assert [r["data"]["action"] for r in played.records() if r["type"] == "margin"] == ["close", "closed"]
    assert played.account.positions == {}


def test_an_account_that_would_be_liquidated_ends_the_run() -> None:
    rows = (STILL, STILL, *["60 60 60 60"] * 3)
    with pytest.raises(EngineError, match="below its maintenance margin"):
        play(perpetual(bars(*rows)), {0: lambda s: s.buy("X", 800)}, cash=Decimal(10_000))


def test_what_is_not_translated_is_refused() -> None:
    for terms in ({"post_only": True, "limit": 99}, {"trail": 1}):
        with pytest.raises(UnsupportedCapability):
            play(one(*[STILL] * 3), {0: lambda s, t=terms: s.buy("X", 1, **t)})
    with pytest.raises(EngineError, match="8 positions"):
        play(dataset(*(bars(*[STILL] * 2, of=name) for name in "ABCDEFGHI")), {})


def test_a_woken_stop_limit_that_nobody_fills_waits_for_the_next_price(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is not tried in every slot of the day; it fills when a price is within its limit."""
    passed = []
    pass_slots = NativeVenue.pass_slots
    monkeypatch.setattr(NativeVenue, "pass_slots", lambda self, slots: passed.append(slots) or pass_slots(self, slots))
    rows = (STILL, "100 106 100 106", *["106 106 106 106"] * 2, "106 106 103 103", STILL)
    data = one(*rows, every=DAY)
    played = play(data, {0: lambda s: s.buy("X", 1, stop=104, limit="104.5", tag="a")})
    assert [word.partition("@")[0] for word in played.trail("a")][-2:] == ["triggered", "filled"]
    assert played.fills[0].price <= Decimal("104.5")
    assert played.fills[0].ts > close_of(3, every=DAY)
    assert sum(passed) < 100
