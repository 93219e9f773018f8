"""The outward port: a stream that records are appended to."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from tradeport.application.errors import PlatformError


class Entry(NamedTuple):
    """A record of the log: number, hash, and its line without the line feed."""

    seq: int
    hash: str
    line: bytes


class Unreachable(PlatformError):
    """The server does not answer, or not now; it may later."""


class Conflict(PlatformError):
    """The stream has another record in this one's place, or has lost it and kept later ones."""

    @classmethod
    def of(cls, name: str, seq: int) -> "Conflict":
        return cls(f"{name} does not have record {seq} as this log does", "remove the stream there, and mirror again")


class NotInstalled(PlatformError):
    """The client of that server is not here."""

    @classmethod
    def of(cls, to: str, package: str) -> "NotInstalled":
        return cls(f"a mirror to {to} needs {package}, which is not installed", "pip install 'tradeport[mirror]'")


class Stream(Protocol):
    """The records of one run, in order and without holes. Everything may raise Unreachable, after which it is opened anew."""

    name: str

    def last(self) -> int:
        """The number of the last record that the server has; -1 for none."""

    def hash_of(self, seq: int) -> str:
        """Of a record up to the last; empty if the server has lost it."""

    def add(self, entries: Sequence[Entry]) -> None:
        """Append records that follow the last one. What the server has already is not added again."""

    def close(self) -> None:
        """Never raises."""
