"""What a soak says of a seed that failed is the command that does it again."""

import subprocess
import sys

import pytest
from soak import venue

from tradeport.application.live.simulation import History


def test_a_failed_seed_is_told_with_that_command(monkeypatch):
    broken = {1: ("sent twice: A",)}
    monkeypatch.setitem(venue.KINDS, "venue", lambda seed: History(seed, 0, 0, broken.get(seed, ()), ""))
    assert venue.soak("venue", 3, 1)[:2] == (3, ("python -m soak.venue venue 1: sent twice: A",))


def test_what_breaks_off_has_failed(monkeypatch):
    def breaks(seed):
        raise ValueError(f"{seed} is no good")

    monkeypatch.setitem(venue.KINDS, "power", breaks)
    assert venue.soak("power", 1, 1)[1] == ("python -m soak.venue power 0: ValueError: 0 is no good",)


@pytest.mark.parametrize("kind", venue.KINDS)
def test_the_command_does_the_same_again(kind):
    ran = subprocess.run([sys.executable, "-m", "soak.venue", kind, "5"], capture_output=True, text=True, check=True)
    assert ran.stdout == f"{venue.one(kind, 5)}\n"
