"""The statement of fidelity names tests and instructions that are there."""

import ast
import re
from pathlib import Path

import pytest

from tradeport.adapters.drift.venue.program.registry import handlers

HERE = Path(__file__).parent
STATEMENT = HERE.parents[2] / "docs/reference/drift-fidelity.md"

if not STATEMENT.exists():
    pytest.skip("the documents are not beside the tests", allow_module_level=True)

TEXT = STATEMENT.read_text(encoding="utf-8")
NAMED = re.findall(r"`(test_\w+\.py)(?:::(\w+))?`", TEXT)


def _tests(file: str) -> set[str]:
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_it_names_is_there() -> None:
    assert len(NAMED) > 40
    assert [(file, name) for file, name in NAMED if name and name not in _tests(file)] == []


def test_every_line_of_a_table_names_one() -> None:
    rows = [line for line in TEXT.splitlines() if line.startswith("| ") and not line.startswith("| what")]
    assert [row for row in rows if "`test_" not in row] == []


def test_the_instructions_are_those_of_the_venue() -> None:
    listed = TEXT.partition("## Instructions")[2].partition("## As an engine")[0]
    assert set(re.findall(r"\w+", listed)) == set(handlers())
