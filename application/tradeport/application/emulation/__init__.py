"""What an engine lacks, done once for all engines. Each emulator shows in the plan, the result and the matrix."""

from collections.abc import Callable, Collection
from types import MappingProxyType
from typing import Final

from tradeport.application.emulation.base import Emulator
from tradeport.application.emulation.expiry import Expiry
from tradeport.application.emulation.foresight import Foreseeing, Foresight
from tradeport.application.emulation.immediate import Immediate
from tradeport.application.emulation.oco import Oco
from tradeport.application.emulation.post_only import PostOnly
from tradeport.application.emulation.reduce_only import ReduceOnly
from tradeport.application.emulation.replace import CancelReplace
from tradeport.application.emulation.stops import Stops
from tradeport.application.emulation.trailing_stop import TrailingStop
from tradeport.application.errors import EngineError
from tradeport.domain.model.dataset import Dataset
from tradeport.ports.capability import Capabilities, Capability, Level
from tradeport.ports.engine import EngineListener, EngineSession

#: Outermost first (docs/adr/0013): each acts on the orders that those before it have left. Down to `ReduceOnly` all know an
#: order by the platform's id; from there on it may have another at the engine.
STACK: Final[tuple[type[Emulator], ...]] = (
    Expiry,
    Oco,
    TrailingStop,
    PostOnly,
    Immediate,
    ReduceOnly,
    CancelReplace,
    Stops,
)

#: Emulated by a part of the platform that every run has, nothing to put in between: the clock's timers, the bus's
#: brackets and atomic orders.
BUILT_IN: Final = frozenset({"event_clock", "bracket", "atomic"})

NAMES: Final = frozenset({e.name for e in STACK}) | BUILT_IN

#: What each builds on, native or emulated.
NEEDS: Final = MappingProxyType({e.name: e.needs for e in STACK} | {"bracket": frozenset({Capability.OCO})})

#: The emulator that gives a capability.
EMULATOR: Final = MappingProxyType(
    {c: e.name for e in STACK for c in e.gives}
    | {Capability.TIMERS: "event_clock", Capability.BRACKET: "bracket", Capability.ATOMIC: "atomic"}
)


def over(
    declared: Capabilities,
    dataset: Dataset,
    listener: EngineListener,
    open_session: Callable[[EngineListener], EngineSession],
) -> EngineSession:
    """The session that `open_session` makes, with what is declared as emulated around it. Raises EngineError: see `check`."""
    chain: list[Emulator] = []
    foresight: Foresight | None = None
    for emulator in check(declared):
        if issubclass(emulator, Foreseeing):
            if foresight is None:
                foresight = Foresight(chain[-1] if chain else listener, dataset)
                chain.append(foresight)
            chain.append(emulator(chain[-1], foresight))
        else:
            chain.append(emulator(chain[-1] if chain else listener))
    session = open_session(chain[-1] if chain else listener)
    for made in reversed(chain):
        made.inner = session
        session = made
    return session


def check(declared: Capabilities) -> list[type[Emulator]]:
    """The emulators that a declaration names, outermost first. Raises EngineError where they cannot work as declared."""
    names = {support.by for support in declared.values() if support.by}
    if unknown := names - NAMES:
        raise EngineError(f"no emulator {', '.join(sorted(unknown))}", f"there are {', '.join(sorted(NAMES))}")
    for name in sorted(names & set(NEEDS)):
        if missing := [c for c in NEEDS[name] if not declared.supports(c)]:
            raise EngineError(f"the emulator {name} needs {_list(missing)}", "declare it, native or emulated")
    chosen = [emulator for emulator in STACK if emulator.name in names]
    for emulator in chosen:
        if own := [c for c in emulator.excludes if declared[c].level is Level.NATIVE]:
            by = ", ".join(sorted({EMULATOR[c] for c in own}))
            raise EngineError(
                f"the emulator {emulator.name} cannot stand over an engine that does {_list(own)} itself",
                f"declare that as emulated too: {by}",
            )
    return chosen


def possible(declared: Capabilities) -> Capabilities:
    """The declaration without what its emulators lack the means for."""
    lacking = [c for c, s in declared.items() if not all(map(declared.supports, NEEDS.get(s.by, ())))]
    return possible(declared.without(*lacking)) if lacking else declared


def _list(capabilities: Collection[Capability]) -> str:
    return ", ".join(sorted(capabilities))


__all__ = ["BUILT_IN", "EMULATOR", "NAMES", "STACK", "Emulator", "check", "over", "possible"]
