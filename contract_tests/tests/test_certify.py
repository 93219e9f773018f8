"""`certify`: a process of its own, whatever is around it."""

import json
from importlib.metadata import version
from pathlib import Path

import pytest

from tradeport.application.errors import UsageError
from tradeport.contract_tests.__main__ import main
from tradeport.contract_tests.run import certify


def test_selected_clauses_count_for_what_they_are(tmp_path, monkeypatch):
    """The caller's own configuration, plugins and options do not reach it."""
    monkeypatch.setenv("PYTEST_ADDOPTS", "--no-such-option")
    monkeypatch.chdir(tmp_path)
    Path("pytest.ini").write_text("[pytest]\naddopts = --no-such-option-either\n")
    result = certify("reference", quiet=True, select=("EXE-010", "MKT-01"))
    assert (result.exit_code, result.certified) == (0, True), result.output
    assert (result.passed, result.refused, result.failed) == (2, 0, ())
    assert (result.engine, result.version) == ("reference", version("tradeport"))


def test_a_part_of_the_suite_makes_no_evidence(tmp_path):
    file = tmp_path / "made" / "evidence.json"
    result = certify("reference", file, quiet=True, select=("EXE-010",))
    assert not result.certified
    assert json.loads(file.read_text()) == result.evidence
    assert {failure.reason for failure in result.failed} == {"no result: the clause was deselected, deleted, or overridden"}


def test_an_unknown_engine_is_named(capsys):
    with pytest.raises(UsageError, match="no engine 'nowhere'"):
        certify("nowhere")
    assert main(["nowhere"]) == 2
    assert "no engine 'nowhere'" in capsys.readouterr().err


def test_json_is_one_object(capsys):
    assert main(["reference", "--clause", "AUD-01", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found == {
        "engine": "reference",
        "version": version("tradeport"),
        "certified": True,
        "passed": 1,
        "refused": 0,
        "failed": [],
    }
