"""Faults to inject: what networks and nodes do to clients. One fault strikes one request of one method."""

from collections import defaultdict, deque
from enum import Enum
from typing import NamedTuple

from tradeport.adapters.drift.venue.rpc.errors import RpcError


class Kind(Enum):
    """REFUSE: an RPC error. TOO_MANY: HTTP 429. DROP: nothing is done, the connection breaks. LOST_ANSWER: it is done, then
    the connection breaks. DELAY: answered late. TWICE: done twice, as when a packet is doubled; the second answer arrives.
    STALE_BLOCKHASH: a blockhash that has expired already. BEHIND: a signature's status as another node has it, which has not
    seen that block yet. For notifications: DROP, DELAY and TWICE."""

    REFUSE, TOO_MANY, DROP, LOST_ANSWER, DELAY, TWICE, STALE_BLOCKHASH, BEHIND = range(8)


class Fault(NamedTuple):
    """What happens to one request."""

    kind: Kind
    seconds: float = 0.0
    error: RpcError | None = None


class Faults:
    """Faults in waiting, by method; `notification` stands for the websocket's."""

    def __init__(self) -> None:
        self._waiting: dict[str, deque[Fault]] = defaultdict(deque)

    def next(self, method: str, kind: Kind, *, times: int = 1, seconds: float = 0.0, error: RpcError | None = None) -> None:
        """Let the next calls of a method meet this."""
        self._waiting[method].extend([Fault(kind, seconds, error)] * times)

    def take(self, method: str) -> Fault | None:
        waiting = self._waiting.get(method)
        return waiting.popleft() if waiting else None

    def clear(self) -> None:
        self._waiting.clear()
