"""Market data in, features out: processors in a row, each with a name of its own. Yours too."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from tradeport.domain.model.market_data import OrderBook, QuoteTick

#: What processors read: the top of a book, or more of it.
type BookEvent = QuoteTick | OrderBook


class Processor(Protocol):
    """Streaming and deterministic, like an indicator. It may read what the processors before it have found."""

    @property
    def name(self) -> str:
        """Key of its feature; unique in a pipeline."""
        ...

    def update(self, event: BookEvent, found: Mapping[str, float]) -> float | None:
        """The feature after `event`; None until enough has been seen."""
        ...

    def state(self) -> Mapping[str, Any]:
        """Plain data for `restore`."""
        ...

    def restore(self, state: Mapping[str, Any]) -> None: ...


class MarketDataPipeline:
    """Runs its processors in order; a feature that is not ready yet is absent."""

    def __init__(self, processors: Sequence[Processor]) -> None:
        """Raises ValueError if two share a name."""
        self._processors = tuple(processors)
        names = [p.name for p in self._processors]
        if len(set(names)) != len(names):
            raise ValueError(f"processors with the same name: {', '.join(sorted({n for n in names if names.count(n) > 1}))}")

    def update(self, event: BookEvent) -> Mapping[str, float]:
        """All features after `event`."""
        found: dict[str, float] = {}
        for processor in self._processors:
            value = processor.update(event, found)
            if value is not None:
                found[processor.name] = value
        return found

    def state(self) -> dict[str, Any]:
        return {p.name: dict(p.state()) for p in self._processors}

    def restore(self, state: Mapping[str, Any]) -> None:
        for processor in self._processors:
            processor.restore(state[processor.name])


def mid_of(event: BookEvent) -> float:
    """Half way between best bid and best ask."""
    if isinstance(event, QuoteTick):
        return (event.bid + event.ask) / 2
    return (event.bids[0][0] + event.asks[0][0]) / 2
