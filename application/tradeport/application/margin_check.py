"""Whether the account could carry what is asked for: the initial margin, before an order is sent."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from tradeport.application.ledger import Ledger
from tradeport.application.order_store import OrderStore
from tradeport.domain.model.margin import Margin, MarginRules
from tradeport.domain.model.money import CONTEXT, ZERO, text
from tradeport.domain.model.orders import Order, OrderSide, TradeIntent
from tradeport.ports.market_data import MarketDataPort


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
        before, after = self._bound(known, [], None), self._bound(known, concerned, own)
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
        working = [order.intent for order in self._orders.open(instrument)]
        asked = (it.limit_price or it.trigger_price for it in (*intents, *working) if it.instrument == instrument)
        return next((price for price in asked if price is not None), None)

    def _bound(self, prices: Mapping[str, Decimal], intents: Sequence[TradeIntent], own: Order | None) -> Margin:
        margin = Margin(self._ledger.equity())
        for instrument, price in prices.items():
            held = self._ledger.position(instrument).quantity
            buys, sells = self._working(instrument, [it for it in intents if it.instrument == instrument], own)
            reached = max(abs(CONTEXT.add(held, buys)), abs(CONTEXT.subtract(held, sells)))
            margin = margin.with_position(reached, price, self._terms[instrument])
        return margin

    def _working(self, instrument: str, intents: Sequence[TradeIntent], own: Order | None) -> tuple[Decimal, Decimal]:
        """What may still be bought and sold, `intents` included: of a pair the larger leg, and nothing that may only reduce."""
        asked: dict[tuple[int, str], Decimal] = {}  # by side and pair

        def ask(side: OrderSide, pair: str, quantity: Decimal) -> None:
            asked[side.sign, pair] = max(quantity, asked.get((side.sign, pair), ZERO))

        for order in self._orders.open(instrument):
            if not order.intent.reduce_only and (own is None or order.client_order_id != own.client_order_id):
                ask(order.intent.side, _pair(order), order.remaining)
        for place, intent in enumerate(intents):
            ask(
                intent.side, str(place) if own is None else _pair(own), intent.quantity - (own.filled_quantity if own else ZERO)
            )
        buys, sells = (sum((q for (sign, _), q in asked.items() if sign == side), ZERO) for side in (1, -1))
        return buys, sells


def _pair(order: Order) -> str:
    """The same for both legs of a pair."""
    return min(order.client_order_id, order.oco) if order.oco else order.client_order_id
