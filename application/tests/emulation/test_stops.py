"""Stops over an engine without: held by the emulator, met by a market order at the price, or a limit order."""

from typing import Any

from tradeport.ports.capability import Capability as C

BY = {C.STOP_ORDERS: "stops", C.STOP_LIMIT_ORDERS: "stops"}
BY |= {C.GTD: "expiry", C.DAY: "expiry", C.OCO: "oco", C.REDUCE_ONLY: "reduce_only"}


def buy(**terms: Any) -> Any:
    return lambda s: s.tickets.update(it=s.buy("X", 2, **terms).client_order_id)


def modify(**terms: Any) -> Any:
    return lambda s: s.modify(s.tickets["it"], **terms)


def cancel(s: Any) -> None:
    s.cancel(s.tickets["it"])


def test_a_stop_is_met_at_its_price(emulate: Any) -> None:
    reached, ran = emulate(BY, ["100", "100 104 100 103"], {0: buy(stop=102)})
    assert reached == ["submit_at 1-0.s1 2.00 102"]
    assert ran.events("triggered") == []


def test_a_gapped_stop_is_met_at_the_open(emulate: Any) -> None:
    reached, _ = emulate(BY, ["100", "103"], {0: buy(stop=102)})
    assert reached == ["submit_at 1-0.s1 2.00 103"]


def test_a_stop_that_is_not_met_does_not_reach_the_engine(emulate: Any, play: Any) -> None:
    reached, ran = emulate(BY, play.flat, {0: buy(stop=110), 1: modify(stop=109), 3: cancel})
    assert reached == []
    assert [len(ran.events(type_)) for type_ in ("accepted", "updated", "canceled")] == [1, 1, 1]


def test_a_stop_limit_inside_its_limit(emulate: Any) -> None:
    reached, ran = emulate(BY, ["100", "103"], {0: buy(stop=102, limit=103)})
    assert reached == ["submit_at 1-0.s1 2.00 103"]
    assert [e["type"] for e in ran.events("triggered", "filled")] == ["triggered", "filled"]


def test_a_stop_limit_beyond_its_limit_rests_as_a_limit(emulate: Any) -> None:
    """It can be modified and cancelled there."""
    rows = ["100", "105 106 104 105", "105", "105", "104"]
    reached, ran = emulate(BY, rows, {0: buy(stop=102, limit=103), 2: modify(limit=102), 3: cancel})
    assert reached == ["submit 1-0.s1 2.00", "modify 1-0.s1", "cancel 1-0.s1"]
    assert len(ran.events("triggered")) == 1


def test_its_limit_may_fill_in_the_bar_that_triggers(emulate: Any) -> None:
    reached, ran = emulate(BY, ["100", "105 106 101 105"], {0: buy(stop=102, limit=103)})
    assert reached == ["submit 1-0.s1 2.00"]
    assert [e["fill"]["price"] for e in ran.events("filled")] == ["103"]


def test_under_cancel_and_replace(emulate: Any) -> None:
    """A replacement of a stop is a stop; of a triggered stop-limit, a limit order at the engine."""
    rows = ["100", "100", "105 106 104 105", "105", "105", "101"]
    steps = {0: buy(stop=110, limit=111), 1: modify(stop=102, limit=103), 3: modify(limit=102)}
    reached, ran = emulate(BY | {C.MODIFY: "cancel_replace"}, rows, steps)
    assert reached == ["submit 1-0.1.s1 2.00", "cancel 1-0.1.s1", "submit 1-0.2 2.00"]
    assert [e["fill"]["price"] for e in ran.events("filled")] == ["101"]
