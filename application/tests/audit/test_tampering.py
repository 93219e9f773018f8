"""Whatever is done to a log is found, and located."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradeport.application.audit.chain import GENESIS, seal
from tradeport.application.audit.log import decode
from tradeport.application.audit.verify import verify
from tradeport.application.errors import AuditCorrupt, Exit

quick = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_any_byte(log: Path) -> None:
    """Every byte of the log, one at a time; the whole lines before it are found good."""
    content = log.read_bytes()
    step = 7  # a prime: all places of a record are met
    for place in range(0, len(content) - 1, step):
        changed = bytearray(content)
        changed[place] ^= 1
        log.write_bytes(changed)
        with pytest.raises(AuditCorrupt) as caught:
            verify(log)
        record = content[:place].count(b"\n")
        assert f"{log}, record {record} at byte " in str(caught.value)
        assert caught.value.exit_code is Exit.AUDIT_CORRUPT


@quick
@given(data=st.data())
def test_any_byte_to_any_other(log: Path, data: st.DataObject) -> None:
    content = log.read_bytes()
    try:
        place = data.draw(st.integers(0, len(content) - 1))
        changed = bytearray(content)
        changed[place] = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
        log.write_bytes(changed)
        with pytest.raises(AuditCorrupt):
            verify(log)
    finally:
        log.write_bytes(content)


@quick
@given(data=st.data())
def test_records_removed_doubled_or_moved(log: Path, data: st.DataObject) -> None:
    content = log.read_bytes()
    lines = content.splitlines(keepends=True)
    first = data.draw(st.integers(0, len(lines) - 2))
    changed = {
        "removed": [*lines[:first], *lines[first + 1 :]],
        "doubled": [*lines[: first + 1], *lines[first:]],
        "swapped": [*lines[:first], lines[first + 1], lines[first], *lines[first + 2 :]],
        "blank": [*lines[:first], b"\n", *lines[first:]],
    }[data.draw(st.sampled_from(["removed", "doubled", "swapped", "blank"]))]
    try:
        log.write_bytes(b"".join(changed))
        with pytest.raises(AuditCorrupt, match="record"):
            verify(log)
    finally:
        log.write_bytes(content)


@pytest.mark.parametrize("torn", [b"", b'{"seq":99,"ts":0,"type":"run_finished",'])
def test_a_record_after_the_end(log: Path, torn: bytes) -> None:
    lines = log.read_bytes().splitlines()
    last = decode(lines[-1])
    added, _ = seal(len(lines), last["ts"], "timer", b'{"name":"x","due":0}', last["hash"])
    log.write_bytes(log.read_bytes() + added + b"\n" + torn)
    with pytest.raises(AuditCorrupt, match=f"record {len(lines)} at byte .*: it follows run_finished"):
        verify(log, allow_torn=True)


def chained_anew(lines: list[bytes]) -> bytes:
    out, prev = b"", GENESIS
    for seq, line in enumerate(lines):
        record = decode(line)
        payload = line[line.index(b',"data":') + 8 : line.rindex(b',"prev":')]
        sealed, prev = seal(seq, record["ts"], record["type"], payload, prev)
        out += sealed + b"\n"
    return out


def test_another_chain_is_not_that_of_the_result(ran: Any) -> None:
    path = ran.path / "audit.jsonl"
    path.write_bytes(chained_anew(path.read_bytes().replace(b'"price":"100"', b'"price":"99"', 1).splitlines()))
    with pytest.raises(AuditCorrupt, match=r"result\.json beside it says"):
        verify(ran.path)


@pytest.mark.parametrize(
    ("what", "by", "said"),
    [
        (b'"price":"100"', b'"price":"99"', "digests"),
        (b'"price":"100"', b'"price":"99"', "cash 100000, replayed 100001"),
        (b'"quantity":"1","time', b'"quantity":"2","time', "cannot be replayed: InvalidTransition"),
        (b'"time_in_force":"gtc"', b'"time_in_force":"day"', "digests"),
        (b'"orders":2', b'"orders":3', "orders 3, replayed 2"),
        (b'"fills":2', b'"fills":3', "fills 3, replayed 2"),
        (b'"cash":"100000","equity"', b'"cash":"100001","equity"', "cash 100001, replayed 100000"),
        (b'"positions":{}', b'"positions":{"X":"1"}', "positions"),
        (b'"price":"100"', b'"price":"x"', "cannot be replayed"),
    ],
)
def test_deep_finds_what_the_chain_cannot(log: Path, what: bytes, by: bytes, said: str) -> None:
    """A log that was chained anew after a change is consistent as a chain, and contradicts itself as a run."""
    content = log.read_bytes()
    assert what in content
    log.write_bytes(chained_anew(content.replace(what, by, 1).splitlines()))
    assert verify(log).finished
    with pytest.raises(AuditCorrupt, match=said):
        verify(log, deep=True)
