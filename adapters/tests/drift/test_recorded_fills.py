"""Fills recorded from the real program, replayed: events and account bytes equal."""

import json
from pathlib import Path

import pytest

from tradeport.adapters.drift.venue import golden, recordings
from tradeport.adapters.drift.venue.codec import coder

RECORDED = Path(__file__).parents[4] / "shared" / "engines" / "drift_spike" / "golden_fills.json"
OWN = Path(__file__).parent / "own_fills.json"


@pytest.mark.realdata
@pytest.mark.skipif(not RECORDED.is_file(), reason=f"recorded fills are absent: {RECORDED.name}")
def test_the_real_programs_fills_are_reproduced(capsys: pytest.CaptureFixture[str]) -> None:
    assert golden.main([str(RECORDED)]) == 0, capsys.readouterr().out


def test_the_venues_own_fills_stay_what_they_were(capsys: pytest.CaptureFixture[str]) -> None:
    assert golden.main([str(OWN)]) == 0, capsys.readouterr().out


def test_own_fills_cover_what_positions_can_do() -> None:
    kinds = {_kind(vector) for vector in recordings.load(OWN).vectors}
    assert kinds == {"open", "increase", "reduce", "close", "flip"}


def _kind(vector: recordings.Vector) -> str:
    held = coder.decode_account(vector.before["user"]).perp_positions[0].base_asset_amount
    size = vector.size if vector.direction == "long" else -vector.size
    if held == 0:
        return "open"
    if held * size > 0:
        return "increase"
    return "flip" if abs(size) > abs(held) else "close" if abs(size) == abs(held) else "reduce"


@pytest.mark.parametrize("name", ["quote_asset_amount_filled", "taker_fee", "filler_reward"])
def test_a_recording_that_says_otherwise_is_told_apart(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = json.loads(OWN.read_text())
    content["vectors"][2]["event"][name] += 1
    (tmp_path / "bent.json").write_text(json.dumps(content))
    assert golden.main([str(tmp_path / "bent.json")]) == 1
    printed = capsys.readouterr().out
    assert f"event.{name}: recorded" in printed
    assert printed.count("different") == 1


def test_an_account_byte_that_differs_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = json.loads(OWN.read_text())
    vector = content["vectors"][0]
    vector["after"]["stats"].append([vector["before"]["stats"]["size"] - 1, "07"])
    (tmp_path / "bent.json").write_text(json.dumps(content))
    assert golden.main([str(tmp_path / "bent.json")]) == 1
    assert "stats.padding" in capsys.readouterr().out


def test_the_command_wants_one_file() -> None:
    assert golden.main([]) == golden.main([str(OWN), str(OWN)]) == 2
