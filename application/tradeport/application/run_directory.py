"""The files of one run. All are complete or the directory is not there."""

import json
import shutil
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TextIO

from tradeport.application.errors import PlatformError

AUDIT, RESULT, FILLS, EQUITY, REPORT, VENUE, REQUEST, HALT = (
    "audit.jsonl",
    "result.json",
    "fills.csv",
    "equity.csv",
    "report.html",
    "venue_orders.csv",
    "request.json",
    "halt.jsonl",
)
#: The headers of the two files that a run writes as it goes.
FILLS_COLUMNS, EQUITY_COLUMNS = "ts,instrument,side,quantity,price,fee,client_order_id", "ts,cash,equity"


class OutputError(PlatformError):
    """The run directory cannot be written."""

    @classmethod
    def of(cls, path: Path, error: OSError) -> "OutputError":
        return cls(f"cannot write {path}: {error.strerror or error}", "choose another --out, or make room")


class RunDirectory:
    """Created at once, so that a run that cannot be kept does not begin."""

    def __init__(self, path: Path) -> None:
        """Raises OutputError; FileExistsError is one: a finished run is never written over."""
        self._begin(path)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.mkdir()
        except FileExistsError as error:
            there = path if path.exists() else path.parent
            raise OutputError(f"{there} exists", "choose another --out, or remove it") from error
        except OSError as error:
            raise OutputError.of(path, error) from error

    def _begin(self, path: Path) -> None:
        self.path = path
        self._streams: list[TextIO] = []
        self._kept = False

    @classmethod
    def reopened(cls, path: Path) -> "RunDirectory":
        """Of a run that broke off, to go on with it: its log stays, what follows from it is made anew. Raises OutputError."""
        made = cls.__new__(cls)
        made._begin(path)
        made._kept = True
        try:
            for name in (FILLS, EQUITY, VENUE, RESULT, REPORT):
                (path / name).unlink(missing_ok=True)
        except OSError as error:
            raise OutputError.of(path, error) from error
        return made

    def lines(self, name: str, header: str) -> Callable[[str], None]:
        """A new file with its header; the function appends one line."""
        stream = (self.path / name).open("x", encoding="utf-8", newline="\n", buffering=1 << 16)
        self._streams.append(stream)
        write = stream.write

        def append(line: str) -> None:
            try:
                write(line + "\n")
            except OSError as error:  # raised from within a run, where it could pass for the strategy's
                raise OutputError.of(self.path, error) from error

        append(header)
        return append

    def close_streams(self) -> None:
        """What was written is on the way to the disk after this."""
        while self._streams:
            self._streams.pop().close()

    def write_result(self, result: Mapping[str, Any]) -> None:
        """`result.json`, whole or not at all."""
        part = self.path / f".{RESULT}"
        part.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
        part.replace(self.path / RESULT)

    def write_text(self, name: str, text: str) -> Path:
        """One file, whole or not at all."""
        part = self.path / f".{name}"
        part.write_text(text, encoding="utf-8")
        return part.replace(self.path / name)

    def write_venue(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """What the engine calls our orders, and its own words for what happened to them."""
        import csv

        with (self.path / VENUE).open("x", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(("client_order_id", "venue_order_id", "event", "reason"))
            out.writerows(rows)

    def discard(self) -> None:
        """Leave nothing half-written behind; of a reopened run, its log."""
        for stream in self._streams:
            try:
                stream.close()
            except OSError:
                continue
        if not self._kept:
            shutil.rmtree(self.path, ignore_errors=True)


def free(folder: Path, name: str) -> Path:
    """`folder/name`, or `name-2`, `name-3`, ... if that exists."""
    number, path = 1, folder / name
    while path.exists():
        number += 1
        path = folder / f"{name}-{number}"
    return path


def read_result(path: Path) -> dict[str, Any]:
    """`result.json` of a run directory. Raises PlatformError where there is none."""
    try:
        found: dict[str, Any] = json.loads((path / RESULT).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise PlatformError(f"{path} is not a run directory: {error}", "give the folder that `platform run` printed") from error
    return found
