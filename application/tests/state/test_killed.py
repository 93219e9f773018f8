"""A process that is killed while it keeps its state leaves a whole file, which goes on from there."""

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tradeport.application.state import StateStore, replay

#: Keeps the state of a run, and is killed at the n-th event of a type: before the store has heard of it, or after.
RUN = """
import os, signal, sys
from pathlib import Path
from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.events import Committed, EventBus, Recorded
from tradeport.application.run_directory import RunDirectory
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import run
from tradeport.application.state import keeping
from tradeport.contract_tests.sequences import Scripted, dense
from tradeport.domain.model.money import FeeSchedule
from decimal import Decimal

out, state, type_, before, left = sys.argv[1:]
left = int(left)

def count(_):
    global left
    left -= 1
    if not left:
        os.kill(os.getpid(), signal.SIGKILL)

def die(events):
    events.subscribe("killer", Recorded if type_ == "recorded" else Committed, count)

dataset, script = dense(3)
fees = FeeSchedule(bps=Decimal("2.5"))
spec = RunSpec(Scripted, Scripted.Config(script=tuple(script)), dataset, "reference", "scripted", fees=fees)
events = EventBus()
if before == "yes":
    die(events)
with keeping(Path(state), events, Path(out, "audit.jsonl"), spec.run_id):
    if before == "no":
        die(events)
    outcome = run(spec, RunDirectory(Path(out)), engine=ReferenceEngine(), events=events)
assert outcome.error is None
"""


def started(*words: str) -> int:
    return subprocess.run([sys.executable, "-c", RUN, *words], check=False).returncode


@pytest.mark.parametrize("type_", ["recorded", "committed"])
@pytest.mark.parametrize("before", ["yes", "no"])
@pytest.mark.parametrize("at", [1, 30])
def test_killed_and_gone_on_with(tmp_path: Path, type_: str, before: str, at: int) -> None:
    state, out, again = tmp_path / "state.db", tmp_path / "run", tmp_path / "again"
    assert started(str(out), str(state), type_, before, str(at)) == -signal.SIGKILL
    logged = replay(out).records
    store = StateStore(state)
    kept = store.state.records
    assert kept <= logged
    assert (kept > 0) == (at > 1 or (type_, before) == ("committed", "no"))
    if kept:
        assert store.state.snapshot() == replay(out, kept - 1).snapshot()
    store.close()
    assert started(str(again), str(state), type_, before, "0") == 0  # the same run, from its beginning to its end
    whole = StateStore(state)
    assert whole.state.snapshot() == replay(again).snapshot()
    assert whole.state.records > logged
    whole.close()
    with sqlite3.connect(state) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    db.close()
