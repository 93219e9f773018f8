"""Evidence: complete or failed, and the same bytes for the same proof."""

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.contract_tests.clauses import standard
from tradeport.ports.capability import Capability as C


def test_a_deselected_clause_makes_it_incomplete(examine):
    found = examine(ReferenceEngine(), "EXE-010")
    assert found.exit_code != 0
    assert list(found.of("passed")) == ["EXE-010"]
    lost = {n for n, c in found.evidence["clauses"].items() if c["outcome"] == "failed"}
    assert lost == set(standard()) - {"EXE-010"}
    assert found.evidence["clauses"]["EXE-020"]["reason"].startswith("no result: the clause was deselected")


def test_the_same_proof_gives_the_same_bytes(examine, tmp_path):
    examine(ReferenceEngine(without=(C.STOP_ORDERS,)), "EXE-1", "EXE-3")
    first = (tmp_path / "evidence.json").read_bytes()
    examine(ReferenceEngine(without=(C.STOP_ORDERS,)), "EXE-1", "EXE-3")
    assert (tmp_path / "evidence.json").read_bytes() == first


def test_it_says_what_was_proved_of_what(examine):
    found = examine(ReferenceEngine(without=(C.STOP_ORDERS,)), "EXE-320", "EXE-010").evidence
    assert found["declared"]["execution.stop_orders"]["level"] == "unsupported"
    assert found["clauses"]["EXE-320"] == {
        "test": "test_a_worked_example[stop buy 102: the open itself]",
        "title": "Worked example: stop buy 102: the open itself",
        "requires": "execution.stop_orders",
        "also": [],
        "outcome": "refused",
        "refused": "execution.stop_orders",
    }
    assert found["clauses"]["EXE-010"]["title"] == "An order is acknowledged at the instant of its decision."
