"""The first record at which two audit logs differ, field by field."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import msgspec

from tradeport.application.audit.log import decode
from tradeport.application.audit.streams import parting
from tradeport.application.errors import AuditCorrupt, UsageError
from tradeport.application.run_directory import AUDIT
from tradeport.domain.model.time import isoformat

#: Differ wherever anything does, and say nothing of what.
_CHAIN = ("prev", "hash")


class FieldDifference(NamedTuple):
    """`name` is dotted, such as `data.fill.price`; None where that side does not have it."""

    name: str
    a: Any
    b: Any


@attrs.frozen
class Difference:
    """`index`: number of the record. `a`, `b`: the records there, None where a log had ended. `before` is common to both."""

    index: int
    a: dict[str, Any] | None
    b: dict[str, Any] | None
    fields: tuple[FieldDifference, ...]
    before: tuple[dict[str, Any], ...]
    after_a: tuple[dict[str, Any], ...]
    after_b: tuple[dict[str, Any], ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain, for `--json`."""
        return attrs.asdict(attrs.evolve(self, fields=())) | {"fields": [one._asdict() for one in self.fields]}

    def told(self) -> str:
        """Both sides, for a terminal: what stands around the record, and `>` before it."""
        lines = []
        for name, record, after in (("A", self.a, self.after_a), ("B", self.b, self.after_b)):
            lines.append(f"{name}:")
            lines += [f"    {shown(one)}" for one in self.before]
            lines.append(f"  > {shown(record) if record else 'it has ended'}")
            lines += [f"    {shown(one)}" for one in after]
        return "\n".join(lines)


def diff(a: Path, b: Path) -> Difference | None:
    """Of two audit logs, or the logs of two run directories; None if they are equal. The chains are not checked: see `verify`.

    Raises UsageError where there is no log, AuditCorrupt where the line that differs is no record.
    """
    found = parting({"a": lines_of(a), "b": lines_of(b)})
    if found is None:
        return None
    here = {name: _record(line, path) for (name, line), path in zip(found.lines.items(), (a, b), strict=True)}
    return Difference(
        found.index,
        here["a"],
        here["b"],
        _fields(here["a"], here["b"]),
        tuple(_record(line, a) for line in found.before),
        tuple(_record(line, a) for line in found.after["a"]),
        tuple(_record(line, b) for line in found.after["b"]),
    )


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of an audit log, or of a run directory's log. Raises UsageError where there is none."""
    path = path / AUDIT if path.is_dir() else path
    try:
        file = path.open("rb")
    except OSError as error:
        raise UsageError(
            f"{path} cannot be read: {error.strerror or error}", "give a run directory or its audit.jsonl"
        ) from error
    with file:
        yield from (line.rstrip(b"\n") for line in file)


def flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested objects as one, by dotted names."""
    out: dict[str, Any] = {}
    for name, item in value.items():
        out |= flat(item, f"{prefix}{name}.") if item and isinstance(item, Mapping) else {prefix + name: item}
    return out


def _fields(a: Mapping[str, Any] | None, b: Mapping[str, Any] | None) -> tuple[FieldDifference, ...]:
    ours, theirs = flat(a or {}), flat(b or {})
    differing = [name for name in dict.fromkeys([*ours, *theirs]) if ours.get(name) != theirs.get(name)]
    names = [name for name in differing if name not in _CHAIN] or differing
    return tuple(FieldDifference(name, ours.get(name), theirs.get(name)) for name in names)


def _record(line: bytes | None, path: Path) -> Any:
    if line is None:
        return None
    try:
        return decode(line)
    except msgspec.DecodeError as error:
        raise AuditCorrupt(f"{path}: {line[:60]!r} is not a record: {error}", "platform audit verify says more") from error


def shown(record: Mapping[str, Any]) -> str:
    """One record in one line, its hashes left out."""
    return f"{record['seq']} {isoformat(record['ts'])} {record['type']} {msgspec.json.encode(record['data']).decode()}"
