"""Which engine has which part of a run."""

from collections.abc import Sequence
from typing import Final

import attrs

from tradeport.application.errors import StrategyError, UsageError
from tradeport.application.handover.remainder import events_until
from tradeport.application.negotiate import Plan
from tradeport.application.run_spec import RunSpec
from tradeport.domain.model.time import isoformat
from tradeport.domain.strategy import Strategy
from tradeport.ports.capability import Capability
from tradeport.ports.engine import Engine, FillProfile

#: What an engine takes over with, whatever the strategy asks for: positions come as market orders.
NEEDS: Final = frozenset({Capability.MARKET_ORDERS})


@attrs.frozen
class Leg:
    """One engine's part. `at`: what closed by then (ns) is its predecessors', `before` events in all; of the first, 0."""

    engine: Engine
    plan: Plan
    at: int
    before: int


def begins(spec: RunSpec) -> list[tuple[int, int]]:
    """`at` and `before` of each leg. Raises UsageError or StrategyError for a change of engines that cannot be."""
    found = [(spec.dataset.start, 0)]
    if not spec.handovers:
        return found
    refuse_unless_movable(spec.name, spec.strategy, spec.profile)
    for handover in spec.handovers:
        before = events_until(spec.dataset, handover.at)
        if before < found[-1][1]:
            raise UsageError(
                f"{handover.engine} is to begin at {isoformat(handover.at)}, before the engine that it follows",
                "hand-overs in order of time",
            )
        if not found[-1][1] < before < len(spec.dataset):
            raise UsageError(
                f"{handover.engine} would have nothing of the run, or all of it: between {isoformat(found[-1][0])} and "
                f"{isoformat(handover.at)} there are {before - found[-1][1]} events, and {len(spec.dataset) - before} later",
                f"times in order, from the first close on and before {isoformat(spec.dataset.end)}",
            )
        found.append((handover.at, before))
    return found


def refuse_unless_movable(name: str, strategy: type[Strategy], profile: FillProfile) -> None:
    """Raises UsageError or StrategyError where no run of that strategy can change engines, whatever its data."""
    if profile is not FillProfile.CANONICAL:
        raise UsageError(
            f"no hand-over in the fill profile {profile}: each engine has rules of its own there, so nothing would be "
            "the same after it",
            "--fills canonical",
        )
    if strategy.on_save is Strategy.on_save:
        raise StrategyError(
            f"{name} has no on_save, so its state cannot go to another engine",
            "return it from on_save and restore it in on_load; {} if it has none",
        )


def jointly(plans: Sequence[Plan]) -> Plan:
    """What a strategy may use that is to go from engine to engine: what all of them have."""
    first = plans[0]
    absent = [c for c in Capability if not all(plan.grants(c) for plan in plans)]
    return attrs.evolve(first, engine=", then ".join(plan.engine for plan in plans), declared=first.declared.without(*absent))
