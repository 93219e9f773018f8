"""A refusal names what is missing, why, and who has it."""

import pytest

from tradeport.application.errors import CapabilityMissing, Exit
from tradeport.application.negotiate import admit, negotiate
from tradeport.ports.capability import Capabilities, Capability, emulated, native, unsupported
from tradeport.ports.engine import FillProfile

STOPS, GTD = Capability.STOP_ORDERS, Capability.GTD


def refusal(others: dict[str, Capabilities]) -> CapabilityMissing:
    plan = negotiate("acme", Capabilities({STOPS: unsupported("it has no book")}), requires={STOPS, GTD})
    with pytest.raises(CapabilityMissing) as caught:
        admit(plan, lambda: others)
    return caught.value


def test_what_and_why() -> None:
    error = refusal({})
    assert error.message == "acme does not support execution.stop_orders, execution.gtd (it has no book)"
    assert error.hint == "no installed engine has it"
    assert error.exit_code is Exit.CAPABILITY_MISSING == 13


def test_who_has_all_of_it() -> None:
    half, whole = Capabilities({STOPS: native()}), Capabilities({STOPS: emulated("stops"), GTD: native()})
    assert refusal({"z": whole, "half": half, "a": whole}).hint == "--engine a or z has it"


def test_a_reason_is_given_once_and_the_profile_that_may_have_it() -> None:
    plan = negotiate("acme", Capabilities({STOPS: unsupported("no"), GTD: unsupported("no")}), requires={STOPS, GTD})
    with pytest.raises(CapabilityMissing) as caught:
        admit(plan, dict, FillProfile.NATIVE)
    assert caught.value.message.count("(no)") == 1
    assert caught.value.hint.endswith("--fills canonical")


def test_nothing_refused_asks_nobody() -> None:
    plan = negotiate("acme", Capabilities({}), requires=(), prefers={STOPS})
    admit(plan, lambda: pytest.fail("asked"))
