"""What has been seen of the market so far."""

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from itertools import islice

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar, FundingRate, QuoteTick, Tradable, TradeTick
from tradeport.ports.market_data import UnknownInstrument


class MarketView:
    """Implements MarketDataPort. `marks` is shared with the ledger, which values positions by it."""

    def __init__(self, instruments: Sequence[Instrument], history: int = 500) -> None:
        self._instruments = {i.id: i for i in instruments}
        self.marks: dict[str, float] = {}
        self._bars: dict[str, deque[Bar]] = {i: deque(maxlen=history) for i in self._instruments}
        self._quotes: dict[str, QuoteTick] = {}
        self._trades: dict[str, TradeTick] = {}
        self._funding: dict[str, FundingRate] = {}

    def update(self, event: Tradable) -> None:
        """Take note of one event."""
        if type(event) is Bar:
            self._bars[event.instrument].append(event)
            self.marks[event.instrument] = event.close
        elif type(event) is QuoteTick:
            self._quotes[event.instrument] = event
            self.marks[event.instrument] = (event.bid + event.ask) / 2
        elif type(event) is TradeTick:
            self._trades[event.instrument] = event
            self.marks[event.instrument] = event.price

    def filled(self, instrument: str, price: Decimal) -> None:
        """A fill, where it may come before any market data, is the first price."""
        self.marks.setdefault(instrument, float(price))

    def fund(self, funding: FundingRate) -> None:
        """Take note of a funding rate."""
        self._funding[funding.instrument] = funding

    def instruments(self) -> tuple[Instrument, ...]:
        return tuple(self._instruments.values())

    def instrument(self, instrument: str) -> Instrument:
        try:
            return self._instruments[instrument]
        except KeyError:
            raise UnknownInstrument(instrument, tuple(self._instruments)) from None

    def last_price(self, instrument: str) -> float | None:
        return self.marks.get(self.instrument(instrument).id)

    def last_bar(self, instrument: str) -> Bar | None:
        bars = self._bars[self.instrument(instrument).id]
        return bars[-1] if bars else None

    def last_quote(self, instrument: str) -> QuoteTick | None:
        return self._quotes.get(self.instrument(instrument).id)

    def last_trade(self, instrument: str) -> TradeTick | None:
        return self._trades.get(self.instrument(instrument).id)

    def funding_rate(self, instrument: str) -> FundingRate | None:
        return self._funding.get(self.instrument(instrument).id)

    def bars(self, instrument: str, count: int) -> Sequence[Bar]:
        kept = self._bars[self.instrument(instrument).id]
        return tuple(islice(kept, max(0, len(kept) - count), None))
