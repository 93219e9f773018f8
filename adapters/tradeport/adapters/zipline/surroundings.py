"""What Zipline asks of its surroundings: a calendar, a finder of assets, a portal to data. No bundle, nothing ingested."""

from collections.abc import Iterable
from math import nan
from typing import Any

import pandas as pd
from zipline.assets import Asset, Equity, ExchangeInfo
from zipline.data.data_portal import DataPortal

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar, Tradable

_EXCHANGE = ExchangeInfo("TRADEPORT", "TRADEPORT", "??")


class OneSession:
    """The part of a trading calendar that the simulator calls, for one session as long as the data. No holidays."""

    name = "tradeport"

    def __init__(self, start: int, end: int) -> None:
        self.first_session = self.last_session = pd.Timestamp(start).normalize()
        self._open, self._close = pd.Timestamp(start, tz="UTC"), pd.Timestamp(end, tz="UTC")

    def is_session(self, session: pd.Timestamp) -> bool:
        return True

    def session_first_minute(self, session: pd.Timestamp) -> pd.Timestamp:
        return self._open

    def session_open(self, session: pd.Timestamp) -> pd.Timestamp:
        return self._open

    def session_close(self, session: pd.Timestamp) -> pd.Timestamp:
        return self._close

    def sessions_in_range(self, first: pd.Timestamp, last: pd.Timestamp) -> pd.DatetimeIndex:
        return pd.DatetimeIndex([self.first_session])


class Assets:
    """Implements the part of an asset finder that the simulator calls, over our instruments: `by_id`."""

    def __init__(self, instruments: Iterable[Instrument]) -> None:
        self.by_id = {i.id: _equity(sid, i) for sid, i in enumerate(instruments)}
        self._by_sid = list(self.by_id.values())

    def retrieve_asset(self, sid: int) -> Asset:
        return self._by_sid[int(sid)]

    def retrieve_all(self, sids: Iterable[int]) -> list[Asset]:
        return [self.retrieve_asset(sid) for sid in sids]


def _equity(sid: int, instrument: Instrument) -> Equity:
    return Equity(sid, _EXCHANGE, symbol=instrument.id, tick_size=float(instrument.price_increment))


class EventPortal(DataPortal):
    """Serves the event under way; to an instrument that has none now, a minute without trade: no price, no volume."""

    adjustment_reader = None

    def __init__(self, assets: Assets, calendar: OneSession, lots_per_unit: int) -> None:
        # Not the stock constructor: it opens readers of a bundle.
        self.asset_finder, self.trading_calendar = assets, calendar
        self._lots_per_unit = lots_per_unit
        self.event: Tradable | None = None

    def get_spot_value(self, asset: Asset, field: str, dt: pd.Timestamp, data_frequency: str) -> float:
        event = self.event
        if not isinstance(event, Bar) or event.instrument != asset.symbol:
            return 0.0 if field == "volume" else nan
        if field == "volume":
            return event.volume * self._lots_per_unit
        value: float = getattr(event, "close" if field == "price" else field)
        return value

    def get_splits(self, assets: Any, dt: pd.Timestamp) -> list[Any]:
        return []
