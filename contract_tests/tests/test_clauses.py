"""The clauses themselves: numbered, described, and each capability exercised."""

import re
from itertools import chain

import pytest

from tradeport.contract_tests.clauses import modules, standard
from tradeport.ports.capability import Capability

GROUPS = ("AUD", "CLK", "CON", "EXE", "MKT", "PTF", "RSK", "RUN")
TESTS = [value for module in modules() for name, value in vars(module).items() if name.startswith("test_")]


def marks(test):
    own = [m for m in test.pytestmark if m.name == "contract"]
    cases = chain.from_iterable(m.args[1] for m in test.pytestmark if m.name == "parametrize")
    return own + [m for case in cases for m in getattr(case, "marks", ()) if m.name == "contract"]


def test_numbers_are_unique_and_grouped():
    assert len(set(standard())) == len(standard()) > 200
    assert all(re.fullmatch(rf"({'|'.join(GROUPS)})-\d{{3,4}}", number) for number in standard())


@pytest.mark.parametrize("test", TESTS, ids=lambda t: t.__name__)
def test_a_clause_says_what_it_takes(test):
    title, _, card = test.__doc__.partition("\n\n")
    assert title
    assert [line.split(":")[0].strip() for line in card.splitlines() if re.match(r"    [A-Z][a-z ]+:", line)] == [
        "Prerequisite",
        "Action",
        "Expected event sequence",
        "Pass criteria",
    ]
    assert marks(test), "it has a number"


def test_every_capability_has_a_clause_of_its_own():
    exercised = {m.kwargs["requires"] for test in TESTS for m in marks(test)}
    assert set(Capability) == exercised
