"""What the log of a platform says, read so that it can go on from there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tradeport.application.audit import records
from tradeport.application.audit.digests import Digests
from tradeport.application.audit.reading import payload, recorded
from tradeport.application.audit.replay import Replay
from tradeport.application.audit.verify import verify
from tradeport.application.clock import EventClock
from tradeport.application.events import Recorded
from tradeport.application.state.state import State
from tradeport.domain.model.time import MILLISECOND
from tradeport.ports.venue import RequestType


class Recovered:
    """Orders, ledger, decisions from the log alone (`state`), and what a gateway has to know beside them.

    `trades`: executions that are booked, by order and id. `created`: orders whose create was on record before it was sent.
    `began`, `identity`: time and payload of the first record.
    """

    def __init__(self, log: Path, marks: Mapping[str, float], clock: EventClock) -> None:
        """Takes off what a process that died did not finish writing. Raises AuditCorrupt for a log that was changed."""
        torn = verify(log, allow_torn=True).torn_bytes
        replay = Replay(State(marks, clock))
        self.state = replay.state
        self.trades: set[tuple[str, str]] = set()
        self.created: set[str] = set()
        #: The switch has been pulled, and not reset since.
        self.pulled = False
        self.began, self.identity = 0, dict[str, Any]()
        with log.open("r+b") as file:
            file.truncate(log.stat().st_size - torn)
            for line in file:
                record = recorded(line)
                replay.take(record)
                self._note(record)
        clock.advance(self.state.ts)
        self.digests = Digests()
        self.digests.decisions, self.digests.fills = replay.decisions, replay.filled

    def _note(self, record: Recorded) -> None:
        if record.type == records.RUN_STARTED:
            self.began, self.identity = record.ts, payload(record)
        elif record.type == records.ORDER_EVENT and b'"trade_id"' in record.data:
            data = payload(record)
            self.trades.add((data["client_order_id"], data["fill"]["trade_id"]))
        elif record.type == records.OPERATOR:
            self.pulled = payload(record)["action"] == records.HALT
        elif record.type == records.ORDER_REQUEST:
            data = payload(record)
            if data["request"] == RequestType.CREATE:
                self.created.add(data["client_order_id"])

    def next_decisions(self, now: int) -> int:
        """The number after which decisions go on: beyond those that a lost end of the log may have had, at one a ms."""
        return max(self.state.decisions, (now - self.began) // MILLISECOND)
