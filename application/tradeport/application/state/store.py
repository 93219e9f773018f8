"""The state of a run in a file: SQLite, one transaction an instant, whole after any death of the process."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tradeport.application.audit import records
from tradeport.application.audit.reading import payload
from tradeport.application.events import Committed, EventBus, Recorded
from tradeport.application.state import tables
from tradeport.application.state.replay import records_of
from tradeport.application.state.saved import StateFileError, refuse_unless_ours
from tradeport.application.state.state import State

#: Records a transaction where a log is caught up with.
_BATCH = 1_000
#: How long a run waits for another that has the file locked, s.
_PATIENCE = 1.0


class StateStore:
    """Takes records, each once: one that is there already, with the same hash, is passed over.

    A log that was continued differently (a run that was interrupted and resumed takes its end back) replaces what the file has
    from there on. The log is the truth, this is what it comes to.
    """

    def __init__(self, path: Path) -> None:
        """Opens the file and goes on where it ended. Raises StateFileError; AuditCorrupt for records that were changed."""
        self.path = path
        self.state = State()
        self._pending: list[Recorded] = []
        self._changed: set[str] = set()
        with self._told():
            self._db = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
        try:
            self._open()
        except BaseException:
            self._db.close()
            raise

    def _open(self) -> None:
        with self._told():
            if not refuse_unless_ours(self._db, self.path):
                self._db.execute(f"PRAGMA application_id = {tables.KIND}")  # first: a death from here on leaves a file of ours
                self._db.execute(f"PRAGMA user_version = {tables.VERSION}")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(tables.SCHEMA)
            self._load()

    def subscribe(self, events: EventBus) -> None:
        """Follow a run that is about to begin. A failure disconnects the store and not the run; `catch_up` makes up for it."""
        events.subscriber(f"state {self.path}").on(Recorded, self.add).on(Committed, lambda _: self.commit())

    def refuse_unless_of(self, run_id: str) -> None:
        """Raises StateFileError if it holds the state of another run."""
        if self.state.records and self.state.run_id != run_id:
            raise self._of_another()

    def _of_another(self) -> StateFileError:
        return StateFileError(f"{self.path} holds the state of run {self.state.run_id}", "choose another --state")

    def add(self, record: Recorded) -> None:
        """Raises StateFileError for another run's record, AuditCorrupt for one that does not follow."""
        if record.seq < self.state.records:
            if record.hash == self._hash(record.seq):
                return
            self._rewind(record)
        self.state.apply(record)
        self._pending.append(record)
        if record.type == records.ORDER_EVENT:
            self._changed.add(payload(record)["client_order_id"])

    def commit(self) -> None:
        """All that has been added, or nothing of it."""
        if not self._pending:
            return
        with self._told(), self._transaction():
            self._db.executemany(tables.insert("records", 5), map(tables.record_row, self._pending))
            self._derive()
        self._pending.clear()
        self._changed.clear()

    def catch_up(self, log: Path) -> None:
        """Take the whole records of a log, a run directory's or a state file, that are not here yet."""
        for record in records_of(log):
            self.add(record)
            if len(self._pending) >= _BATCH:
                self.commit()
        self.commit()

    def close(self) -> None:
        """What was not committed is not kept."""
        self._db.close()

    def _load(self) -> None:
        self.state = State()
        for row in self._db.execute(tables.RECORDS):
            self.state.apply(Recorded(*row))

    def _hash(self, seq: int) -> str:
        first = self.state.records - len(self._pending)
        if seq >= first:
            return self._pending[seq - first].hash
        with self._told():
            return str(self._db.execute("SELECT hash FROM records WHERE seq = ?", (seq,)).fetchone()[0])

    def _rewind(self, record: Recorded) -> None:
        """Back to before `record`, which is not the one that was here."""
        if record.seq == 0:
            raise self._of_another()
        self.commit()
        with self._told(), self._transaction():
            self._db.execute("DELETE FROM records WHERE seq >= ?", (record.seq,))
            for table in tables.DERIVED:
                self._db.execute(f"DELETE FROM {table}")
            self._load()
            self._changed = set(self.state.orders.all())
            self._derive()
            self._changed.clear()

    def _derive(self) -> None:
        it, db = self.state, self._db
        db.execute(tables.insert("account", 16), tables.account_row(it))
        db.executemany(tables.insert("orders", 14), [tables.order_row(it.orders.get(id_)) for id_ in sorted(self._changed)])
        db.execute("DELETE FROM positions")
        db.executemany(tables.insert("positions", 4), tables.position_rows(it))
        db.executemany(tables.insert("timers", 3), tables.timer_rows(it))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise StateFileError.of(self.path, error) from error


def save(log: Path, path: Path) -> None:
    """Keep in `path` what a log, or a run directory's, comes to, as if it had been kept while the run went on.

    Raises StateFileError, AuditCorrupt.
    """
    new, store = not path.exists(), StateStore(path)
    try:
        store.catch_up(log)
    finally:
        store.close()
        if new and not store.state.records:
            path.unlink(missing_ok=True)


@contextmanager
def keeping(path: Path | None, events: EventBus, log: Path, run_id: str) -> Iterator[None]:
    """Keep the state of the run that is made within in `path`, if given; at its end the file has all that its `log` has.

    Raises StateFileError: before the run for a file of another one; also after it, when its directory is complete. A run that
    does not begin leaves no file.
    """
    if path is None:
        yield
        return
    new, store = not path.exists(), StateStore(path)
    try:
        store.refuse_unless_of(run_id)
        store.subscribe(events)
        yield
        if log.exists():
            store.catch_up(log)
    finally:
        store.close()
        if new and not store.state.records:
            path.unlink(missing_ok=True)
