"""Quantities beyond what a float counts are exact, and beyond 64 bits they are refused."""

from decimal import Decimal

from tradeport.application.errors import EngineError
from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script

#: 9e18 lots and one: no float has it.
HUGE = Decimal("90000000000.00000001")
DATA = one("1 1 1 1", "1 1 1 1", "1 1 1 1", "1 1 1 1", size="0.00000001")


def test_nineteen_digits_are_bought_and_sold_to_the_last(bench: Bench) -> None:
    """Zipline's own position says so; a lot is left of it."""
    steps = {0: lambda s: s.buy("X", HUGE), 1: lambda s: s.sell("X", HUGE - Decimal("0.00000001"))}
    played = bench.play(DATA, steps)
    assert [f.quantity for f in played.fills] == [HUGE, HUGE - Decimal("0.00000001")]
    assert played.account.positions == {"X": Decimal("0.00000001")}


def test_an_order_that_cannot_be_counted_ends_the_run(bench: Bench) -> None:
    """With the remedy; nothing is truncated."""
    played = bench.play(DATA, {0: lambda s: s.buy("X", HUGE * 2)}, fails=True)
    assert isinstance(played.outcome.error, EngineError)
    assert "Hint: give the instruments a coarser size_increment" in str(played.outcome.error)


def test_a_position_that_overflows_ends_the_run(bench: Bench) -> None:
    """Each order fits, their sum does not."""

    def act(s: Player) -> None:
        s.buy("X", HUGE)

    played = bench.play(DATA, Script(every=act), fails=True)
    assert isinstance(played.outcome.error, EngineError)
    assert "64 bits" in str(played.outcome.error)
