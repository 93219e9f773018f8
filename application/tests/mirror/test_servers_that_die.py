"""A server may be killed, stand still or lose all it had while a run goes on: each record is there once in the end."""

import signal
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.events import Committed, EventBus
from tradeport.application.mirror import complete, mirroring
from tradeport.application.mirror.reader import LogReader
from tradeport.application.run_directory import RunDirectory
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import Outcome, run
from tradeport.contract_tests.sequences import Scripted, dense
from tradeport.domain.model.money import FeeSchedule


def play(out: Path, at: dict[int, Any] | None = None) -> Outcome:
    """A run in which `at[n]` is done at the n-th instant with a record."""
    dataset, script = dense(5)
    spec = RunSpec(
        Scripted, Scripted.Config(script=tuple(script)), dataset, "reference", "scripted", fees=FeeSchedule(bps=Decimal(1))
    )
    events, seen = EventBus(), 0

    def act(_: Committed) -> None:
        nonlocal seen
        seen += 1
        if at and seen in at:
            at[seen]()

    events.subscribe("hand", Committed, act, essential=True)
    outcome = run(spec, RunDirectory(out), engine=ReferenceEngine(), events=events)
    assert seen > 40
    return outcome


@pytest.fixture
def alone(tmp_path: Path) -> bytes:
    """The log of the same run without a mirror."""
    assert play(tmp_path / "alone").exit_code == 0
    return (tmp_path / "alone" / "audit.jsonl").read_bytes()


def has_some(server: Any, folder: Path) -> bool:
    reader = LogReader(folder / "run")
    reader.read(1)
    reader.close()
    return len(server.records(reader.run_id)) > 0


def mirrored(server: Any, outcome: Outcome) -> bytes:
    found = server.records(outcome.result["run_id"])
    assert len({hash_ for _, hash_ in found}) == len(found)
    return b"".join(line + b"\n" for line, _ in found)


def test_a_run_beside_its_mirror(server: Any, tmp_path: Path, alone: bytes) -> None:
    with mirroring(tmp_path / "run", [server.url], patience=20) as reports:
        outcome = play(tmp_path / "run")
    assert (outcome.exit_code, (tmp_path / "run" / "audit.jsonl").read_bytes()) == (0, alone)
    assert [(r.missing, r.error) for r in reports] == [(0, "")]
    assert mirrored(server, outcome) == alone


@pytest.mark.parametrize("forgetful", [False, True], ids=["remembers", "forgets"])
def test_killed_and_started_again(server: Any, tmp_path: Path, alone: bytes, forgetful: bool, until: Any) -> None:
    def kill() -> None:
        until(lambda: has_some(server, tmp_path))
        server.kill()
        if forgetful:
            server.forget()

    with mirroring(tmp_path / "run", [server.url], patience=20) as reports:
        outcome = play(tmp_path / "run", {15: kill, 35: server.start})
    assert (outcome.exit_code, (tmp_path / "run" / "audit.jsonl").read_bytes()) == (0, alone)
    assert [(r.missing, r.error) for r in reports] == [(0, "")]
    assert mirrored(server, outcome) == alone


def test_dead_to_the_end_and_made_up_for_later(server: Any, tmp_path: Path, alone: bytes, until: Any) -> None:
    def kill() -> None:
        until(lambda: has_some(server, tmp_path))
        server.kill()

    with mirroring(tmp_path / "run", [server.url], patience=0.3) as reports:
        outcome = play(tmp_path / "run", {15: kill})
    assert (outcome.exit_code, (tmp_path / "run" / "audit.jsonl").read_bytes()) == (0, alone)
    (report,) = reports
    assert report.missing > 0
    assert report.error
    assert f"{report.missing} are missing: {report.error}" in report.told()
    server.start()
    assert complete(tmp_path / "run", server.url).missing == 0
    assert mirrored(server, outcome) == alone


def test_standing_still(server: Any, tmp_path: Path, alone: bytes, until: Any) -> None:
    def stand() -> None:
        until(lambda: has_some(server, tmp_path))
        server.signal(signal.SIGSTOP)

    with mirroring(tmp_path / "run", [server.url], patience=0.3) as reports:
        outcome = play(tmp_path / "run", {15: stand})
    assert (outcome.exit_code, (tmp_path / "run" / "audit.jsonl").read_bytes()) == (0, alone)
    assert reports[0].missing > 0
    server.signal(signal.SIGCONT)
    assert complete(tmp_path / "run", server.url).missing == 0
    assert mirrored(server, outcome) == alone
