"""Which uv makes the environments: the first that is there and runs."""

from pathlib import Path

import pytest

from tradeport.application.errors import PlatformError
from tradeport.application.worker import environment


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout without a uv of its own, and no other on the path."""
    monkeypatch.setattr(environment, "_source_tree", lambda: tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("UV", raising=False)
    return tmp_path


def program(path: Path, code: int = 0) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\nexit {code}\n")
    path.chmod(0o755)
    return path


def test_none_is_named_with_the_remedy(place: Path) -> None:
    with pytest.raises(PlatformError, match="needs uv") as caught:
        environment.prepare("reference", print)
    assert "pip install uv" in caught.value.hint


def test_one_that_is_not_there_or_cannot_be_run_is_passed_over(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV", str(place / "gone"))
    program(place / ".uv" / "bin" / "uv", code=1)
    there = program(place / "bin" / "uv")
    assert environment._uv() == str(there)


def test_the_checkouts_own_comes_before_the_paths(place: Path) -> None:
    own = program(place / ".uv" / "bin" / "uv")
    program(place / "bin" / "uv")
    assert environment._uv() == str(own)
