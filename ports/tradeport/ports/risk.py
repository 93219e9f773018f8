"""The risk port."""

from decimal import Decimal
from enum import StrEnum
from typing import Protocol

import attrs

from tradeport.domain.model.orders import TradeIntent


class TradingState(StrEnum):
    """ACTIVE: all passes the limits. REDUCING: only what shrinks a position. HALTED: nothing but cancels."""

    ACTIVE = "active"
    REDUCING = "reducing"
    HALTED = "halted"


@attrs.frozen
class RiskLimits:
    """None means no limit. Notional and drawdown in the account's currency and as a fraction of peak equity."""

    max_order_quantity: Decimal | None = None
    max_order_notional: Decimal | None = None
    max_position: Decimal | None = None
    max_position_notional: Decimal | None = None
    max_open_orders: int | None = None
    price_collar: Decimal | None = None
    max_drawdown: Decimal | None = None


@attrs.frozen
class Verdict:
    """`reason` is empty if the intent would pass."""

    reason: str = ""

    @property
    def passes(self) -> bool:
        return not self.reason


class RiskPort(Protocol):
    """What a strategy may know of the chokepoint that its intents pass."""

    @property
    def state(self) -> TradingState: ...

    @property
    def limits(self) -> RiskLimits: ...

    def check(self, intent: TradeIntent) -> Verdict:
        """What would happen to `intent` now; nothing is recorded."""
        ...
