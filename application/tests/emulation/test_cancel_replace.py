"""Modify over an engine without it: cancelled and sent anew there; one order with one id to whoever looks at the run."""

from typing import Any

from tradeport.ports.capability import Capability

#: A replacement would begin a DAY order's session anew, and its cancel would end a pair: those cannot be the engine's own then.
BY = {Capability.MODIFY: "cancel_replace", Capability.DAY: "expiry", Capability.OCO: "oco"}


def first(**terms: Any) -> Any:
    return lambda s: s.tickets.update(it=s.buy("X", 2, **terms).client_order_id)


def change(**terms: Any) -> Any:
    return lambda s: s.modify(s.tickets["it"], **terms)


def cancel(s: Any) -> None:
    s.cancel(s.tickets["it"])


def test_each_replacement_has_an_id_of_its_own_at_the_engine(emulate: Any, play: Any) -> None:
    steps = {0: first(limit=50), 1: change(limit=60), 2: change(quantity=3), 3: cancel}
    reached, ran = emulate(BY, play.flat, steps)
    assert reached == [
        "submit 1-0 2.00",
        "cancel 1-0",
        "submit 1-0.1 2.00",
        "cancel 1-0.1",
        "submit 1-0.2 3.00",
        "cancel 1-0.2",
    ]
    assert {e["client_order_id"] for e in ran.events("updated", "canceled", "accepted")} == {f"{ran.result['run_id']}-1-0"}
    assert [len(ran.events(type_)) for type_ in ("accepted", "updated", "canceled")] == [1, 2, 1]


def test_the_new_terms_are_what_fills(emulate: Any, play: Any) -> None:
    _, ran = emulate(BY, play.flat, {0: first(limit=50), 1: change(limit=99.5, quantity=3)})
    (filled,) = ran.events("filled")
    assert (filled["fill"]["price"], filled["fill"]["quantity"]) == ("99.5", "3")


def test_a_triggered_stop_limit_is_replaced_as_a_limit(emulate: Any) -> None:
    """It gaps beyond its limit, rests, and is changed while it rests."""
    rows = ["100", "105 106 104 105", "105", "101", "101"]
    reached, ran = emulate(BY, rows, {0: first(stop=102, limit=103), 2: change(limit=102)})
    assert reached == ["submit 1-0 2.00", "cancel 1-0", "submit 1-0.1 2.00"]
    assert [e["fill"]["price"] for e in ran.events("filled")] == ["101"]
    assert len(ran.events("triggered")) == 1


def test_it_stands_behind_orders_of_equal_rank(emulate: Any) -> None:
    steps = {0: lambda s: (first(limit=99)(s), s.buy("X", 1, limit=99)), 1: change(limit=99, quantity=2)}
    _, ran = emulate(BY, ["100", "100", "100 100 98 100"], steps)
    assert [e["fill"]["quantity"] for e in ran.events("filled")] == ["1", "2"]
