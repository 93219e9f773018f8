"""Which working orders can stay: the largest number that a reconciliation can leave alone."""

from collections.abc import Sequence
from decimal import Decimal

import attrs

from tradeport.domain.model.orders import Order


@attrs.frozen
class Wanted:
    """One quote on the grid."""

    price: Decimal
    quantity: Decimal


@attrs.frozen
class Churn:
    """What it takes: `moved` pairs a working order with its new terms."""

    moved: tuple[tuple[Order, Wanted], ...]
    cancelled: tuple[Order, ...]
    added: tuple[Wanted, ...]


def churn(live: Sequence[Order], wanted: Sequence[Wanted], tolerance_bps: Decimal) -> Churn:
    """Of one side. An order stays if a wanted quote of its remaining size is within the tolerance of its price.

    Two pointers over both, sorted by price: for intervals of one width that pairs as many as can be paired. What is left over
    is moved rather than cancelled and sent anew.
    """
    working = sorted(live, key=lambda o: (_price(o), o.client_order_id))
    targets = sorted(wanted, key=lambda w: w.price)
    loose_orders: list[Order] = []
    loose_targets: list[Wanted] = []
    i = j = 0
    while i < len(working) and j < len(targets):
        order, target = working[i], targets[j]
        distance = (_price(order) - target.price) / target.price * 10_000
        if abs(distance) <= tolerance_bps and order.remaining == target.quantity:
            i, j = i + 1, j + 1
        elif _price(order) < target.price:
            loose_orders.append(order)
            i += 1
        else:
            loose_targets.append(target)
            j += 1
    loose_orders += working[i:]
    loose_targets += targets[j:]
    pairs = min(len(loose_orders), len(loose_targets))
    return Churn(
        tuple(zip(loose_orders[:pairs], loose_targets[:pairs], strict=True)),
        tuple(loose_orders[pairs:]),
        tuple(loose_targets[pairs:]),
    )


def _price(order: Order) -> Decimal:
    price = order.intent.limit_price
    assert price is not None
    return price
