"""Round trips, first in first out: which entry each exit closed, exact to the last decimal."""

from collections import deque
from collections.abc import Iterable
from decimal import Decimal

import attrs

from tradeport.domain.model.money import CONTEXT, ZERO
from tradeport.domain.model.orders import Fill, OrderSide

#: A share of a fee is cut to this; what is left over stays with the last share, so that shares add up to the fee.
_FEE_GRAIN = Decimal("1E-12")


@attrs.frozen
class RoundTrip:
    """One quantity bought and sold. `side` is the entry's. A fill that closes several entries gives several."""

    instrument: str
    side: OrderSide
    quantity: Decimal
    entry_ts: int
    entry_price: Decimal
    exit_ts: int
    exit_price: Decimal
    fees: Decimal

    @property
    def gross(self) -> Decimal:
        """P&L before fees."""
        move = CONTEXT.subtract(self.exit_price, self.entry_price)
        return CONTEXT.multiply(move if self.side is OrderSide.BUY else -move, self.quantity)

    @property
    def net(self) -> Decimal:
        """P&L after the fees of entry and exit."""
        return CONTEXT.subtract(self.gross, self.fees)

    @property
    def change(self) -> float:
        """Net P&L as a fraction of the entry's notional; 0 at a price of 0."""
        notional = CONTEXT.multiply(self.entry_price, self.quantity)
        return float(self.net / notional) if notional else 0.0


@attrs.define
class Lot:
    """What is still open of one entry. `fee` is the part of the entry's fee not yet given to a round trip."""

    instrument: str
    side: OrderSide
    quantity: Decimal
    ts: int
    price: Decimal
    fee: Decimal


@attrs.frozen
class Trades:
    """Round trips in order of their exit, and the lots open at the end."""

    closed: tuple[RoundTrip, ...]
    open: tuple[Lot, ...]


def round_trips(fills: Iterable[Fill]) -> Trades:
    """Match `fills` (in order) first in first out, an instrument at a time. A fill that flips closes, then opens the rest."""
    closed: list[RoundTrip] = []
    books: dict[str, deque[Lot]] = {}
    for fill in fills:
        lots = books.setdefault(fill.instrument, deque())
        rest = Lot(fill.instrument, fill.side, fill.quantity, fill.ts, fill.price, fill.fee)
        while rest.quantity and lots and lots[0].side is not rest.side:
            closed.append(_match(lots[0], rest))
            if not lots[0].quantity:
                lots.popleft()
        if rest.quantity:
            lots.append(rest)
    return Trades(tuple(closed), tuple(lot for lots in books.values() for lot in lots))


def _match(lot: Lot, exit: Lot) -> RoundTrip:
    quantity = min(lot.quantity, exit.quantity)
    fees = CONTEXT.add(_take(lot, quantity), _take(exit, quantity))
    return RoundTrip(lot.instrument, lot.side, quantity, lot.ts, lot.price, exit.ts, exit.price, fees)


def _take(lot: Lot, quantity: Decimal) -> Decimal:
    """Shrink `lot` by `quantity`; its share of the fee, pro rata."""
    if quantity == lot.quantity:
        share = lot.fee
    else:
        share = CONTEXT.divide(CONTEXT.multiply(lot.fee, quantity), lot.quantity).quantize(_FEE_GRAIN, context=CONTEXT)
    lot.quantity = CONTEXT.subtract(lot.quantity, quantity)
    lot.fee = CONTEXT.subtract(lot.fee, share)
    return share


def time_in_market(fills: Iterable[Fill], end: int) -> int:
    """Nanoseconds, up to `end`, during which any instrument was held. `fills` in order of time."""
    held: dict[str, Decimal] = {}
    total, since = 0, 0
    for fill in fills:
        was_flat = not held
        quantity = CONTEXT.add(held.get(fill.instrument, ZERO), fill.signed_quantity)
        if quantity:
            held[fill.instrument] = quantity
        else:
            held.pop(fill.instrument, None)
        if was_flat and held:
            since = fill.ts
        elif not was_flat and not held:
            total += fill.ts - since
    return total + (max(0, end - since) if held else 0)
