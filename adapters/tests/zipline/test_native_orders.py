"""The native profile tests limits and stops against the close, and answers what comes too late."""

from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.orders import Fill, TimeInForce
from tradeport.ports.engine import FillProfile

NATIVE = FillProfile.NATIVE


def test_a_limit_that_only_the_range_touches_does_not_fill(bench: Bench) -> None:
    """It fills when a close is through it, at the close: Zipline's slippage then makes it worse than its limit."""
    data = one("100 101 99 100", "100 101 90 100", "95 96 94 95")
    played = bench.play(data, {0: lambda s: s.buy("X", 1, limit=95, tag="a")}, profile=NATIVE)
    assert played.filled == [("a", 2, "95.05")]


def test_a_stop_limit_says_that_it_triggered(bench: Bench) -> None:
    """At a close beyond its stop; it fills at a later close inside its limit."""
    data = one("100 100 100 100", "100 110 100 106", "106 106 104 104", "104 104 104 104")
    played = bench.play(data, {0: lambda s: s.buy("X", 1, stop=105, limit=105, tag="a")}, profile=NATIVE)
    assert played.trail("a")[3:] == ["triggered@1", "filled@2"]


def test_a_cancel_ends_an_order_that_is_partly_filled(bench: Bench) -> None:
    """What is filled stays."""
    data = one(*["100 100 100 100 50"] * 4)
    played = bench.play(data, {0: lambda s: s.buy("X", 12, tag="a"), 1: lambda s: s.drop("a")}, profile=NATIVE)
    assert played.trail("a")[3:] == ["partially_filled@1", "pending_cancel@1", "canceled@1"]
    assert played.account.positions == {"X": 5}


def test_a_cancel_that_crosses_its_fill_is_rejected(bench: Bench) -> None:
    """Two orders fill in one bar; on the first fill, the strategy cancels the second, which has filled too."""

    def act(s: Player) -> None:
        s.buy("X", 1, tag="a")
        s.buy("X", 1, tag="b")

    def late(s: Player, fill: Fill) -> None:
        if fill.client_order_id == s.recording.ids["a"]:
            s.drop("b")

    played = bench.play(one(*["100 100 100 100"] * 2), Script({0: act}, on_fill=late), profile=NATIVE)
    assert played.trail("b")[3:] == ["pending_cancel@1", "cancel_rejected@1", "filled@1"]


def test_an_order_expires(bench: Bench) -> None:
    """By the emulator, over Zipline's cancel."""
    data = one(*["100 100 100 100"] * 4)

    def act(s: Player) -> None:
        s.buy("X", 1, limit=90, tag="a", time_in_force=TimeInForce.GTD, expire_ts=s.clock.now() + 90_000_000_000)

    assert bench.play(data, {0: act}, profile=NATIVE).trail("a")[3:] == ["expired@2"]
