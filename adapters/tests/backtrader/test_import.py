"""The declaration is read without Backtrader, and Backtrader is imported in silence."""

import os
import subprocess
import sys
from pathlib import Path


def run(code: str, cache: Path) -> str:
    """In a fresh interpreter that has nothing compiled and takes every warning for an error."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(cache)}
    command = [sys.executable, "-W", "error", "-c", code]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def test_the_declaration_needs_no_engine(tmp_path: Path) -> None:
    code = "import sys, tradeport.adapters.backtrader.engine as e; e.BacktraderEngine(); print('backtrader' in sys.modules)"
    assert run(code, tmp_path).strip() == "False"


def test_its_syntax_warnings_are_not_shown(tmp_path: Path) -> None:
    code = "from tradeport.adapters.backtrader.engine import BacktraderEngine as E; print(E().load())"
    assert run(code, tmp_path).strip() == "1.9.78.123"
