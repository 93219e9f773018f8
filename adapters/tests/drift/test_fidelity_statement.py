"""The statement of fidelity and that of the layers name tests and instructions that are there."""

import ast
import re
from pathlib import Path

import pytest

from tradeport.adapters.drift.venue.program.registry import handlers

HERE = Path(__file__).parent
REFERENCE = HERE.parents[2] / "docs/reference"
STATEMENT, LAYERS = REFERENCE / "drift-fidelity.md", REFERENCE / "drift-layers.md"

if not STATEMENT.exists():
    pytest.skip("the documents are not beside the tests", allow_module_level=True)

TEXT = STATEMENT.read_text(encoding="utf-8")
BOTH = TEXT + LAYERS.read_text(encoding="utf-8")
NAMED = re.findall(r"`(test_\w+\.py)(?:::(\w+))?`", BOTH)


def _tests(file: str) -> set[str]:
    tree = ast.parse((HERE / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def test_every_test_it_names_is_there() -> None:
    assert len(NAMED) > 60
    assert [(file, name) for file, name in NAMED if not (HERE / file).exists() or (name and name not in _tests(file))] == []


def test_every_line_of_a_table_names_one() -> None:
    rows = [line for line in BOTH.splitlines() if line.startswith("| ") and not line.endswith("| test |")]
    assert [row for row in rows if "`test_" not in row] == []


def test_the_instructions_are_those_of_the_venue() -> None:
    listed = TEXT.partition("## Instructions")[2].partition("## As an engine")[0]
    assert set(re.findall(r"\w+", listed)) == set(handlers())
