"""Why an order ended or changed unasked, in the platform's own words: in the log, an engine's words would differ by engine."""

from tradeport.domain.model.orders import Order, OrderEventType, OrderStatus, TimeInForce
from tradeport.ports.engine import OrderReport

_E = OrderEventType


def reason_of(report: OrderReport, order: Order) -> str:
    """For the event that `report` makes of `order`, which is in the state before it; empty where the event says it all."""
    if report.type is _E.REJECTED:
        return "post_only: it would have taken" if order.intent.post_only else report.reason
    if report.type is _E.UPDATED:
        cut = order.status is not OrderStatus.PENDING_UPDATE and order.intent.reduce_only
        return "reduce_only: cut to the position" if cut and _quantity_alone(report) else ""
    if report.type is not _E.CANCELED or order.status is OrderStatus.PENDING_CANCEL:
        return ""
    if report.cause and report.cause == order.oco:
        return "oco: the other leg has ended"
    if report.cause and order.intent.reduce_only:
        return "reduce_only: no position is left to reduce"
    if order.intent.time_in_force in (TimeInForce.IOC, TimeInForce.FOK):
        return f"{order.intent.time_in_force}: not executable at once"
    return report.reason


def _quantity_alone(report: OrderReport) -> bool:
    return report.change is not None and report.change.trigger_price is None
