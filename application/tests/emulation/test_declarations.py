"""A declaration that contradicts itself is refused when a run opens, with the remedy."""

from typing import Any

import pytest

from tradeport.adapters.nautilus.engine import CANONICAL
from tradeport.adapters.reference.engine import CAPABILITIES, ReferenceEngine
from tradeport.application.emulation import BUILT_IN, EMULATOR, NAMES, NEEDS, STACK, check, possible
from tradeport.application.errors import EngineError
from tradeport.ports.capability import Capabilities, emulated, native
from tradeport.ports.capability import Capability as C

EMULABLE = {C.LIMIT_ORDERS: native(), C.MARKET_ORDERS: native(), C.CANCEL: native()}


def with_(by: dict[C, str], *own: C) -> Capabilities:
    return Capabilities({**EMULABLE, **dict.fromkeys(own, native()), **{c: emulated(name) for c, name in by.items()}})


@pytest.mark.parametrize("declared", [CAPABILITIES, CANONICAL], ids=["reference", "nautilus"])
def test_what_ships_is_consistent(declared: Capabilities) -> None:
    assert [e.name for e in check(declared)]


def test_they_stand_in_the_order_of_the_stack() -> None:
    declared = with_({C.STOP_ORDERS: "stops", C.OCO: "oco", C.GTD: "expiry", C.DAY: "expiry", C.MODIFY: "cancel_replace"})
    assert [e.name for e in check(declared)] == ["expiry", "oco", "cancel_replace", "stops"]
    assert check(Capabilities({C.TIMERS: emulated("event_clock")})) == []


@pytest.mark.parametrize(
    ("by", "own", "why"),
    [
        ({C.GTD: "wishes"}, (), "no emulator wishes.*expiry"),
        ({C.TRAILING_STOP: "trailing_stop"}, (C.MODIFY,), "trailing_stop needs execution.stop_orders"),
        ({C.BRACKET: "bracket"}, (), "bracket needs execution.oco"),
        ({C.MODIFY: "cancel_replace"}, (C.DAY,), r"does execution.day itself\nHint: .*expiry"),
        ({C.REDUCE_ONLY: "reduce_only"}, (C.OCO,), r"does execution.oco itself\nHint: .*oco"),
        ({C.STOP_ORDERS: "stops"}, (C.GTD, C.DAY), "does execution.day, execution.gtd itself"),
    ],
)
def test_what_cannot_work_is_refused(by: dict[C, str], own: tuple[C, ...], why: str) -> None:
    with pytest.raises(EngineError, match=r"(?s)" + why):
        check(with_(by, *own))


def test_it_ends_a_run_before_it_begins(play: Any) -> None:
    with pytest.raises(EngineError, match=r"cancel_replace cannot stand over an engine that does execution\.day"):
        play(play.flat, engine=ReferenceEngine(emulate=[C.MODIFY]))


def test_what_lacks_its_means_is_not_possible() -> None:
    """Without stops no trailing stops, without pairs no brackets; the rest stays."""
    left = possible(CAPABILITIES.without(C.STOP_ORDERS, C.OCO))
    gone = {c for c in C if CAPABILITIES.supports(c) and not left.supports(c)}
    assert gone == {C.STOP_ORDERS, C.OCO, C.TRAILING_STOP, C.BRACKET}


def test_every_emulator_says_what_it_gives() -> None:
    assert set(EMULATOR.values()) == set(NAMES) == {e.name for e in STACK} | BUILT_IN
    assert set(NEEDS) <= NAMES
