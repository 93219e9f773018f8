"""The matrix says what the evidence says, whoever wrote it."""

import importlib.util
import json
from pathlib import Path

import pytest

from tradeport.contract_tests.matrix import cell, read, render, standing
from tradeport.ports.capability import Capability as C

SCRIPT = Path(__file__).parents[2] / "tools" / "matrix.py"


def clause(outcome, requires, *also, refused=None):
    found = {"test": "t", "title": "T", "requires": requires.value, "also": [c.value for c in also], "outcome": outcome}
    return found | ({"refused": refused.value} if refused else {}) | ({"reason": "r"} if outcome == "failed" else {})


def evidence(engine="acme", clauses=(), **declared):
    """`BARS=("native", "note", "")` for what is declared; the rest is unsupported."""
    table = {c.value: {"level": "unsupported", "note": "", "by": ""} for c in C}
    table |= {C[name].value: dict(zip(("level", "note", "by"), words, strict=True)) for name, words in declared.items()}
    numbered = {f"EXE-{n:03}": found for n, found in enumerate(clauses)}
    return {"engine": engine, "engine_version": "1.0", "declared": table, "clauses": numbered}


NATIVE = ("native", "", "")


@pytest.mark.parametrize(
    ("clauses", "proof"),
    [
        ([], "?"),
        ([clause("passed", C.IOC)], ""),
        ([clause("passed", C.LIMIT_ORDERS, C.IOC)], ""),
        ([clause("refused", C.IOC, C.SHORT, refused=C.SHORT)], "?"),
        ([clause("passed", C.IOC), clause("failed", C.IOC)], "unproven"),
        ([clause("passed", C.FOK)], "?"),
    ],
)
def test_what_is_declared_stands_on_clauses_that_passed(clauses, proof):
    assert standing(evidence(clauses=clauses, IOC=NATIVE), C.IOC, "native") == proof


@pytest.mark.parametrize(
    ("clauses", "proof"),
    [
        ([], "?"),
        ([clause("refused", C.IOC, refused=C.IOC)], ""),
        ([clause("refused", C.MARKET_ORDERS, refused=C.BARS)], "?"),
        ([clause("refused", C.IOC, refused=C.IOC), clause("failed", C.IOC)], "unproven"),
    ],
)
def test_what_is_absent_stands_on_refusals_that_named_it(clauses, proof):
    assert standing(evidence(clauses=clauses), C.IOC, "unsupported") == proof


def test_a_cell_shows_level_emulator_note_and_proof():
    found = evidence(GTD=("emulated", "its own ends early", "expiry"), IOC=NATIVE, clauses=[clause("failed", C.IOC)])
    notes: dict[str, int] = {}
    assert cell(found, C.GTD, notes) == "emulated by `expiry`[^1] ?"
    assert cell(found, C.IOC, notes) == "native **unproven**"
    assert cell(found, C.FOK, notes) == "unsupported ?"
    assert notes == {"its own ends early": 1}


def test_the_page_has_a_row_a_capability_and_a_column_an_engine():
    note = ("native", "same words", "")
    page = render([evidence("reference", BARS=note), evidence("zipline", [clause("refused", C.IOC, refused=C.IOC)], BARS=note)])
    assert all(f"| `{c.value}` |" in page for c in C)
    assert "| `market_data.bars` | native[^1] ? | native[^1] ? |" in page
    assert "| `execution.ioc` | unsupported ? | refuses |" in page
    assert page.count("same words") == 1
    assert "| EXE- | - | 1 refused |" in page


def test_the_reference_comes_first_whatever_the_files_order(tmp_path):
    paths = [tmp_path / f"{name}.json" for name in ("zipline", "reference", "backtrader")]
    for path in paths:
        path.write_text(json.dumps(evidence(path.stem)))
    assert [found["engine"] for found in read(paths)] == ["reference", "backtrader", "zipline"]


def test_a_file_that_is_no_evidence_is_named(tmp_path):
    path = tmp_path / "other.json"
    path.write_text("{}")
    with pytest.raises(ValueError, match=r"other.json is not evidence: 'engine'. Hint: platform certify"):
        read([path])


@pytest.fixture
def main():
    spec = importlib.util.spec_from_file_location("matrix_tool", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.main


def test_check_passes_the_page_as_made_and_fails_any_other(tmp_path, main, capsys):
    file, page = tmp_path / "acme.json", tmp_path / "page.md"
    file.write_text(json.dumps(evidence(BARS=NATIVE)))
    words = ["--page", str(page), str(file)]
    assert main(["--check", *words]) == 1
    assert main(words) == 0
    assert main(["--check", *words]) == 0
    page.write_text(page.read_text().replace("native ?", "native"))
    assert main(["--check", *words]) == 1
    assert "-| `market_data.bars` | native |\n+| `market_data.bars` | native ? |" in capsys.readouterr().out
