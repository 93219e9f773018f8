"""The risk-first tick: margin health before anything else, and all positions closed before the strategy is asked again."""

from tradeport.application.audit import records
from tradeport.application.audit.log import AuditLog
from tradeport.application.command_bus import CommandBus
from tradeport.application.events import SILENT, EventBus, MarginCalled
from tradeport.application.ledger import Ledger
from tradeport.application.risk_orchestrator import RiskOrchestrator
from tradeport.domain.model.margin import ONE, Margin, MarginRules
from tradeport.domain.model.orders import OrderSide, OrderStatus, TradeIntent
from tradeport.ports.clock import ClockPort
from tradeport.ports.risk import TradingState

#: On the orders that close, for who reads the log.
TAG = "margin_call"


class MarginGuard:
    """Below `min_health`: REDUCING, every order cancelled, every position closed by reduce-only market orders.

    Spot is closed with the rest: a hedge whose other leg has gone is none. Once nothing is held and nothing works, the
    trading state is again what it was and the strategy is told what happened.
    """

    def __init__(
        self,
        rules: MarginRules,
        ledger: Ledger,
        bus: CommandBus,
        risk: RiskOrchestrator,
        clock: ClockPort,
        audit: AuditLog,
        events: EventBus = SILENT,
    ) -> None:
        self._rules, self._ledger, self._bus, self._risk = rules, ledger, bus, risk
        self._clock, self._audit, self._events = clock, audit, events
        self._before: TradingState | None = None  # while closing: the state to return to
        self._sent: set[str] = set()
        self.calls = 0
        #: Health at the end of the worst instant.
        self.lowest = ONE

    @property
    def active(self) -> bool:
        """From the instant that found the health too low to the one that found all closed."""
        return self._before is not None

    def closing(self) -> bool:
        """Called first, every instant. True: the strategy is not to be asked anything."""
        if self._risk.state is TradingState.HALTED:  # the run ends
            return self.active
        margin = self._ledger.margin() if self._ledger.holdings() else None
        if margin is not None:
            self.lowest = min(self.lowest, margin.health)
        if self._before is None:
            if margin is None or margin.health >= self._rules.min_health:
                return False
            self._begin(margin)
        elif margin is None and not self._bus.open_orders():
            self._end(self._before)
            return False
        self._close()
        return True

    def _begin(self, margin: Margin) -> None:
        self.calls += 1
        self._before = self._risk.state
        self._note("close", margin)
        self._events.publish(MarginCalled(self._clock.now(), margin.health))
        self._risk.set_state(TradingState.REDUCING, "margin_call")

    def _end(self, before: TradingState) -> None:
        self._before = None
        self._sent.clear()
        self._note("closed", self._ledger.margin())
        self._risk.set_state(before, "margin_call: all is closed")

    def _close(self) -> None:
        """What works and is not ours is cancelled; what is held and not being closed yet is closed."""
        for order in self._bus.open_orders():
            now = self._bus.order(order.client_order_id)  # of a pair the other leg may be gone by now
            if now.client_order_id not in self._sent and now.is_open and now.status is not OrderStatus.PENDING_CANCEL:
                self._bus.cancel(now.client_order_id)
        for instrument, quantity in tuple(self._ledger.holdings().items()):
            if any(order.client_order_id in self._sent for order in self._bus.open_orders(instrument)):
                continue
            side = OrderSide.SELL if quantity > 0 else OrderSide.BUY
            ticket = self._bus.close(TradeIntent(instrument, side, abs(quantity), reduce_only=True, tag=TAG))
            self._sent.add(ticket.client_order_id)

    def _note(self, action: str, margin: Margin) -> None:
        self._audit.append(records.MARGIN, self._clock.now(), {"action": action, **records.margin(margin)})
