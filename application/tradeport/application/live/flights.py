"""Requests under way: when each is overdue, and how long to wait before the next attempt."""

from collections.abc import Iterator

import attrs

from tradeport.domain.model.time import SECOND


@attrs.frozen
class Patience:
    """In ns. `answer`: how long to wait; `validity`: how long a create may travel; `steps`: by how much the venue's clock
    may jump. `back_off` doubles with each attempt, up to `longest`. After `stuck` without an answer an order is pointed out.
    """

    answer: int = 2 * SECOND
    validity: int = 5 * SECOND
    steps: int = 3 * SECOND
    back_off: int = SECOND // 2
    longest: int = 8 * SECOND
    stuck: int = 30 * SECOND

    def wait(self, attempts: int) -> int:
        """Before another attempt, after so many."""
        return min(self.longest, self.back_off << min(attempts, 10))


@attrs.define
class Flight:
    """The one question about an order that is open now."""

    client_order_id: str
    began: int
    due: int
    attempts: int = 0
    cancel_wanted: bool = False


class Flights:
    """All of them, by client order id."""

    def __init__(self) -> None:
        self._by_id: dict[str, Flight] = {}

    def __len__(self) -> int:
        return len(self._by_id)

    def get(self, client_order_id: str) -> Flight | None:
        return self._by_id.get(client_order_id)

    def put(self, flight: Flight) -> Flight:
        self._by_id[flight.client_order_id] = flight
        return flight

    def land(self, client_order_id: str) -> None:
        """Nothing about the order is open any more."""
        self._by_id.pop(client_order_id, None)

    def overdue(self, now: int) -> list[Flight]:
        """Those to ask about again, oldest first."""
        return sorted((f for f in self._by_id.values() if f.due <= now), key=lambda f: (f.due, f.client_order_id))

    def stuck(self, now: int, patience: Patience) -> Iterator[Flight]:
        """Those that no answer has settled for longer than `patience.stuck`."""
        return (f for f in self._by_id.values() if now - f.began >= patience.stuck)
