"""The market data port."""

from collections.abc import Sequence
from typing import Protocol

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar, FundingRate, QuoteTick, TradeTick


class MarketDataPort(Protocol):
    """What has been seen so far; never anything later than `clock.now()`."""

    def instruments(self) -> tuple[Instrument, ...]:
        """All instruments of the run, in the order of the configuration."""
        ...

    def instrument(self, instrument: str) -> Instrument:
        """Raises UnknownInstrument."""
        ...

    def last_price(self, instrument: str) -> float | None:
        """Last close, trade price or mid; None before the first."""
        ...

    def last_bar(self, instrument: str) -> Bar | None: ...

    def last_quote(self, instrument: str) -> QuoteTick | None: ...

    def last_trade(self, instrument: str) -> TradeTick | None: ...

    def funding_rate(self, instrument: str) -> FundingRate | None:
        """The last one; None before the first, and for what has none."""
        ...

    def bars(self, instrument: str, count: int) -> Sequence[Bar]:
        """Up to `count` last bars, oldest first. The depth kept is the run's `history`, 500 unless configured."""
        ...


class UnknownInstrument(LookupError):
    """An instrument that the run has no data for."""

    def __init__(self, instrument: str, known: Sequence[str]) -> None:
        super().__init__(f"no instrument {instrument!r} in this run. Hint: it has {', '.join(known) or 'none'}")
