"""The run of an engine that has no loop of its own: an instant of the dataset at a time."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

from tradeport.domain.model.market_data import Tradable
from tradeport.ports.engine import EngineListener, SessionSpec


class SteppedSession(ABC):
    """Implements EngineSession but for its commands and its account; a subclass says how an instant is matched."""

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        self._spec, self._listener, self._running = spec, listener, True

    def run(self) -> int:
        listener, delivered = self._listener, 0
        for ts, events in self._spec.dataset.instants():
            self._match_all(ts, events)
            delivered += len(events)
            listener.on_market_data(ts, events)
            if not self._running:
                break
        return delivered

    @abstractmethod
    def _match_all(self, ts: int, events: Sequence[Tradable]) -> None:
        """Match the resting orders against an instant's events, each after `before_match`."""

    def stop(self) -> None:
        self._running = False

    def close(self) -> None:  # noqa: B027  to release nothing is what most do
        """There is nothing outside this process to release."""
