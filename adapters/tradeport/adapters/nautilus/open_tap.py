"""Called by Nautilus just before its matching engine sees a datum. What was decided earlier reaches the venue here."""

from itertools import count
from typing import TYPE_CHECKING

from nautilus_trader.backtest.config import SimulationModuleConfig
from nautilus_trader.backtest.modules import SimulationModule
from nautilus_trader.core.data import Data
from nautilus_trader.model.data import Bar, QuoteTick, TradeTick
from nautilus_trader.model.enums import AggressorSide, OrderType
from nautilus_trader.model.identifiers import TradeId
from nautilus_trader.model.objects import FIXED_PRECISION, Price, Quantity
from nautilus_trader.model.orders import Order

if TYPE_CHECKING:
    from tradeport.adapters.nautilus.canonical import CanonicalSession


class OpenTap(SimulationModule):
    """Before an event: the platform may still expire orders. Those pending for the instrument are sent to meet its open.

    So that they meet the open and not the last price before it, the engine is shown the open first, and its command queue
    is drained then. On a bar, which Nautilus walks as four prices O H L C, a stop-limit whose stop lies between two of them
    is given that point, so that it triggers where the rules say and fills as a limit in the rest of the bar.
    Whether anything matches is for the engine to say.
    """

    def __init__(self, session: "CanonicalSession") -> None:
        super().__init__(SimulationModuleConfig())
        self._session = session
        self._points = count()
        #: Stop-limits sent so far; without any, bars need no look.
        self.stop_limits = 0

    def pre_process(self, data: Data) -> None:
        try:
            if type(data) is Bar:
                self._before_bar(data)
            elif type(data) is QuoteTick:
                self._before_tick(data, data.ask_price, data.bid_price)
            elif type(data) is TradeTick:
                self._before_tick(data, data.price, data.price)
        except BaseException as error:
            self._session.error = error
            raise

    def _before_bar(self, bar: Bar) -> None:
        iid = bar.bar_type.instrument_id
        pending = self._session.opening(iid, bar.open, bar.open)
        if pending:
            self._show(bar, bar.open)
            self._send(pending, bar.ts_init)
        if self.stop_limits:
            self._give_points(bar)

    def _before_tick(self, tick: QuoteTick | TradeTick, ask: Price, bid: Price) -> None:
        pending = self._session.opening(tick.instrument_id, ask, bid)
        if pending:
            matching = self.exchange.get_matching_engine(tick.instrument_id)
            if type(tick) is QuoteTick:
                matching.process_quote_tick(tick)
            else:
                matching.process_trade_tick(tick)
            self._send(pending, tick.ts_init)

    def _send(self, pending: list[Order], ts: int) -> None:
        for order in pending:
            self.stop_limits += order.order_type == OrderType.STOP_LIMIT
            self._session.host.submit_order(order)
        self.exchange.process(ts)

    def _show(self, bar: Bar, price: Price) -> None:
        """Let the engine see one price of the bar, as a trade of the smallest size."""
        iid, ts = bar.bar_type.instrument_id, bar.ts_event
        size = Quantity.from_raw(10 ** (FIXED_PRECISION - bar.volume.precision), bar.volume.precision)
        point = TradeTick(iid, price, size, AggressorSide.NO_AGGRESSOR, TradeId(f"point-{next(self._points)}"), ts, ts)
        self.exchange.get_matching_engine(iid).process_trade_tick(point)

    def _give_points(self, bar: Bar) -> None:
        for order in self.exchange.get_open_orders(bar.bar_type.instrument_id):
            if order.order_type != OrderType.STOP_LIMIT or order.is_triggered:
                continue
            if bar.low <= order.trigger_price <= bar.high:
                self._show(bar, order.trigger_price)

    def process(self, ts_now: int) -> None:
        """Nothing between data."""

    def log_diagnostics(self, logger: object) -> None:
        """Nothing to say."""

    def reset(self) -> None:
        """Nothing is kept."""
