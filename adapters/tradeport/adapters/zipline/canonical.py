"""The canonical profile: the same fills as on every engine, from Zipline's own orders."""

from decimal import Decimal

from zipline.finance.commission import CommissionModel
from zipline.finance.execution import ExecutionStyle
from zipline.finance.order import Order as ZiplineOrder
from zipline.finance.transaction import Transaction

from tradeport.adapters.zipline.canonical_prices import CanonicalPrices
from tradeport.adapters.zipline.commissions import commission
from tradeport.adapters.zipline.engine import CANONICAL
from tradeport.adapters.zipline.session import ZiplineSession
from tradeport.application.errors import EngineError
from tradeport.domain.model.margin import funding_received
from tradeport.domain.model.market_data import FundingRate, Tradable
from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Order, OrderEventType
from tradeport.domain.order_life import Openings
from tradeport.ports.engine import EngineListener, SessionSpec

_E = OrderEventType


class Exact(ExecutionStyle):
    """Prices as they are. The stock styles round them, unevenly, to multiples of the tick in binary."""

    def __init__(self, order: Order) -> None:
        limit, trigger = order.intent.limit_price, order.intent.trigger_price
        self._limit = None if limit is None else float(limit)
        self._stop = None if trigger is None or order.triggered else float(trigger)

    def get_limit_price(self, is_buy: bool) -> float | None:
        return self._limit

    def get_stop_price(self, is_buy: bool) -> float | None:
        return self._stop


class CanonicalSession(ZiplineSession):
    """Orders are in the blotter from their decision on; the price model examines them from the first event they are for."""

    capabilities = CANONICAL
    most = 2**63 - 1  # amounts are added and subtracted as integers, never as floats

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        self._prices = CanonicalPrices({i.id: i for i in spec.dataset.instruments})
        self._openings = Openings(spec.dataset)
        super().__init__(spec, listener)

    def prices(self) -> CanonicalPrices:
        return self._prices

    def commission(self) -> CommissionModel:
        return commission(self.spec.fees)

    def style(self, order: Order) -> ExecutionStyle:
        return Exact(order)

    def submit(self, order: Order) -> None:
        self._prices.waiting[order.client_order_id] = order.ts_init
        super().submit(order)

    def cancel(self, order: Order) -> None:
        known = self.blotter.orders.get(order.client_order_id)
        if known is None or not known.open:
            raise EngineError(f"zipline cannot cancel {order.client_order_id}: it has {known or 'no such order'}")
        self.blotter.cancel(order.client_order_id)
        self._prices.waiting.pop(order.client_order_id, None)
        self.report(order.client_order_id, _E.CANCELED)

    def fund(self, funding: FundingRate, mark: Decimal) -> Decimal:
        held = self.account().positions.get(funding.instrument, ZERO)
        amount = funding_received(funding, held, mark, self.spec.currency)
        self.add_capital(amount)
        return amount

    def before(self, event: Tradable) -> None:
        self._prices.begin(event, self._openings.of(event))
        self.listener.before_match(event)

    def matched(self) -> None:
        """Everything has been reported already."""

    def triggered(self, order: ZiplineOrder) -> None:
        self.report(order.id, _E.TRIGGERED)

    def filled(self, order: ZiplineOrder, transaction: Transaction, fee: float) -> None:
        self.listener.report(self.fill(order, transaction, fee))
