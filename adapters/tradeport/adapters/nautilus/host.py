"""The Nautilus strategy that stands for ours: subscribes, and passes on what it hears."""

from typing import TYPE_CHECKING

from nautilus_trader.model.data import Bar, QuoteTick, TradeTick
from nautilus_trader.model.events import (
    OrderAccepted,
    OrderCanceled,
    OrderCancelRejected,
    OrderDenied,
    OrderExpired,
    OrderFilled,
    OrderModifyRejected,
    OrderRejected,
    OrderTriggered,
    OrderUpdated,
)
from nautilus_trader.trading.config import StrategyConfig
from nautilus_trader.trading.strategy import Strategy

from tradeport.adapters.nautilus import translate
from tradeport.application.errors import EngineError
from tradeport.domain.model.dataset import BarSeries
from tradeport.domain.model.market_data import QuoteTick as OurQuote
from tradeport.domain.model.orders import OrderEventType

if TYPE_CHECKING:
    from tradeport.adapters.nautilus.session import NautilusSession

_E = OrderEventType


class Host(Strategy):
    """Exceptions are kept on the session as well: whatever Nautilus does with them, the run ends with the right one."""

    def __init__(self, session: "NautilusSession") -> None:
        super().__init__(StrategyConfig(strategy_id="HOST-001"))
        self._session = session

    def on_start(self) -> None:
        for name, series in self._session.spec.dataset.series.items():
            if isinstance(series, BarSeries):
                self.subscribe_bars(translate.bar_type(series))
            elif isinstance(series.ticks[0], OurQuote):
                self.subscribe_quote_ticks(self._session.ids[name])
            else:
                self.subscribe_trade_ticks(self._session.ids[name])
        self._session.started()

    def on_bar(self, bar: Bar) -> None:
        self._arrived(bar.ts_event)

    def on_quote_tick(self, tick: QuoteTick) -> None:
        self._arrived(tick.ts_event)

    def on_trade_tick(self, tick: TradeTick) -> None:
        self._arrived(tick.ts_event)

    def _arrived(self, ts: int) -> None:
        try:
            self._session.arrived(ts)
        except BaseException as error:
            self._session.error = error
            raise

    def on_order_filled(self, event: OrderFilled) -> None:
        self._session.report(
            event.client_order_id.value,
            _E.FILLED,
            quantity=event.last_qty.as_decimal(),
            price=event.last_px.as_decimal(),
            fee=event.commission.as_decimal(),
            venue_order_id=event.venue_order_id.value,
        )

    def on_order_triggered(self, event: OrderTriggered) -> None:
        self._session.triggered(event)

    def on_order_accepted(self, event: OrderAccepted) -> None:
        self._session.accepted(event)

    def on_order_canceled(self, event: OrderCanceled) -> None:
        self._session.canceled(event)

    def on_order_updated(self, event: OrderUpdated) -> None:
        self._session.updated(event)

    def on_order_expired(self, event: OrderExpired) -> None:
        self._session.report(event.client_order_id.value, _E.EXPIRED)

    def on_order_rejected(self, event: OrderRejected) -> None:
        self._session.rejected(event)

    def on_order_denied(self, event: OrderDenied) -> None:
        self._fail(event)

    def on_order_cancel_rejected(self, event: OrderCancelRejected) -> None:
        self._session.cancel_rejected(event)

    def on_order_modify_rejected(self, event: OrderModifyRejected) -> None:
        self._session.modify_rejected(event)

    def _fail(self, event: object) -> None:
        error = EngineError(f"nautilus refused an order: {event}")
        self._session.error = error
        raise error
