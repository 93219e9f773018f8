"""The native profile: Zipline as it comes, with its own slippage, order styles and, unless the run has fees, commission."""

from typing import Any

from zipline.finance.commission import CommissionModel, PerShare
from zipline.finance.execution import ExecutionStyle, LimitOrder, MarketOrder, StopLimitOrder, StopOrder
from zipline.finance.order import Order as ZiplineOrder
from zipline.finance.slippage import FixedBasisPointsSlippage
from zipline.finance.transaction import Transaction

from tradeport.adapters.zipline.commissions import commission
from tradeport.adapters.zipline.engine import NATIVE
from tradeport.adapters.zipline.session import ZiplineSession
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import Order, OrderEventType
from tradeport.ports.engine import EngineListener, OrderReport, SessionSpec

_E = OrderEventType


class StockPrices(FixedBasisPointsSlippage):
    """Zipline's default for equities. Its prices lie between ticks, which the ledger cannot book: rounded to the nearest."""

    def __init__(self, instruments: dict[str, Instrument]) -> None:
        super().__init__()
        self._instruments = instruments

    def process_order(self, data: Any, order: ZiplineOrder) -> tuple[float, float]:
        price, amount = super().process_order(data, order)
        return float(self._instruments[order.asset.symbol].price(price)), amount


class NativeSession(ZiplineSession):
    """Zipline's users hear of fills in `handle_data`, after matching: so outcomes wait here for the end of the instant."""

    capabilities = NATIVE
    most = 2**53  # its slippage model computes amounts as floats

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        self._outcomes: list[OrderReport] = []
        super().__init__(spec, listener)

    def prices(self) -> StockPrices:
        return StockPrices(self.instruments)

    def commission(self) -> CommissionModel:
        """A share of a user of Zipline is a unit, so its default is a cost a unit."""
        fees = self.spec.fees
        return commission(fees) if fees.bps or fees.per_unit else PerShare()

    def style(self, order: Order) -> ExecutionStyle:
        asset = self.assets.by_id[order.intent.instrument]
        limit, trigger = order.intent.limit_price, order.intent.trigger_price
        if trigger is None:
            return MarketOrder() if limit is None else LimitOrder(float(limit), asset=asset)
        if limit is None:
            return StopOrder(float(trigger), asset=asset)
        return StopLimitOrder(float(limit), float(trigger), asset=asset)

    def cancel(self, order: Order) -> None:
        """What has filled, but has not been reported yet, cannot be cancelled."""
        if self.blotter.orders[order.client_order_id].open:
            self.blotter.cancel(order.client_order_id)
            self.report(order.client_order_id, _E.CANCELED)
        else:
            self.report(order.client_order_id, _E.CANCEL_REJECTED, "it has filled")

    def triggered(self, order: ZiplineOrder) -> None:
        self._outcomes.append(OrderReport(order.id, _E.TRIGGERED, self.now))

    def filled(self, order: ZiplineOrder, transaction: Transaction, fee: float) -> None:
        self._outcomes.append(self.fill(order, transaction, fee))

    def matched(self) -> None:
        outcomes, self._outcomes = self._outcomes, []
        for outcome in outcomes:
            self.listener.report(outcome)
