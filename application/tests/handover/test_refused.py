"""What cannot be handed over is refused before the run begins, and leaves nothing behind."""

import re
from pathlib import Path
from typing import Any

import attrs
import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.errors import CapabilityMissing, Exit, StrategyError, UsageError
from tradeport.application.run_spec import Handover
from tradeport.application.runner import run
from tradeport.domain.model.orders import TimeInForce
from tradeport.domain.model.time import MINUTE
from tradeport.domain.strategy import Strategy
from tradeport.ports.capability import Capability, UnsupportedCapability
from tradeport.ports.engine import FillProfile


def handed(play: Any, *at: int, to: ReferenceEngine | None = None, **terms: Any) -> Any:
    engine = to or ReferenceEngine()
    return play(play.flat, handovers=[Handover(engine.name, ts) for ts in at], successors=[engine] * len(at), **terms)


@pytest.mark.parametrize(
    "at",
    [
        (0,),  # nothing has closed
        (6 * MINUTE,),  # nothing is left
        (2**62,),
        (3 * MINUTE, 3 * MINUTE + 1),  # nothing in between
    ],
)
def test_a_time_with_nothing_on_one_side(play: Any, tmp_path: Path, at: tuple[int, ...]) -> None:
    with pytest.raises(UsageError, match=r"(?s)nothing of the run, or all of it.*Hint"):
        handed(play, *at)
    assert not list(tmp_path.iterdir())


def test_the_native_profile(play: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"(?s)no hand-over in the fill profile native.*--fills canonical"):
        handed(play, 2 * MINUTE, profile=FillProfile.NATIVE)
    assert not list(tmp_path.iterdir())


def test_one_before_the_other(play: Any) -> None:
    with pytest.raises(UsageError, match=r"(?s)before the engine that it follows.*Hint"):
        handed(play, 3 * MINUTE, 2 * MINUTE)


@pytest.mark.parametrize("lacking", [Capability.BARS, Capability.MARKET_ORDERS])
def test_an_engine_that_lacks_what_is_required(play: Any, tmp_path: Path, lacking: Capability) -> None:
    """The strategy asks for no market orders: positions come as such."""
    with pytest.raises(CapabilityMissing, match=re.escape(lacking)):
        handed(play, 2 * MINUTE, to=ReferenceEngine(without=(lacking,)))
    assert not list(tmp_path.iterdir())


def test_a_strategy_without_on_save(play: Any) -> None:
    spec = attrs.evolve(play.spec(play.flat), strategy=type("Bare", (Strategy,), {}))
    assert run(spec).error is None
    with pytest.raises(StrategyError, match=r"(?s)has no on_save.*Hint"):
        run(attrs.evolve(spec, handovers=[Handover("reference", 2 * MINUTE)]))


def test_what_was_not_declared_must_be_there_on_all_of_them(play: Any) -> None:
    """Used before the change: refused then, not when the order would have to move."""
    without = ReferenceEngine(without=(Capability.FOK,))
    terms = {"at": {0: lambda s: s.buy("X", 1, time_in_force=TimeInForce.FOK)}}
    ran = handed(play, 3 * MINUTE, to=without, **terms)
    assert isinstance(ran.outcome.error, UnsupportedCapability)
    assert ran.outcome.exit_code == Exit.CAPABILITY_MISSING
