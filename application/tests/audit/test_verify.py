"""A log that is as it was written is told apart from one that merely stops."""

import json
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.audit.verify import verify
from tradeport.application.errors import AuditCorrupt


@pytest.mark.parametrize("deep", [False, True])
def test_a_whole_run(ran: Any, deep: bool) -> None:
    found = verify(ran.path, deep=deep)
    assert (found.records, found.torn_bytes, found.finished) == (len(ran.records), 0, True)
    assert {**found.digests, "audit": found.digest} == ran.result["digests"]
    assert json.loads(json.dumps(found.as_dict()))["finished"] is True


def test_a_file_and_its_directory_are_the_same(ran: Any) -> None:
    assert verify(ran.path / "audit.jsonl") == verify(ran.path)


def test_cut_between_records_is_unfinished(log: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    for kept in range(len(lines)):
        log.write_bytes(b"".join(lines[:kept]))
        found = verify(log, deep=True)
        assert (found.records, found.finished, found.digests) == (kept, False, {})


def test_cut_within_a_record(log: Path) -> None:
    content = log.read_bytes()
    last = content.rindex(b"\n", 0, -1) + 1
    for kept in range(last + 1, len(content)):
        log.write_bytes(content[:kept])
        with pytest.raises(AuditCorrupt, match=f"at byte {last}: the line ends after {kept - last} bytes"):
            verify(log)
        found = verify(log, allow_torn=True)
        assert (found.torn_bytes, found.finished) == (kept - last, False)


def test_no_file(tmp_path: Path) -> None:
    with pytest.raises(AuditCorrupt, match="cannot be read"):
        verify(tmp_path)
