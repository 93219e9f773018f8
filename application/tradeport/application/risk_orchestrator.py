"""The one chokepoint every intent passes."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from tradeport.application.audit import records
from tradeport.application.audit.log import AuditLog
from tradeport.application.events import SILENT, EventBus, TradingStateChanged
from tradeport.application.ledger import Ledger
from tradeport.application.margin_check import MarginCheck
from tradeport.application.order_store import OrderStore
from tradeport.domain.model.money import CONTEXT, ZERO, text
from tradeport.domain.model.orders import Order, OrderSide, TradeIntent
from tradeport.ports.clock import ClockPort
from tradeport.ports.market_data import MarketDataPort
from tradeport.ports.risk import RiskLimits, TradingState, Verdict

#: Gives the reason to deny an intent, or nothing. The order is the one being modified, which does not count against itself.
type Rule = Callable[[TradeIntent, Order | None], str]

_PASSES: Final = Verdict()


class RiskOrchestrator:
    """Implements RiskPort. A rule is a method that gives the reason for a denial, or nothing."""

    def __init__(
        self,
        limits: RiskLimits,
        market_data: MarketDataPort,
        ledger: Ledger,
        orders: OrderStore,
        audit: AuditLog,
        clock: ClockPort,
        state: TradingState = TradingState.ACTIVE,
        events: EventBus = SILENT,
        margin: MarginCheck | None = None,
    ) -> None:
        """`margin`: of a run with perpetuals."""
        self._limits, self._market, self._ledger, self._orders = limits, market_data, ledger, orders
        self._audit, self._clock, self._events = audit, clock, events
        self._margin = margin
        self._state = state
        self._peak = ZERO
        #: Of the last change of the state.
        self.reason = ""
        self._rules = self._needed()

    @property
    def state(self) -> TradingState:
        return self._state

    @property
    def limits(self) -> RiskLimits:
        return self._limits

    def set_state(self, state: TradingState, reason: str) -> None:
        """Change the trading state; recorded."""
        if state is not self._state:
            self._state, self.reason = state, reason
            self._audit.append(records.TRADING_STATE, self._clock.now(), {"state": state.value, "reason": reason})
            self._events.publish(TradingStateChanged(self._clock.now(), state, reason))

    def check(self, intent: TradeIntent) -> Verdict:
        verdict = self._judge(intent, None, self._rules)
        if verdict.passes and self._margin is not None:
            return Verdict(self._margin.reason([intent]))
        return verdict

    def _judge(self, intent: TradeIntent, own: Order | None, rules: Sequence[Rule]) -> Verdict:
        for rule in rules:
            if reason := rule(intent, own):
                return Verdict(reason)
        return _PASSES

    def review(self, orders: Sequence[Order], exits: Sequence[TradeIntent] = ()) -> Verdict:
        """Orders that are sent as one, and the `exits` of a bracket: `check` of each, that ids are new and that all have room.

        An exit is not asked about the position: it closes what its entry opens.
        """
        for order in orders:
            if order.client_order_id in self._orders:
                return Verdict(f"duplicate_client_order_id: {order.client_order_id} exists")
        verdicts = [self._judge(order.intent, None, self._rules) for order in orders]
        if exits:
            about_position: tuple[Rule, ...] = (self._position, self._reduce_only)
            rules = [rule for rule in self._rules if rule not in about_position]
            verdicts += [self._judge(exit, None, rules) for exit in exits]
        if refusals := [verdict for verdict in verdicts if not verdict.passes]:
            return refusals[0]
        if self._margin is not None:
            # legs together, the legs of a pair each by itself
            together = [[order.intent for order in orders]] if not orders[0].oco else [[order.intent] for order in orders]
            reasons = (self._margin.reason(intents) for intents in together)
            if reason := next(filter(None, reasons), ""):
                return Verdict(reason)
        crowded = self._room(len(orders) + len(exits))
        return Verdict(crowded) if crowded else _PASSES

    def release(self, exits: Sequence[Order]) -> Verdict:
        """The exits of a bracket whose entry has filled: they were reviewed with it, but the state may have changed since."""
        rules: tuple[Rule, ...] = (self._trading_state, self._reduce_only)
        verdicts = (self._judge(order.intent, None, rules) for order in exits)
        return next((verdict for verdict in verdicts if not verdict.passes), _PASSES)

    def check_change(self, order: Order, intent: TradeIntent) -> Verdict:
        """`check` for new terms of a working order, which does not count against itself."""
        verdict = self._judge(intent, order, self._rules)
        if verdict.passes and self._margin is not None:
            return Verdict(self._margin.reason([intent], order))
        return verdict

    def watch(self, equity: Decimal) -> None:
        """Follow the equity; halts trading when the drawdown passes its limit."""
        limit = self._limits.max_drawdown
        if limit is None or self._state is TradingState.HALTED:
            return
        self._peak = max(self._peak, equity)
        if equity < CONTEXT.multiply(self._peak, 1 - limit):
            drop = CONTEXT.divide(self._peak - equity, self._peak) if self._peak else ZERO
            shown = text(round(drop * 100, 2))
            self.set_state(TradingState.HALTED, f"max_drawdown: {shown} % below the peak of {text(self._peak)}")

    def shift(self, amount: Decimal) -> None:
        """The equity has changed by that without a gain or a loss: the peak goes with it."""
        self._peak = CONTEXT.add(self._peak, amount)

    def _needed(self) -> tuple[Rule, ...]:
        limits = self._limits
        rules: list[Rule] = [self._trading_state, self._grid, self._reduce_only]
        if limits.max_order_quantity is not None:
            rules.append(self._order_quantity)
        if limits.max_order_notional is not None:
            rules.append(self._order_notional)
        if limits.max_position is not None or limits.max_position_notional is not None:
            rules.append(self._position)
        if limits.max_open_orders is not None:
            rules.append(self._open_orders)
        if limits.price_collar is not None:
            rules.append(self._collar)
        return tuple(rules)

    def _trading_state(self, intent: TradeIntent, own: Order | None) -> str:
        if self._state is TradingState.ACTIVE:
            return ""
        if self._state is TradingState.HALTED:
            return "trading_state: trading is halted"
        held = self._ledger.position(intent.instrument).quantity
        if intent.side.sign * held >= 0 or self._exposed(intent, own) > abs(held):
            return f"trading_state: reducing, and this does not shrink the position of {text(held)}"
        return ""

    def _grid(self, intent: TradeIntent, own: Order | None) -> str:
        traded = self._market.instrument(intent.instrument)
        if not traded.is_quantity(intent.quantity):
            return f"size_increment: {text(intent.quantity)} is not a multiple of {text(traded.size_increment)}"
        for price in (intent.limit_price, intent.trigger_price):
            if price is not None and not traded.is_price(price):
                return f"price_increment: {text(price)} is not a multiple of {text(traded.price_increment)}"
        return ""

    def _reduce_only(self, intent: TradeIntent, own: Order | None) -> str:
        """What is too large is cut when it is sent; new terms must fit."""
        if not intent.reduce_only:
            return ""
        held = self._ledger.position(intent.instrument).quantity
        if intent.side.sign * held >= 0:
            return f"reduce_only: it would not shrink the position of {text(held)}"
        if own is not None and intent.quantity - own.filled_quantity > abs(held):
            return f"reduce_only: {text(intent.quantity)} is more than the position of {text(held)}"
        return ""

    def _order_quantity(self, intent: TradeIntent, own: Order | None) -> str:
        limit = self._limits.max_order_quantity
        assert limit is not None
        return f"max_order_quantity: {text(intent.quantity)} > {text(limit)}" if intent.quantity > limit else ""

    def _order_notional(self, intent: TradeIntent, own: Order | None) -> str:
        limit = self._limits.max_order_notional
        assert limit is not None
        price = self._reference(intent)
        if price is None:
            return f"max_order_notional: {intent.instrument} has no price yet"
        notional = CONTEXT.multiply(price, intent.quantity)
        return f"max_order_notional: {text(notional)} > {text(limit)}" if notional > limit else ""

    def _position(self, intent: TradeIntent, own: Order | None) -> str:
        """The position if everything working on this side filled."""
        size = self._exposed(intent, own)
        held = self._ledger.position(intent.instrument).quantity
        reached = abs(held + (size if intent.side is OrderSide.BUY else -size))
        if reached <= abs(held):
            return ""
        limit, notional = self._limits.max_position, self._limits.max_position_notional
        if limit is not None and reached > limit:
            return f"max_position: {text(reached)} > {text(limit)}"
        if notional is not None:
            price = self._reference(intent)
            if price is None:
                return f"max_position_notional: {intent.instrument} has no price yet"
            if (value := CONTEXT.multiply(price, reached)) > notional:
                return f"max_position_notional: {text(value)} > {text(notional)}"
        return ""

    def _open_orders(self, intent: TradeIntent, own: Order | None) -> str:
        return self._room(0 if own is not None else 1)

    def _room(self, more: int) -> str:
        limit, working = self._limits.max_open_orders, self._orders.open_count
        if limit is None or working + more <= limit:
            return ""
        return f"max_open_orders: {working} are open, {limit} are allowed"

    def _collar(self, intent: TradeIntent, own: Order | None) -> str:
        collar, last = self._limits.price_collar, self._last(intent.instrument)
        assert collar is not None
        for price in (intent.limit_price, intent.trigger_price):
            if price is None:
                continue
            if last is None:
                return f"price_collar: {intent.instrument} has no price yet"
            if abs(price - last) > CONTEXT.multiply(last, collar):
                return f"price_collar: {text(price)} is more than {text(collar * 100)} % from {text(last)}"
        return ""

    def _exposed(self, intent: TradeIntent, own: Order | None) -> Decimal:
        """What would still fill on the intent's side: itself and everything working beside it."""
        beside = {o.client_order_id: o for o in self._orders.open(intent.instrument) if o.intent.side is intent.side}
        if own is not None:
            beside.pop(own.client_order_id, None)
            beside.pop(own.oco, None)
        # of a pair one leg fills: the larger counts
        total = intent.quantity - (own.filled_quantity if own else ZERO)
        for order in beside.values():
            other = beside.get(order.oco)
            if other is None or (order.remaining, order.sequence) > (other.remaining, other.sequence):
                total += order.remaining
        return total

    def _reference(self, intent: TradeIntent) -> Decimal | None:
        return intent.limit_price or intent.trigger_price or self._last(intent.instrument)

    def _last(self, instrument: str) -> Decimal | None:
        price = self._market.last_price(instrument)
        return None if price is None else Decimal(repr(price))
