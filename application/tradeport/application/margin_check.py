"""Whether the account could carry what is asked for: the initial margin, before an order is sent."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tradeport.application.ledger import Ledger
from tradeport.application.order_store import OrderStore
from tradeport.domain.model.instruments import Perpetual
from tradeport.domain.model.margin import Margin
from tradeport.domain.model.money import CONTEXT, ZERO, text
from tradeport.domain.model.orders import Order, TradeIntent
from tradeport.ports.market_data import MarketDataPort
from tradeport.ports.risk import MarginRules


class MarginCheck:
    """Counts each perpetual with whichever is larger: all its working buys filled, or all its sells."""

    def __init__(self, rules: MarginRules, market: MarketDataPort, ledger: Ledger, orders: OrderStore) -> None:
        self._rules, self._market, self._ledger, self._orders = rules, market, ledger, orders
        self._terms = {i.id: i.perpetual for i in market.instruments() if i.perpetual is not None}

    def reason(self, intents: Sequence[TradeIntent], own: Order | None = None) -> str:
        """Why `intents`, sent together, cannot be carried; nothing if they can. `own` is being replaced by them."""
        concerned = [intent for intent in intents if intent.instrument in self._terms and not intent.reduce_only]
        if not concerned:
            return ""
        prices = {
            i: self._price(i, concerned) for i in self._terms if self._ledger.position(i).quantity or self._asked(i, concerned)
        }
        if unpriced := [i for i, price in prices.items() if price is None]:
            return f"initial_margin: {unpriced[0]} has no price yet"
        known = {i: price for i, price in prices.items() if price is not None}
        before, after = self._bound(known, [], own), self._bound(known, concerned, own)
        if after.initial <= before.initial:
            return ""
        if after.free < 0:
            return f"initial_margin: {text(after.initial)} would be bound, the equity is {text(after.equity)}"
        limit, leverage = self._rules.max_leverage, after.leverage
        if limit is not None and leverage is not None and leverage > limit:
            return f"max_leverage: {text(round(leverage, 4))} > {text(limit)}"
        return ""

    def _asked(self, instrument: str, intents: Sequence[TradeIntent]) -> bool:
        return any(intent.instrument == instrument for intent in intents) or bool(self._orders.open(instrument))

    def _price(self, instrument: str, intents: Sequence[TradeIntent]) -> Decimal | None:
        """The mark; before the first, what an order asks for."""
        last = self._market.last_price(instrument)
        if last is not None:
            return Decimal(repr(last))
        asked = (intent.limit_price or intent.trigger_price for intent in intents if intent.instrument == instrument)
        return next((price for price in asked if price is not None), None)

    def _bound(self, prices: Mapping[str, Decimal], intents: Sequence[TradeIntent], own: Order | None) -> Margin:
        margin = Margin(self._ledger.equity())
        for instrument, price in prices.items():
            held = self._ledger.position(instrument).quantity
            buys, sells = self._working(instrument, own)
            for intent in intents:
                if intent.instrument == instrument:
                    more = intent.quantity - (own.filled_quantity if own is not None else ZERO)
                    buys, sells = (buys + more, sells) if intent.side.sign > 0 else (buys, sells + more)
            reached = max(abs(held), abs(CONTEXT.add(held, buys)), abs(CONTEXT.subtract(held, sells)))
            margin = margin.with_position(reached, price, self._of(instrument))
        return margin

    def _working(self, instrument: str, own: Order | None) -> tuple[Decimal, Decimal]:
        """What may still be bought and sold; of a pair the larger leg, and nothing that may only reduce."""
        sides = {1: ZERO, -1: ZERO}
        orders = {o.client_order_id: o for o in self._orders.open(instrument) if not o.intent.reduce_only}
        for order in orders.values():
            if own is not None and order.client_order_id in (own.client_order_id, own.oco):
                continue
            other = orders.get(order.oco)
            larger = other is not None and (other.remaining, other.sequence) >= (order.remaining, order.sequence)
            if larger and other is not None and other.intent.side is order.intent.side:
                continue
            sides[order.intent.side.sign] += order.remaining
        return sides[1], sides[-1]

    def _of(self, instrument: str) -> Perpetual:
        return self._terms[instrument]
