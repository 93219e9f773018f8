"""The native profile fills as Zipline's default does: next close, 5 basis points worse, a tenth of the volume at most."""

from decimal import Decimal

from tradeport.application.reconcile import Reconcile
from tradeport.contract_tests.data import bars, dataset, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.money import FeeSchedule
from tradeport.ports.engine import FillProfile

NATIVE = FillProfile.NATIVE


def test_a_market_order_fills_at_the_next_close_and_worse(bench: Bench) -> None:
    """103 and 5 basis points, to the tick: 103.0515 is 103.05; sold, 102.9485 is 102.95."""
    data = one("100 101 99 100", "102 105 98 103")

    def act(s: Player) -> None:
        s.buy("X", 1, tag="a")
        s.sell("X", 1, tag="b")

    played = bench.play(data, {0: act}, profile=NATIVE)
    assert played.filled == [("a", 1, "103.05"), ("b", 1, "102.95")]


def test_a_large_order_fills_in_parts(bench: Bench) -> None:
    """Each bar gives a tenth of its volume; the order is partially filled until it is filled, and the books agree."""
    data = one("1 1 1 1 50", "1 1 1 1 50", "1 1 1 1 0", "2 2 2 2 30", "2 2 2 2 900", price="0.0001")
    played = bench.play(data, {0: lambda s: s.buy("X", 12, tag="a")}, profile=NATIVE, reconcile=Reconcile.EVERY_BAR)
    assert played.trail("a")[3:] == ["partially_filled@1", "partially_filled@3", "filled@4"]
    assert [(str(f.quantity), str(f.price)) for f in played.fills] == [("5", "1.0005"), ("3", "2.0010"), ("4", "2.0010")]
    assert played.account.positions == {"X": 12}
    assert played.outcome.result["reconciliation"]["checks"] == 6


def test_orders_share_the_volume_of_a_bar(bench: Bench) -> None:
    """The first takes what there is."""

    def act(s: Player) -> None:
        s.buy("X", 4, tag="a")
        s.buy("X", 4, tag="b")

    played = bench.play(one(*["100 100 100 100 50"] * 3), {0: act}, profile=NATIVE)
    assert played.happened("partially_filled", "filled") == ["a filled@1", "b partially_filled@1", "b filled@2"]


def test_fractions_are_capped_like_whole_shares(bench: Bench) -> None:
    """A tenth of a volume of 5 is half a unit."""
    data = one(*["100 100 100 100 5"] * 3, size="0.01")
    played = bench.play(data, {0: lambda s: s.buy("X", "0.75", tag="a")}, profile=NATIVE)
    assert [str(f.quantity) for f in played.fills] == ["0.50", "0.25"]


def test_an_instrument_without_a_bar_does_not_trade(bench: Bench) -> None:
    """Zipline skips a minute without volume."""
    data = dataset(
        bars("100 100 100 100", "100 100 100 100", "100 100 100 100", of="A"), bars("7 7 7 7", "-", "9 9 9 9", of="B")
    )
    played = bench.play(data, Script({0: lambda s: s.buy("B", 1, tag="b")}), profile=NATIVE)
    assert played.filled == [("b", 2, "9")]


def test_its_own_commission_stands_where_the_run_has_none(bench: Bench) -> None:
    """A tenth of a cent a share; the run's fees replace it."""
    data, steps = one("100 100 100 100", "100 100 100 100"), {0: lambda s: s.buy("X", 10)}
    assert [f.fee for f in bench.play(data, steps, profile=NATIVE).fills] == [Decimal("0.01")]
    fees = FeeSchedule(bps=Decimal(10))
    assert [f.fee for f in bench.play(data, steps, profile=NATIVE, fees=fees).fills] == [Decimal("1.0005")]
