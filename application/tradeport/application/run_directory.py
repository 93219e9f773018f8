"""The files of one run. What is there is complete, or what a run that broke off is resumed from."""

import contextlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Any

from tradeport.application.audit.alone import alone
from tradeport.application.audit.records import fill_line
from tradeport.application.errors import PlatformError
from tradeport.application.events import EventBus, Funded, Progressed, Valued
from tradeport.domain.model.orders import Fill

AUDIT, RESULT, FILLS, EQUITY, FUNDING, REPORT, VENUE, REQUEST, HALT = (
    "audit.jsonl",
    "result.json",
    "fills.csv",
    "equity.csv",
    "funding.csv",
    "report.html",
    "venue_orders.csv",
    "request.json",
    "halt.jsonl",
)
#: What follows from the log, and is made anew where a run goes on.
DERIVED = (FILLS, EQUITY, FUNDING, VENUE, RESULT, REPORT)
#: The headers of the files that a run writes as it goes.
FILLS_COLUMNS, EQUITY_COLUMNS = "ts,instrument,side,quantity,price,fee,client_order_id", "ts,cash,equity"
FUNDING_COLUMNS = "ts,instrument,rate,quantity,mark,amount"


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
        self._streams: list[Lines] = []
        self._kept = False

    @classmethod
    def reopened(cls, path: Path) -> "RunDirectory":
        """Of a run that broke off, to go on with it: its log stays, what follows from it is made anew. Raises OutputError.

        What was there is put aside until `settle` or `restore`.
        """
        made = cls.__new__(cls)
        made._begin(path)
        made._kept = True
        try:
            made.settle()  # of one who went on before, and died
            for name in DERIVED:
                with contextlib.suppress(FileNotFoundError):
                    (path / name).replace(_aside(path, name))
        except OSError as error:
            made._bring_back()
            raise OutputError.of(path, error) from error
        return made

    def settle(self) -> None:
        """What was put aside is not needed any more."""
        for name in DERIVED:
            _aside(self.path, name).unlink(missing_ok=True)

    def restore(self) -> None:
        """The files that follow from the log as they were before it was reopened."""
        for name in DERIVED:
            (self.path / name).unlink(missing_ok=True)
        self._bring_back()

    def _bring_back(self) -> None:
        for name in DERIVED:
            with contextlib.suppress(FileNotFoundError):
                _aside(self.path, name).replace(self.path / name)

    def subscribe(self, events: EventBus, *, funding: bool = False) -> None:
        """Write fills.csv and equity.csv as the run goes; one that cannot be written ends the run with OutputError.

        With `funding` also funding.csv.
        """
        files: list[tuple[str, str, type, Callable[[Any], str]]] = [
            (EQUITY, EQUITY_COLUMNS, Valued, attrgetter("line")),
            (FILLS, FILLS_COLUMNS, Fill, fill_line),
        ]
        if funding:
            files.append((FUNDING, FUNDING_COLUMNS, Funded, attrgetter("line")))
        for name, header, type_, line in files:
            stream = Lines(self.path / name, header, line)
            self._streams.append(stream)
            events.subscriber(name, essential=True).on(type_, stream.take).on(Progressed, stream.write)

    def close_streams(self) -> None:
        """What was written is on the way to the disk after this. Raises OutputError."""
        while self._streams:
            self._streams.pop().close()

    def write_result(self, result: Mapping[str, Any]) -> None:
        """`result.json`, whole or not at all."""
        self.write_text(RESULT, json.dumps(result, indent=2) + "\n")

    def write_text(self, name: str, text: str) -> None:
        """One file, whole or not at all. Raises OutputError."""
        part = self.path / f".{name}"
        try:
            part.write_text(text, encoding="utf-8")
            part.replace(self.path / name)
        except OSError as error:
            part.unlink(missing_ok=True)
            raise OutputError.of(self.path / name, error) from error

    def write_venue(self, rows: Iterable[tuple[str, str, str, str]]) -> None:
        """What the engine calls our orders, and its own words for what happened to them."""
        import csv

        with (self.path / VENUE).open("x", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(("client_order_id", "venue_order_id", "event", "reason"))
            out.writerows(rows)

    @property
    def resumable(self) -> bool:
        """It has begun, and what was asked for is known."""
        log = self.path / AUDIT
        return (self.path / REQUEST).exists() and log.exists() and log.stat().st_size > 0

    def discard(self) -> None:
        """Leave nothing half-written behind but a log that can be gone on with; a reopened run has its files back."""
        for stream in self._streams:
            with contextlib.suppress(OutputError):
                stream.close()
        if self._kept:
            self.restore()
        elif self.resumable:
            for name in DERIVED:
                (self.path / name).unlink(missing_ok=True)
        else:
            shutil.rmtree(self.path, ignore_errors=True)

    def failed(self, error: OSError | OutputError) -> OutputError:
        """`discard`, and what to tell the user, who may be able to go on."""
        self.discard()
        told = error if isinstance(error, OutputError) else OutputError.of(self.path, error)
        if not self.resumable:
            return told
        return OutputError(told.message, f"make room; then platform run --resume {self.path} goes on")


@contextlib.contextmanager
def alone_in(path: Path) -> Iterator[None]:
    """Nobody else writes in this run directory meanwhile. Raises UsageError where somebody does; OutputError."""
    with contextlib.ExitStack() as held:
        try:
            held.enter_context(alone(path, path / REQUEST))
        except OSError as error:
            raise OutputError.of(path, error) from error
        yield


def _aside(path: Path, name: str) -> Path:
    return path / f".{name}.before"


class Lines:
    """A file of one line an event, its header first. Raises OutputError."""

    def __init__(self, path: Path, header: str, line: Callable[[Any], str]) -> None:
        self._path, self._line = path, line
        self._taken: list[Any] = []
        #: Every bar comes by here: an event is taken at once and written with many others.
        self.take: Callable[[Any], None] = self._taken.append
        with self._told():
            self._file = path.open("x", encoding="utf-8", newline="\n", buffering=1 << 16)
            self._file.write(header + "\n")

    def write(self, _: object = None) -> None:
        """What has been taken so far."""
        lines = "".join([self._line(event) + "\n" for event in self._taken])
        self._taken.clear()
        with self._told():
            self._file.write(lines)

    def close(self) -> None:
        """Write and close; once closed it stays closed."""
        with self._told(), self._file:
            self.write()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise OutputError.of(self._path, error) from error


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
