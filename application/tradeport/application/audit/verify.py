"""Whether an audit log is what was written: the chain, its end, and on request what its last record says of the others."""

from collections.abc import Mapping
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import Any

import attrs
from msgspec import DecodeError

from tradeport.application.audit import records
from tradeport.application.audit.chain import GENESIS, objection, verify_line, verify_lines
from tradeport.application.audit.log import decode
from tradeport.application.audit.replay import Replay
from tradeport.application.errors import AuditCorrupt
from tradeport.application.run_directory import AUDIT, RESULT, read_result

_BUFFER = 1 << 20
_BATCH = 1 << 16  # bytes
_HINT = "the log is not what the run wrote; compare it with a copy, or run again"
_TORN = "--allow-torn leaves aside what a run that was killed did not finish writing"
_FINISHED = b',"type":"%s",' % records.RUN_FINISHED.encode()


@attrs.frozen
class Verified:
    """`digest` is the last record's hash, which stands for the whole log. `torn_bytes`: of a last line cut off, left aside.

    `finished`: the last record is `run_finished`, so nothing is missing at the end. `digests` are those that it sealed.
    """

    records: int
    digest: str
    torn_bytes: int
    finished: bool
    digests: Mapping[str, str]

    def as_dict(self) -> dict[str, Any]:
        """Plain, for `--json`."""
        return attrs.asdict(self)


def verify(path: Path, allow_torn: bool = False, *, deep: bool = False) -> Verified:
    """Check every byte of a log, or of a run directory's log, against the chain, and against `result.json` beside it.

    `deep` replays the records: digests, counts, cash and positions must be those that `run_finished` sealed. Raises
    AuditCorrupt naming file, record and byte; a last line that was cut off counts unless `allow_torn`. A log that stops between
    two records is whole as far as it goes: `finished` is False.
    """
    path = path / AUDIT if path.is_dir() else path
    replay = Replay() if deep else None
    try:
        count, digest, last, torn = _chain(path, replay)
        if torn and not allow_torn:
            raise _corrupt(path, count, path.stat().st_size - torn, f"the line ends after {torn} bytes", _TORN)
        _nothing_follows(path, torn)
        summary = _summary(last)
    except DecodeError as error:
        raise AuditCorrupt(f"{path}: a record is chained and yet no JSON: {error}", _HINT) from error
    except OSError as error:
        raise AuditCorrupt(f"{path} cannot be read: {error.strerror or error}", _HINT) from error
    if summary is None:
        return Verified(count, digest, torn, False, {})
    if replay is not None and (wrong := replay.contradictions(summary)):
        raise AuditCorrupt(f"{path}, record {count - 1}: run_finished does not tell what the records do: {wrong}", _HINT)
    _as_sealed(path, digest)
    return Verified(count, digest, torn, True, dict(summary.get("digests") or {}))


def _chain(path: Path, replay: Replay | None) -> tuple[int, str, bytes, int]:
    """Number of whole records, the last one's hash, its line, and the bytes after it."""
    digest, seq, last, at = GENESIS.encode(), 0, b"", 0
    with path.open("rb", buffering=_BUFFER) as file:
        while lines := file.readlines(_BATCH):
            found = verify_lines(lines, seq, digest)
            whole, digest, wrong = (lines, found, b"") if found is not None else _until_wrong(lines, seq, digest)
            if replay is not None:
                for line in whole:
                    _replay(replay, line, path)
            seq, at, last = seq + len(whole), at + sum(map(len, whole)), whole[-1] if whole else last
            if wrong.endswith(b"\n"):
                raise _corrupt(path, seq, at, objection(wrong, seq, digest))
            if wrong:
                return seq, digest.decode(), last, len(wrong)
    return seq, digest.decode(), last, 0


def _until_wrong(lines: list[bytes], seq: int, digest: bytes) -> tuple[list[bytes], bytes, bytes]:
    """Of lines of which one is wrong: those before it, the last one's hash, and itself."""
    for n, line in enumerate(lines):
        found = verify_line(line, seq + n, digest)
        if found is None:
            return lines[:n], digest, line
        digest = found
    raise AssertionError("each line is right and all together are not")


def _nothing_follows(path: Path, torn: int) -> None:
    """A record after `run_finished` was not written by a run, however well it is chained."""
    size = path.stat().st_size - torn
    if not size:
        return
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as log:
        end = at = 0
        while (at := log.find(_FINISHED, end, size)) >= 0:
            end = log.find(b"\n", at) + 1 or size
            record = decode(log[log.rfind(b"\n", 0, at) + 1 : end])
            if record["type"] == records.RUN_FINISHED and end != size:
                raise _corrupt(path, record["seq"] + 1, end, "it follows run_finished, which is the last record of a run")


def _corrupt(path: Path, seq: int, offset: int, what: str, hint: str = "") -> AuditCorrupt:
    return AuditCorrupt(f"{path}, record {seq} at byte {offset}: {what}", hint or _HINT)


def _summary(last: bytes) -> dict[str, Any] | None:
    """The payload of `run_finished`, if the last record is that."""
    record = decode(last) if last else {}
    return record["data"] if record.get("type") == records.RUN_FINISHED else None


def _as_sealed(path: Path, digest: str) -> None:
    """A whole log with a chain of its own is no proof; `result.json` has the digest that the run gave."""
    if path.name != AUDIT or not path.with_name(RESULT).is_file():
        return
    told = (read_result(path.parent).get("digests") or {}).get("audit")
    if told != digest:
        raise AuditCorrupt(f"{path}: its digest is {digest}, {RESULT} beside it says {told}", _HINT)


def _replay(replay: Replay, line: bytes, path: Path) -> None:
    try:
        replay.add(line)
    except AuditCorrupt as error:
        raise AuditCorrupt(f"{path}: {error.message}", _HINT) from error
