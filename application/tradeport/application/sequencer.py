"""The canonical order of what happens within one instant, whatever order an engine reported it in.

By instrument in the order of the configuration, then stage, then submission (docs/reference/canonical-execution.md).
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from tradeport.domain.model.market_data import Tradable, span
from tradeport.domain.model.orders import Order, OrderEventType, OrderSide, OrderType
from tradeport.ports.engine import OrderReport

OPEN, STOPS, LIMITS, AFTER = range(4)

type Key = tuple[int, int, int, int]


def arranged(
    reports: Sequence[OrderReport],
    events: Sequence[Tradable],
    order: Callable[[str], Order],
    ranks: Mapping[str, int],
) -> list[OrderReport]:
    """`reports` of one instant in canonical order. `ranks`: place of each instrument; `order` gives the state before them."""
    if len(reports) < 2:
        return list(reports)
    by_instrument = {event.instrument: event for event in events}

    def key(indexed: tuple[int, OrderReport]) -> Key:
        index, report = indexed
        it = order(report.client_order_id)
        event = by_instrument.get(it.intent.instrument)
        stage = AFTER if event is None else stage_of(report.type, report.price, it, event)
        return ranks[it.intent.instrument], stage, it.sequence, index

    return [report for _, report in sorted(enumerate(reports), key=key)]


def stage_of(type_: OrderEventType, price: Decimal, order: Order, event: Tradable) -> int:
    """At the open, among the stops, among the limits, or after matching."""
    opening = open_of(event, order.intent.side)
    if type_ is OrderEventType.TRIGGERED:
        return OPEN if _gapped(order, opening) else STOPS
    if type_ in (OrderEventType.CANCELED, OrderEventType.REJECTED):
        return OPEN  # IOC, FOK and post-only are settled by the open
    if type_ is not OrderEventType.FILLED:
        return AFTER
    kind = OrderType.LIMIT if order.triggered else order.intent.type
    if kind is OrderType.MARKET:
        return OPEN
    if kind is OrderType.LIMIT:
        return OPEN if _executable(order, opening) else LIMITS
    gapped = _gapped(order, opening)
    if kind is OrderType.STOP:
        return OPEN if gapped else STOPS
    if gapped:
        return OPEN if _executable(order, opening) else LIMITS
    return STOPS if price == order.intent.trigger_price else LIMITS


def open_of(event: Tradable, side: OrderSide) -> Decimal:
    """The first price that `side` can trade at."""
    return Decimal(repr(span(event, buying=side is OrderSide.BUY)[0]))


def _gapped(order: Order, opening: Decimal) -> bool:
    trigger = order.intent.trigger_price
    return trigger is not None and (opening - trigger) * order.intent.side.sign >= 0


def _executable(order: Order, opening: Decimal) -> bool:
    limit = order.intent.limit_price
    return limit is not None and (opening - limit) * order.intent.side.sign <= 0
