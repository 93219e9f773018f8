import pytest

from tradeport.ports.capability import (
    Capabilities,
    Capability,
    Level,
    Support,
    UnsupportedCapability,
    emulated,
    native,
    unsupported,
)

SOME = Capabilities(
    {
        Capability.BARS: native("one interval", depth="500"),
        Capability.STOP_ORDERS: emulated("stops", "watched on bars"),
        Capability.SHORT: unsupported("spot only"),
    }
)


@pytest.mark.parametrize("capability", Capability)
def test_a_capability_belongs_to_one_of_the_five_ports(capability):
    assert capability.port in {"market_data", "clock", "portfolio", "execution", "risk"}
    assert capability.value.startswith(f"{capability.port}.")


@pytest.mark.parametrize(
    ("capability", "level", "supported"),
    [
        (Capability.BARS, Level.NATIVE, True),
        (Capability.STOP_ORDERS, Level.EMULATED, True),
        (Capability.SHORT, Level.UNSUPPORTED, False),
        (Capability.QUOTES, Level.UNSUPPORTED, False),
    ],
)
def test_what_is_not_declared_is_unsupported(capability, level, supported):
    assert SOME[capability].level is level
    assert SOME.supports(capability) is supported


def test_every_capability_has_an_entry():
    assert list(SOME) == list(Capability)
    assert len(SOME) == len(Capability)


def test_a_declaration_carries_its_note_limits_and_emulator():
    assert (SOME[Capability.BARS].note, SOME[Capability.BARS].limits) == ("one interval", {"depth": "500"})
    assert (SOME[Capability.STOP_ORDERS].by, SOME[Capability.STOP_ORDERS].note) == ("stops", "watched on bars")
    assert SOME[Capability.SHORT].note == "spot only"


def test_a_declaration_does_not_change_with_what_it_was_made_of():
    table = {Capability.BARS: native()}
    declared = Capabilities(table)
    table.clear()
    assert declared.supports(Capability.BARS)


def test_some_can_be_switched_off():
    less = SOME.without(Capability.BARS, Capability.QUOTES)
    assert not less.supports(Capability.BARS)
    assert less.supports(Capability.STOP_ORDERS)
    assert SOME.supports(Capability.BARS)


@pytest.mark.parametrize(("level", "by"), [(Level.EMULATED, ""), (Level.NATIVE, "stops"), (Level.UNSUPPORTED, "stops")])
def test_an_emulator_is_named_exactly_where_there_is_one(level, by):
    with pytest.raises(ValueError, match="names its emulator"):
        Support(level, by=by)


@pytest.mark.parametrize(("hint", "tail"), [("", "."), ("--emulate stops", ". Hint: --emulate stops")])
def test_a_refusal_names_engine_capability_and_remedy(hint, tail):
    refusal = UnsupportedCapability("drift", Capability.STOP_ORDERS, hint)
    assert str(refusal) == f"drift does not support execution.stop_orders{tail}"
    assert (refusal.engine, refusal.capability, refusal.hint) == ("drift", Capability.STOP_ORDERS, hint)
