"""What `platform new` writes is there, is sound, and overwrites nothing."""

import subprocess
import sys
from pathlib import Path

import pytest

from tradeport.application.errors import PlatformError, UsageError
from tradeport.application.scaffold import new
from tradeport.application.strategies import check_source, locate

NAMES = ["breakout", "my_first_strategy_with_a_rather_long_name", "x1", "a__b_"]


def python(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", NAMES)
def test_the_files(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there"
    assert [path.name for path in new(name, folder)] == [f"{name}.py", f"test_{name}.py", f"{name}_README.md"]
    assert check_source(folder / f"{name}.py") == []
    assert locate(str(folder / f"{name}.py")).cls.__name__.isidentifier()


def test_its_own_test_passes(tmp_path: Path) -> None:
    new("breakout", tmp_path)
    done = python("-m", "pytest", "-q", "-p", "no:pytest_anchorpy", "-p", "no:cacheprovider", cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


@pytest.mark.parametrize("name", NAMES)
def test_ruff_has_nothing_to_say(name: str, tmp_path: Path) -> None:
    new(name, tmp_path)
    for command in (["check", "--select", "A,B,C4,E,F,I,N,PERF,PIE,RET,SIM,UP,W"], ["format", "--check"]):
        done = python("-m", "ruff", *command, "--isolated", "--no-cache", "--target-version", "py312", ".", cwd=tmp_path)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("file", ["breakout.py", "test_breakout.py", "breakout_README.md"])
def test_nothing_is_overwritten(file: str, tmp_path: Path) -> None:
    (tmp_path / file).write_text("mine")
    with pytest.raises(UsageError, match=file):
        new("breakout", tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == [file]
    assert (tmp_path / file).read_text() == "mine"


@pytest.mark.parametrize("name", ["", "1x", "a-b", "a/b", "../x", "class", "Breakout", "a.py", "é", "random", "sma_cross"])
def test_names_that_cannot_be(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="Hint: "):
        new(name, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(PlatformError, match="cannot write to"):
        new("breakout", tmp_path / "file")
