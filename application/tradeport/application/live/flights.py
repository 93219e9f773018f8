"""Requests under way: when each is overdue, and how long to wait before the next attempt."""

from collections.abc import Iterator

import attrs

from tradeport.domain.model.time import SECOND
from tradeport.ports.venue import RequestType


@attrs.frozen
class Patience:
    """In ns. `create`, `cancel`, `query`: how long to wait for an answer; `validity`: how long a create may travel; `late`: how
    long anything else may, and how far ahead of ours the venue's clock may be; `steps`: by how much that may jump. `back_off`
    doubles with each attempt, up to `longest`. After `stuck` without an answer an order is pointed out. `start`: how long the
    first comparison with the venue may take; `review`: between two looks at the account; `mismatch`: how long what they show
    may differ from ours before all is halted.
    """

    create: int = 2 * SECOND
    cancel: int = 2 * SECOND
    query: int = 2 * SECOND
    validity: int = 5 * SECOND
    late: int = 24 * 3600 * SECOND
    steps: int = 3 * SECOND
    back_off: int = SECOND // 2
    longest: int = 8 * SECOND
    stuck: int = 30 * SECOND
    start: int = 300 * SECOND
    review: int = 15 * SECOND
    mismatch: int = 20 * SECOND

    def answer(self, request: RequestType) -> int:
        """How long an answer to that may take."""
        return {RequestType.CREATE: self.create, RequestType.CANCEL: self.cancel}.get(request, self.query)

    def wait(self, attempts: int) -> int:
        """Before another attempt, after so many."""
        return min(self.longest, self.back_off << min(attempts, 10)) if attempts else 0


@attrs.define
class Flight:
    """The one question about an order that is open now: what was asked last, and when an answer is overdue.

    `answered`: it was, and nothing is settled yet. `silent`: how often no answer came.
    """

    client_order_id: str
    began: int
    due: int = 0
    asked: RequestType = RequestType.QUERY
    attempts: int = 0
    silent: int = 0
    answered: bool = False
    cancel_wanted: bool = False
    pointed_out: bool = False


class Flights:
    """All of them, by client order id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Flight] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, client_order_id: str) -> Flight | None:
        return self._by_id.get(client_order_id)

    def open(self, client_order_id: str, now: int) -> Flight:
        """The one about that order, begun now if there is none."""
        return self._by_id.setdefault(client_order_id, Flight(client_order_id, now))

    def land(self, client_order_id: str) -> Flight | None:
        """Nothing about the order is open any more."""
        return self._by_id.pop(client_order_id, None)

    def overdue(self, now: int) -> list[Flight]:
        """Those to ask about again, oldest first."""
        return sorted((f for f in self._by_id.values() if f.due <= now), key=lambda f: (f.due, f.client_order_id))

    def stuck(self, now: int, patience: Patience) -> Iterator[Flight]:
        """Those that no answer has settled for longer than `patience.stuck`."""
        return (f for f in self._by_id.values() if now - f.began >= patience.stuck)
