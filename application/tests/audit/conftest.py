"""A log of a run with orders, and what can happen to it."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def ran(play: Any) -> Any:
    return play(play.flat, play.buy_and_sell())


@pytest.fixture
def log(ran: Any, tmp_path: Path) -> Path:
    """A copy, away from the result of the run."""
    path = tmp_path / "copy.jsonl"
    path.write_bytes((ran.path / "audit.jsonl").read_bytes())
    return path
