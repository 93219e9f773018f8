"""What halts a platform, from within or outside, halts it until somebody resets it: nothing new is sent, all is cancelled."""

from pathlib import Path

from tradeport.application import halt
from tradeport.application.audit import records
from tradeport.application.audit.log import AuditLog
from tradeport.application.command_bus import CommandBus
from tradeport.application.risk_orchestrator import RiskOrchestrator
from tradeport.domain.model.orders import OrderStatus
from tradeport.ports.clock import ClockPort
from tradeport.ports.risk import TradingState


class Latch:
    """The switch of the folder that the log is in (`platform halt`), and the trading state that goes with it."""

    def __init__(
        self, run: Path, audit: AuditLog, clock: ClockPort, risk: RiskOrchestrator, bus: CommandBus, *, recorded: bool
    ) -> None:
        """`recorded`: the log has it that the switch is latched; whether all was cancelled then is not known."""
        self._recorded = recorded
        self._run, self._audit, self._clock, self._risk, self._bus = run, audit, clock, risk, bus
        self._watch = halt.Watch(run, every=0)
        self._latched = False

    def follow(self, mismatch: str) -> None:
        """Halt if there is a reason: the switch, what risk decided, that the sides disagree. Raises AuditCorrupt, OSError."""
        if self._latched:
            return
        pulled = self._watch.pulled()
        if not pulled and self._risk.state is TradingState.HALTED:
            pulled = self._pull(self._risk.reason or "the log says that trading is halted")
        elif not pulled and mismatch:
            pulled = self._pull(f"reconciliation: {mismatch}")
        if pulled:
            self._latched = True
            if not self._recorded:
                self._audit.append(records.OPERATOR, self._clock.now(), {"action": records.HALT, "reason": pulled})
            self._risk.set_state(TradingState.HALTED, pulled)
            self._audit.flush()
            for order in self._bus.open_orders():
                if order.status is not OrderStatus.PENDING_CANCEL:
                    self._bus.cancel(order.client_order_id)

    def _pull(self, reason: str) -> str:
        halt.pull(self._run, reason)
        return reason


def was_reset(run: Path, pulled: bool) -> bool:
    """Whether the log ends halted by the switch (`pulled`), and the switch is open again. Raises AuditCorrupt."""
    return pulled and not halt.switch(run).latched
