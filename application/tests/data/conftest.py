from pathlib import Path

import pytest

from tradeport.application import data
from tradeport.application.data import ReadOptions
from tradeport.application.errors import DataError, Exit

BARS = "timestamp,open,high,low,close,volume"
ROWS = (
    "2024-01-01,10,12,9,11,100",
    "2024-01-02,11,13,10,12,200",
    "2024-01-03,12,14,11,13,300",
    "2024-01-04,13,15,12,14,400",
)


@pytest.fixture
def rows():
    """Four daily bars, as a list to spoil."""
    return list(ROWS)


@pytest.fixture
def csv(tmp_path, monkeypatch):
    """`csv(*rows)` writes aapl.csv in the working directory and gives its name."""
    monkeypatch.chdir(tmp_path)

    def write(*lines: str, header: str = BARS, name: str = "aapl.csv") -> str:
        Path(name).write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
        return name

    return write


@pytest.fixture
def load():
    """`load(*sources, **options)`."""

    def call(*sources, **options):
        return data.load(sources, ReadOptions(**options))

    return call


@pytest.fixture
def refused(load):
    """`refused(file, *parts, row=, hint=, **options)`: DataError, exit code 3, which says all of that."""

    def check(source: str, *parts: str, row: int | None = None, hint: str | None = None, **options) -> str:
        with pytest.raises(DataError) as caught:
            load(source, **options)
        error = caught.value
        assert error.exit_code == Exit.BAD_DATA == 3
        assert source.rpartition("=")[2] in error.message
        if row is not None:
            assert f", row {row}: " in error.message
        for part in parts:
            assert part in error.message
        assert error.hint
        if hint is not None:
            assert hint in error.hint
        return str(error)

    return check
