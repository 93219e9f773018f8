"""A state file as it is read: SQLite that says it is ours."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from tradeport.application.errors import PlatformError
from tradeport.application.events import Recorded
from tradeport.application.state import tables

_MAGIC = b"SQLite format 3\0"


class StateFileError(PlatformError):
    """The file cannot be read or written, or holds something else than the state of this run."""

    @classmethod
    def of(cls, path: Path, error: sqlite3.Error) -> "StateFileError":
        return cls(
            f"{path} cannot be kept as a state file: {error}",
            "the audit log has all of it: platform audit state RUN --save FILE",
        )


def is_database(path: Path) -> bool:
    """Whether that file is SQLite's. False where it cannot be read."""
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False


def refuse_unless_ours(db: sqlite3.Connection, path: Path) -> bool:
    """Whether there is something in it. Raises StateFileError for what another program, or another version, keeps."""
    if not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
        return False
    kind, version = (db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version"))
    if kind != tables.KIND:
        raise StateFileError(f"{path} is the database of something else", "choose another --state; this one is left alone")
    if version != tables.VERSION:
        raise StateFileError(
            f"{path} is a state file of version {version}, this is version {tables.VERSION}",
            "choose another --state; the audit log has all of it",
        )
    return True


def saved_records(path: Path) -> Iterator[Recorded]:
    """The records of a state file, whoever writes it meanwhile. Raises StateFileError."""
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        try:
            if refuse_unless_ours(db, path):
                yield from (Recorded(*row) for row in db.execute(tables.RECORDS))
        finally:
            db.close()
    except sqlite3.Error as error:
        raise StateFileError(
            f"{path} cannot be read: {error}", "give the run directory; its audit log has all of it"
        ) from error
