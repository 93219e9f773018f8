"""What is wrong before a run begins raises, and leaves nothing behind."""

from pathlib import Path
from typing import Any

import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.engines import EngineNotInstalled
from tradeport.application.errors import CapabilityMissing, UsageError
from tradeport.application.run_directory import RunDirectory
from tradeport.application.runner import run
from tradeport.ports.capability import Capability


class NotHere(ReferenceEngine):
    """Its package is missing."""

    def load(self) -> str:
        raise ImportError("No module named 'acme'")


def test_a_capability_that_is_missing(play: Any, tmp_path: Path) -> None:
    with pytest.raises(CapabilityMissing, match=r"market_data\.bars"):
        play(play.flat, engine=ReferenceEngine(without=(Capability.BARS,)))
    assert not list(tmp_path.iterdir())


def test_an_engine_that_is_not_installed(play: Any, tmp_path: Path) -> None:
    with pytest.raises(EngineNotInstalled, match="pip install"):
        play(play.flat, engine=NotHere())
    assert not list(tmp_path.iterdir())


def test_an_unknown_engine(play: Any, tmp_path: Path) -> None:
    import attrs

    spec = attrs.evolve(play.spec(play.flat), engine="cobol")
    with pytest.raises(UsageError, match="no engine 'cobol'"):
        run(spec, RunDirectory(tmp_path / "run"))
    assert not list(tmp_path.iterdir())


def test_without_a_directory_nothing_is_written(play: Any, tmp_path: Path) -> None:
    outcome = run(play.spec(play.flat, play.buy_and_sell()), engine=ReferenceEngine())
    assert (outcome.directory, outcome.exit_code) == (None, 0)
    assert not list(tmp_path.iterdir())
    kept = play(play.flat, play.buy_and_sell())
    assert kept.result["digests"] == outcome.result["digests"]
