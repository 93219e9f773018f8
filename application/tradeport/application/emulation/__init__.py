"""What an engine lacks, done once for all engines. Each emulator shows in the plan, the result and the matrix."""

from collections.abc import Callable, Collection
from typing import Final

from tradeport.application.emulation.base import Emulator
from tradeport.application.emulation.expiry import Expiry
from tradeport.application.emulation.replace import CancelReplace
from tradeport.ports.engine import EngineListener, EngineSession

#: Outermost first: an order that is replaced at the engine keeps its end.
STACK: Final[tuple[type[Emulator], ...]] = (Expiry, CancelReplace)

#: Emulated by a part of the platform that every run has: nothing to put in between.
BUILT_IN: Final = frozenset({"event_clock"})

NAMES: Final = frozenset({e.name for e in STACK}) | BUILT_IN


def over(
    names: Collection[str], listener: EngineListener, open_session: Callable[[EngineListener], EngineSession]
) -> EngineSession:
    """The session that `open_session` makes, with the named emulators around it. Raises KeyError for an unknown name."""
    if unknown := set(names) - NAMES:
        raise KeyError(f"no emulator {', '.join(sorted(unknown))}")
    chain: list[Emulator] = []
    for emulator in STACK:
        if emulator.name in names:
            chain.append(emulator(chain[-1] if chain else listener))
    session = open_session(chain[-1] if chain else listener)
    for emulator_ in reversed(chain):
        emulator_.inner = session
        session = emulator_
    return session


__all__ = ["BUILT_IN", "NAMES", "STACK", "Emulator", "over"]
