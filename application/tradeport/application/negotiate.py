"""What a strategy asks of an engine, and what it gets: the plan, made before the run."""

from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import Any, Final

import attrs

from tradeport.application.errors import CapabilityMissing
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.market_data import QuoteTick
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.orders import Order, OrderType, TimeInForce, TradeIntent
from tradeport.ports.capability import Capabilities, Capability, Level, Support, UnsupportedCapability
from tradeport.ports.engine import FillProfile

_ORDER_TYPES = {
    OrderType.MARKET: Capability.MARKET_ORDERS,
    OrderType.LIMIT: Capability.LIMIT_ORDERS,
    OrderType.STOP: Capability.STOP_ORDERS,
    OrderType.STOP_LIMIT: Capability.STOP_LIMIT_ORDERS,
    OrderType.TRAILING_STOP: Capability.TRAILING_STOP,
}
_TIMES_IN_FORCE = {
    TimeInForce.IOC: Capability.IOC,
    TimeInForce.FOK: Capability.FOK,
    TimeInForce.GTD: Capability.GTD,
    TimeInForce.DAY: Capability.DAY,
}

#: What the platform closes with, where something is held on margin.
CLOSING: Final = (Capability.MARKET_ORDERS, Capability.CANCEL, Capability.REDUCE_ONLY)


def needs(what: TradeIntent | Order) -> tuple[Capability, ...]:
    """The capabilities one intent takes; an order, with what binds it to others."""
    if isinstance(what, Order):
        return (*needs(what.intent), Capability.OCO) if what.oco else needs(what.intent)
    intent = what
    whole = intent.quantity == intent.quantity.to_integral_value()
    return _needs(intent.type, intent.time_in_force, intent.post_only, intent.reduce_only, whole)


@lru_cache
def _needs(
    type_: OrderType, time_in_force: TimeInForce, post_only: bool, reduce_only: bool, whole: bool
) -> tuple[Capability, ...]:
    needed = [_ORDER_TYPES[type_]]
    if time_in_force in _TIMES_IN_FORCE:
        needed.append(_TIMES_IN_FORCE[time_in_force])
    if post_only:
        needed.append(Capability.POST_ONLY)
    if reduce_only:
        needed.append(Capability.REDUCE_ONLY)
    if not whole:
        needed.append(Capability.FRACTIONAL)
    return tuple(needed)


def needs_of_run(dataset: Dataset, fees: FeeSchedule, profile: FillProfile) -> frozenset[Capability]:
    """What the run itself takes, whatever the strategy does."""
    needed = {Capability.CANONICAL_FILLS if profile is FillProfile.CANONICAL else Capability.NATIVE_FILLS}
    for series in dataset.series.values():
        if series.interval:
            needed.add(Capability.BARS)
        else:
            needed.add(Capability.QUOTES if type(next(iter(series))) is QuoteTick else Capability.TRADES)
    if len(dataset.instruments) > 1:
        needed.add(Capability.MULTI_INSTRUMENT)
    if any(i.perpetual is not None for i in dataset.instruments):
        needed |= {Capability.PERPETUALS, *CLOSING}
    if dataset.funding:
        needed.add(Capability.FUNDING)
    if fees.kind == "per_unit":
        needed.add(Capability.FEES_PER_UNIT)
    elif fees.bps:
        needed.add(Capability.FEES_BPS)
    return frozenset(needed)


def insist(engine: str, declared: Capabilities, needed: Iterable[Capability]) -> None:
    """How an adapter refuses: raises UnsupportedCapability for the first of `needed` that it does not declare."""
    for capability in needed:
        if not declared.supports(capability):
            raise UnsupportedCapability(engine, capability, declared[capability].note)


class Grant(StrEnum):
    """What became of one capability."""

    NATIVE = "native"
    EMULATED = "emulated"
    DEGRADED = "degraded"
    REFUSED = "refused"


@attrs.frozen
class PlanItem:
    """One capability: what was granted, by which emulator, and what that means."""

    capability: Capability
    grant: Grant
    required: bool
    by: str = ""
    note: str = ""


@attrs.frozen
class Plan:
    """The outcome of a negotiation. `declared` answers for what a strategy uses without having asked."""

    engine: str
    items: tuple[PlanItem, ...]
    declared: Capabilities

    @property
    def refused(self) -> tuple[PlanItem, ...]:
        return tuple(i for i in self.items if i.grant is Grant.REFUSED)

    def grants(self, capability: Capability) -> bool:
        """Whether an intent that takes it may go to the engine."""
        return self.declared.supports(capability)

    def as_dict(self) -> dict[str, Any]:
        """The `plan` object of result.json."""
        return {
            "engine": self.engine,
            "items": [
                {
                    "capability": i.capability.value,
                    "level": i.grant.value,
                    "required": i.required,
                    "by": i.by,
                    "note": i.note,
                }
                for i in self.items
            ],
            "refused": [i.capability.value for i in self.refused],
        }


def negotiate(
    engine: str,
    capabilities: Capabilities,
    *,
    requires: Iterable[Capability],
    prefers: Iterable[Capability] = (),
    emulation: bool = True,
) -> Plan:
    """The plan; it may contain refusals, see `admit`. Without `emulation`, what would be emulated counts as absent."""
    declared = capabilities if emulation else capabilities.own()
    required = frozenset(requires)
    asked = sorted(required | frozenset(prefers), key=list(Capability).index)
    return Plan(engine, tuple(_item(c, declared[c], c in required) for c in asked), declared)


def _item(capability: Capability, support: Support, required: bool) -> PlanItem:
    if support.level is Level.UNSUPPORTED:
        grant = Grant.REFUSED if required else Grant.DEGRADED
        meaning = "" if required else "the strategy prefers it and must do without"
        return PlanItem(capability, grant, required, note=support.note or meaning)
    return PlanItem(capability, Grant(support.level.value), required, support.by, support.note)


def admit(plan: Plan, others: Callable[[], Mapping[str, Capabilities]], profile: FillProfile = FillProfile.CANONICAL) -> None:
    """Raises CapabilityMissing if the plan refuses anything, naming the engines of `others` that would do in that profile."""
    if not plan.refused:
        return
    missing = [i.capability for i in plan.refused]
    able = sorted(name for name, has in others().items() if all(has.supports(c) for c in missing))
    reasons = "".join(dict.fromkeys(f" ({i.note})" for i in plan.refused if i.note))
    none = "no installed engine has it" + (", native: --fills canonical" if profile is FillProfile.NATIVE else "")
    remedy = f"--engine {' or '.join(able)} has it" if able else none
    raise CapabilityMissing(f"{plan.engine} does not support {', '.join(missing)}{reasons}", remedy)
