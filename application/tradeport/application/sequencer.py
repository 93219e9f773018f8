"""The canonical order of what happens within one instant, whatever order an engine reported it in.

By instrument in the order of the configuration, then stage, then submission (docs/reference/canonical-execution.md).
"""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from tradeport.application.stages import AFTER, LIMITS, OPEN, STOPS, executable, gapped
from tradeport.domain.model.market_data import Tradable, span
from tradeport.domain.model.orders import Order, OrderEventType, OrderSide, OrderType
from tradeport.ports.engine import OrderReport

#: Place of the instrument, stage, place of the order, of the report; behind that of its cause, the last two alone.
type Key = tuple[int, ...]

_ENDS = frozenset({OrderEventType.FILLED, OrderEventType.CANCELED, OrderEventType.REJECTED, OrderEventType.EXPIRED})


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

    ends = {report.client_order_id: (index, report) for index, report in enumerate(reports) if report.type in _ENDS}

    def key(indexed: tuple[int, OrderReport]) -> Key:
        index, report = indexed
        it = order(report.client_order_id)
        if report.cause in ends:  # at once after what brought it about
            return *key(ends[report.cause]), it.sequence, index
        event = by_instrument.get(it.intent.instrument)
        stage = AFTER if event is None else stage_of(report.type, report.price, it, event)
        return ranks[it.intent.instrument], stage, it.sequence, index

    return [report for _, report in sorted(enumerate(reports), key=key)]


def stage_of(type_: OrderEventType, price: Decimal, order: Order, event: Tradable) -> int:
    """At the open, among the stops, among the limits, or after matching."""
    opening = open_of(event, order.intent.side)
    if type_ is OrderEventType.TRIGGERED:
        return OPEN if gapped(order.intent, opening) else STOPS
    if type_ in (OrderEventType.CANCELED, OrderEventType.REJECTED):
        return OPEN  # IOC, FOK and post-only are settled by the open
    if type_ is not OrderEventType.FILLED:
        return AFTER
    kind = OrderType.LIMIT if order.triggered else order.intent.type
    if kind is OrderType.MARKET:
        return OPEN
    if kind is OrderType.LIMIT:
        return OPEN if executable(order.intent, opening) else LIMITS
    at_open = gapped(order.intent, opening)
    if kind in (OrderType.STOP, OrderType.TRAILING_STOP):
        return OPEN if at_open else STOPS
    if at_open:
        return OPEN if executable(order.intent, opening) else LIMITS
    return STOPS if price == order.intent.trigger_price else LIMITS


def open_of(event: Tradable, side: OrderSide) -> Decimal:
    """The first price that `side` can trade at."""
    return Decimal(repr(span(event, buying=side is OrderSide.BUY)[0]))
