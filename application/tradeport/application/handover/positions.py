"""The positions of a run, as orders that establish them on another engine."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import attrs

from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.market_data import span
from tradeport.domain.model.money import CONTEXT, Currency, FeeSchedule
from tradeport.domain.model.orders import Order, OrderSide, OrderStatus, TradeIntent


@attrs.frozen
class Transfer:
    """`orders` for the first event of each held instrument, and what they will cost: notional, signed, and fees."""

    orders: Sequence[Order]
    cost: Decimal


def transfer(held: Mapping[str, Decimal], dataset: Dataset, fees: FeeSchedule, currency: Currency, prefix: str) -> Transfer:
    """Buys come before sells: an engine may be long only. `prefix` begins the orders' ids, which nobody else may use."""
    instruments = {i.id: i for i in dataset.instruments}
    orders, cost = [], Decimal(0)
    for number, (name, quantity) in enumerate(sorted(held.items(), key=lambda item: item[1] < 0), 1):
        side = OrderSide.BUY if quantity > 0 else OrderSide.SELL
        price = instruments[name].price(span(next(iter(dataset.series[name])), buying=quantity > 0)[0])
        notional = CONTEXT.multiply(abs(quantity), price)
        cost += currency.quantize(notional) * side.sign + fees.fee(abs(quantity), notional, currency)
        intent = TradeIntent(name, side, abs(quantity))
        began = dataset.start  # before anything: so it is examined on the first event
        orders.append(Order(f"{prefix}{number}", intent, began, number, OrderStatus.SUBMITTED, ts_last=began))
    return Transfer(orders, cost)
