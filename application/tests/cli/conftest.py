"""The command, called in this process; what it says is captured."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import pytest

from tradeport.application.cli.main import _guarded


@attrs.frozen
class Said:
    """What the command ended with."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def platform(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Said]:
    """`platform("run", "sma_cross", ...)` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "200")

    def call(*words: str) -> Said:
        capsys.readouterr()
        code = _guarded(list(words))
        found = capsys.readouterr()
        return Said(code, found.out, found.err)

    return call


@pytest.fixture
def prices(tmp_path: Path) -> Path:
    """Forty hourly bars that go up and down."""
    lines = ["timestamp,open,high,low,close,volume"]
    for hour in range(40):
        close = 100 + (hour % 10) * (1 if hour // 10 % 2 else -1)
        lines.append(f"2024-01-{2 + hour // 24:02}T{hour % 24:02}:00:00Z,{close - 1},{close + 2},{close - 2},{close},10")
    path = tmp_path / "prices.csv"
    path.write_text("\n".join(lines) + "\n")
    return path
