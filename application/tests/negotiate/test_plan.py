"""Native, emulated, degraded or refused: one of the four for all that is asked, and for nothing else."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.application.negotiate import Grant, negotiate
from tradeport.ports.capability import Capabilities, Capability, Level, Support, emulated, native, unsupported

SUPPORTS = st.sampled_from([native("well"), emulated("expiry", "so"), unsupported("never")])
ASKED = st.frozensets(st.sampled_from(list(Capability)))
DECLARED = st.dictionaries(st.sampled_from(list(Capability)), SUPPORTS).map(Capabilities)


@settings(max_examples=100)
@given(declared=DECLARED, requires=ASKED, prefers=ASKED, emulation=st.booleans())
def test_each_gets_what_the_engine_declares(
    declared: Capabilities, requires: frozenset[Capability], prefers: frozenset[Capability], emulation: bool
) -> None:
    plan = negotiate("acme", declared, requires=requires, prefers=prefers, emulation=emulation)
    assert [i.capability for i in plan.items] == [c for c in Capability if c in requires | prefers]
    for item in plan.items:
        support, required = declared[item.capability], item.capability in requires
        has = support.level is Level.NATIVE or (support.level is Level.EMULATED and emulation)
        expected = support.level.value if has else "refused" if required else "degraded"
        assert (item.grant.value, item.required) == (expected, required)
        assert (item.by != "") == (item.grant is Grant.EMULATED)
        assert plan.grants(item.capability) == has
    assert {i.capability for i in plan.refused} == {c for c in requires if not plan.grants(c)}


def test_a_use_that_was_not_announced_is_granted_by_the_declaration() -> None:
    plan = negotiate("acme", Capabilities({Capability.IOC: native()}), requires=())
    assert plan.grants(Capability.IOC)
    assert not plan.grants(Capability.FOK)


def test_without_emulation_what_is_emulated_is_not_there() -> None:
    declared = Capabilities({Capability.GTD: emulated("expiry"), Capability.BARS: native()})
    assert negotiate("acme", declared, requires=()).grants(Capability.GTD)
    plan = negotiate("acme", declared, requires={Capability.GTD}, emulation=False)
    assert [item.capability for item in plan.refused] == [Capability.GTD]
    assert plan.grants(Capability.BARS)


def test_what_is_done_without_says_what_that_means() -> None:
    (item,) = negotiate("acme", Capabilities({}), requires=(), prefers={Capability.STOP_ORDERS}).items
    assert item.note == "the strategy prefers it and must do without"
    declared = Capabilities({Capability.STOP_ORDERS: Support(Level.UNSUPPORTED, "its own reason")})
    (item,) = negotiate("acme", declared, requires=(), prefers={Capability.STOP_ORDERS}).items
    assert item.note == "its own reason"


def test_as_it_stands_in_the_result() -> None:
    declared = Capabilities({Capability.GTD: emulated("expiry", "so"), Capability.BARS: native()})
    plan = negotiate("acme", declared, requires={Capability.GTD, Capability.IOC}, prefers={Capability.BARS}).as_dict()
    assert (plan["engine"], plan["refused"]) == ("acme", ["execution.ioc"])
    assert plan["items"] == [
        {"capability": "market_data.bars", "level": "native", "required": False, "by": "", "note": ""},
        {"capability": "execution.ioc", "level": "refused", "required": True, "by": "", "note": ""},
        {"capability": "execution.gtd", "level": "emulated", "required": True, "by": "expiry", "note": "so"},
    ]
