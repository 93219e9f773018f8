"""Whether several engines did the same thing, and where they first did not.

Levels are judged in the order decisions, fills, money, audit: a difference is looked for where it begins, since whatever comes
after it differs, too.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import attrs

from tradeport.application.audit import records
from tradeport.application.audit.diff import flat
from tradeport.application.audit.log import decode
from tradeport.application.audit.streams import Parting, parting
from tradeport.application.run_directory import AUDIT, EQUITY, EQUITY_COLUMNS, FILLS, FILLS_COLUMNS

#: The words that mark a decision's line; the data behind them may not hold the same.
_DECISION: Final = b'"type":"%s","data":' % records.DECISION.encode()
_CHAIN: Final = b',"prev":"'


@attrs.frozen
class _Level:
    """Where a level is written down: its lines as they are compared, and how one is shown."""

    file: str
    lines: Callable[[Path], Iterator[bytes]]
    shown: Callable[[bytes], dict[str, Any]]


def compare_results(results: Mapping[str, dict[str, Any]], directories: Mapping[str, Path]) -> dict[str, Any]:
    """The object of `compare --json`, from each engine's `result.json` and run directory. `refused` is the caller's to fill.

    Fewer than two results prove nothing, so there is no parity then.
    """
    levels = {level: len({_digest(result, level) for result in results.values()}) < 2 for level in LEVELS}
    differing = next((level for level, equal in levels.items() if not equal), None)
    return {
        "parity": differing is None and len(results) > 1,
        "levels": levels,
        "engines": dict(results),
        "first_difference": None if differing is None else _difference(differing, results, directories),
        "refused": {},
    }


def _digest(result: Mapping[str, Any], level: str) -> str | None:
    found: str | None = (result.get("digests") or {}).get(level)
    return found


def _difference(level: str, results: Mapping[str, Any], directories: Mapping[str, Path]) -> dict[str, Any]:
    """In the shape that `report/divergence.py` reads; an engine's record is None where it had ended."""
    it = LEVELS[level]
    paths = {name: directories[name] / it.file for name in results if name in directories}
    found = parting({name: it.lines(path) for name, path in paths.items()}) if len(paths) > 1 else None
    if found is None:  # the files do not show it: what is known is that the digests differ
        digests = {name: {"digest": _digest(result, level)} for name, result in results.items()}
        return {"level": level, "index": None, "engines": digests, "context": {}}
    return {"level": level, "index": found.index, **_shown(found, it.shown)}


def _shown(found: Parting, shown: Callable[[bytes], dict[str, Any]]) -> dict[str, Any]:
    return {
        "engines": {name: None if line is None else shown(line) for name, line in found.lines.items()},
        "context": {name: [shown(line) for line in found.around(name)] for name in found.lines},
    }


def _audit_lines(path: Path) -> Iterator[bytes]:
    if path.is_file():
        with path.open("rb") as file:
            yield from file


def _decisions(path: Path) -> Iterator[bytes]:
    """Each decision without its place in the chain: what the `decisions` digest is taken over."""
    for line in _audit_lines(path):
        if _DECISION in line[:100]:
            yield line[line.index(b'"ts":') : line.rindex(_CHAIN)]


def _rows(path: Path) -> Iterator[bytes]:
    """The lines of a CSV file after its header."""
    lines = _audit_lines(path)
    next(lines, None)
    return lines


def _decision(line: bytes) -> dict[str, Any]:
    record = decode(b"{%s}" % line)
    return {"ts": record["ts"], **flat(record["data"])}


def _record(line: bytes) -> dict[str, Any]:
    record = decode(line)
    return {"seq": record["seq"], "ts": record["ts"], "type": record["type"], **flat(record["data"])}


def _row(columns: str) -> Callable[[bytes], dict[str, Any]]:
    def shown(line: bytes) -> dict[str, Any]:
        (values,) = csv.reader([line.decode().rstrip("\n")])
        row: dict[str, Any] = dict(zip(columns.split(","), values, strict=False))
        return row | {"ts": int(row["ts"])}

    return shown


#: In the order in which parity is judged.
LEVELS: Final[Mapping[str, _Level]] = {
    "decisions": _Level(AUDIT, _decisions, _decision),
    "fills": _Level(FILLS, _rows, _row(FILLS_COLUMNS)),
    "money": _Level(EQUITY, _rows, _row(EQUITY_COLUMNS)),
    "audit": _Level(AUDIT, _audit_lines, _record),
}
