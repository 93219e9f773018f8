"""Both sides' books, as of one moment: what the venue shows of the account against the orders and the ledger here."""

from collections.abc import Collection, Mapping
from decimal import Decimal

import attrs

from tradeport.application.ledger import Ledger
from tradeport.application.order_store import OrderStore
from tradeport.domain.model.money import ZERO, text
from tradeport.domain.model.orders import Order, OrderStatus
from tradeport.ports.venue import Message

#: Questions for the account whose answers can still be made use of.
_REMEMBERED = 16


def acknowledged(order: Order) -> bool:
    """The venue has said that it has the order."""
    return OrderStatus.SUBMITTED not in (order.status, order.resume)


@attrs.frozen
class Mismatch:
    """What querying each order does not explain. `positions`, `cash`: ours and the venue's; `untracked`: at work there and not
    open here; `lost`: accepted once, and now the venue does not know them.
    """

    positions: Mapping[str, tuple[Decimal, Decimal]]
    untracked: Collection[str]
    lost: Collection[str]
    cash: tuple[Decimal, Decimal] | None = None

    def __bool__(self) -> bool:
        return bool(self.positions or self.untracked or self.lost or self.cash)

    def told(self) -> str:
        """Both sides."""
        sides = {**self.positions, **({"cash": self.cash} if self.cash else {})}
        ours = [f"{name} {text(amount)}" for name, (amount, _) in sides.items()]
        theirs = [f"{name} {text(amount)}" for name, (_, amount) in sides.items()]
        ours += [f"order {one} open" for one in self.lost] + [f"order {one} not open" for one in self.untracked]
        theirs += [f"order {one} unknown" for one in self.lost] + [f"order {one} working" for one in self.untracked]
        return f"venue: {', '.join(theirs)}; log: {', '.join(ours)}"


@attrs.frozen
class _Asked:
    """What was here when the account was asked for: open orders, how many orders and fills there had been, and `lost`."""

    open: frozenset[str]
    orders: int
    fills: int
    lost: frozenset[str]


class Comparison:
    """Of accounts that `note` was told of before they were asked for."""

    def __init__(self, orders: OrderStore, ledger: Ledger) -> None:
        self._orders, self._ledger = orders, ledger
        self._asked: dict[str, _Asked] = {}
        #: Open here, unknown to the venue, and nothing of it can still arrive there.
        self.absent: set[str] = set()
        #: Acknowledged once, and unknown to the venue by its last answer.
        self.lost: set[str] = set()

    def known(self, client_order_id: str) -> None:
        """The venue knows that order."""
        self.lost.discard(client_order_id)
        self.absent.discard(client_order_id)

    def asked_about(self, client_order_id: str) -> None:
        """The venue is being asked about that order: its last answer does not count any more."""
        self.lost.discard(client_order_id)

    def note(self, word: str) -> None:
        """The account is asked for under `word`."""
        orders = self._orders
        open_ = frozenset(order.client_order_id for order in orders.open())
        self._asked[word] = _Asked(open_, len(orders), orders.fills, frozenset(self.lost))
        if len(self._asked) > _REMEMBERED:
            del self._asked[next(iter(self._asked))]

    def of(self, message: Message) -> Mismatch | None:
        """None where the two cannot be compared: an order of ours is under way, or something has happened since it was asked.

        So whatever is booked here had happened at the venue when the account was read, and what is equal in sum is the same.
        """
        then = self._asked.get(message.client_order_id)
        if then is None or (then.orders, then.fills) != (len(self._orders), self._orders.fills):
            return None
        working = {one.client_order_id: one.filled for one in message.working}
        gone = self.absent | (self.lost & then.lost)
        for one in then.open:
            order = self._orders.get(one)
            if working[one] != order.filled_quantity if one in working else order.is_open and one not in gone:
                return None
        ours, theirs = self._ledger.holdings(), {held.instrument: held.quantity for held in message.holdings}
        sides = {name: (ours.get(name, ZERO), theirs.get(name, ZERO)) for name in dict.fromkeys([*ours, *theirs])}
        differing = {name: pair for name, pair in sides.items() if pair[0] != pair[1]}
        quantize = self._ledger.currency.quantize
        cash = quantize(self._ledger.cash()), quantize(message.cash)
        lost = [one for one in sorted((self.lost & then.lost) - working.keys()) if self._orders.get(one).is_open]
        return Mismatch(differing, sorted(working.keys() - then.open), lost, cash if cash[0] != cash[1] else None)
