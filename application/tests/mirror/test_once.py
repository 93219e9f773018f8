"""A record is in the stream once, however often it is sent; a log that is not the one mirrored is not mixed with it."""

import contextlib
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.errors import AuditCorrupt, UsageError
from tradeport.application.mirror import Mirror, complete
from tradeport.application.mirror.port import Conflict, Unreachable
from tradeport.application.mirror.reader import LogReader


def interrupt(s: Any) -> None:
    raise KeyboardInterrupt


@pytest.fixture
def ran(play: Any) -> Any:
    return play(play.flat, play.buy_and_sell())


def held(server: Any, ran: Any) -> bytes:
    return b"".join(line + b"\n" for line, _ in server.records(ran.result["run_id"]))


def log_of(ran: Any) -> bytes:
    return (ran.path / "audit.jsonl").read_bytes()


def test_mirrored_again(server: Any, ran: Any) -> None:
    for _ in range(3):
        report = complete(ran.path, server.url)
        assert (report.records, report.missing, report.error) == (len(ran.records), 0, "")
    assert held(server, ran) == log_of(ran)


def test_sent_again_after_an_answer_that_was_lost(server: Any, ran: Any) -> None:
    """The client knows nothing of what the server has taken: what it sends a second time changes nothing."""
    mirror, reader = Mirror(ran.path, server.url), LogReader(ran.path)
    entries = reader.read(100)
    for sent in (entries[:3], entries[:3], entries[1:5], entries):
        stream = mirror.connect(reader.run_id)
        with contextlib.suppress(Unreachable):  # or refused: then the mirror asks for the last record and goes on from there
            stream.add(sent)
        stream.close()
        assert log_of(ran).startswith(held(server, ran))
    assert complete(ran.path, server.url).missing == 0
    assert held(server, ran) == log_of(ran)
    reader.close()


def test_a_hole_is_refused(server: Any, ran: Any) -> None:
    reader = LogReader(ran.path)
    entries = reader.read(100)
    reader.close()
    stream = Mirror(ran.path, server.url).connect(reader.run_id)
    stream.add(entries[:2])
    with pytest.raises(Unreachable):
        stream.add(entries[3:])
    assert stream.last() == 1
    stream.close()


def test_gone_on_with_as_the_log_grows(server: Any, ran: Any, tmp_path: Path) -> None:
    content, log = log_of(ran), tmp_path / "growing.jsonl"
    for end in range(0, len(content), 700):
        log.write_bytes(content[:end])  # often within a record
        assert complete(log, server.url).missing == 0
    assert content.startswith(held(server, ran))
    log.write_bytes(content)
    assert complete(log, server.url).missing == 0
    assert held(server, ran) == content


def test_the_end_of_an_interrupted_run_is_taken_back(server: Any, play: Any, ran: Any) -> None:
    broken = play(play.flat, {0: play.buy_and_sell()[0], 2: interrupt})
    assert complete(broken.path, server.url).records == len(broken.records) - 1
    assert log_of(ran).startswith(held(server, broken))
    assert complete(ran.path, server.url).missing == 0
    assert held(server, ran) == log_of(ran)


def test_another_attempt_at_the_same_run(server: Any, play: Any, ran: Any) -> None:
    complete(ran.path, server.url)
    before = held(server, ran)
    with pytest.raises(Conflict, match=r"does not have record \d+ as this log does"):
        complete(play(play.flat, {1: lambda s: s.sell("X", 1)}).path, server.url)
    assert held(server, ran) == before


def test_a_log_that_was_changed(server: Any, ran: Any, tmp_path: Path) -> None:
    log = tmp_path / "changed.jsonl"
    log.write_bytes(log_of(ran).replace(b'"price":"100"', b'"price":"101"', 1))
    with pytest.raises(AuditCorrupt, match="its bytes do not give its hash"):
        complete(log, server.url)


def test_nobody_there(ran: Any) -> None:
    report = complete(ran.path, "redis://127.0.0.1:1", patience=0.2)
    assert (report.records, report.missing) == (0, len(ran.records))
    assert "refused" in report.error


def test_an_address_of_another_kind(ran: Any) -> None:
    with pytest.raises(UsageError, match="no mirror goes to 'kafka://x'"):
        Mirror(ran.path, "kafka://x")
