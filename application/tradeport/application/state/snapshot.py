"""What a state looks like after one record: values that do not change any more."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import attrs

from tradeport.application.audit.records import plain
from tradeport.domain.model.margin import Margin
from tradeport.domain.model.money import CONTEXT, ZERO
from tradeport.domain.model.orders import Order
from tradeport.domain.model.positions import Position
from tradeport.ports.risk import TradingState


@attrs.frozen
class Timer:
    """A timer that has fired: how often, and the last time it was due. One that has not fired is in no record."""

    fired: int
    due: int


@attrs.frozen
class Risk:
    """In the account's currency, at the last recorded prices: the log has fills, not every bar.

    `margin`: what the perpetuals bind. `peak` is the highest equity after any record, `drawdown` the fraction by which equity
    is below it, `gross` and `net` the absolute and the signed worth of the positions.
    """

    trading_state: TradingState
    equity: Decimal
    peak: Decimal
    gross: Decimal
    net: Decimal
    margin: Margin

    @property
    def drawdown(self) -> Decimal:
        return CONTEXT.divide(self.peak - self.equity, self.peak) if self.peak > 0 else ZERO

    @property
    def leverage(self) -> Decimal | None:
        """Gross worth over equity; None where there is no equity."""
        return CONTEXT.divide(self.gross, self.equity) if self.equity > 0 else None


@attrs.frozen
class Snapshot:
    """After `records` records, the last of them at `ts` with the hash `digest`. Orders in the order in which they came.

    `prices`: of the last fill of each instrument. `status`: None while the run goes on, then as in result.json.
    """

    run_id: str
    records: int
    digest: str
    ts: int
    status: str | None
    decisions: int
    fills: int
    cash: Decimal
    fees: Decimal
    funding: Decimal
    positions: Mapping[str, Position]
    orders: Mapping[str, Order]
    prices: Mapping[str, Decimal]
    timers: Mapping[str, Timer]
    risk: Risk

    @property
    def open_orders(self) -> tuple[Order, ...]:
        """In order of submission; a modified one counts from its modification."""
        return tuple(sorted((o for o in self.orders.values() if o.is_open), key=lambda o: o.sequence))

    def as_dict(self) -> dict[str, Any]:
        """Plain, for `--json`; Decimals as strings."""
        found: dict[str, Any] = plain(self)
        found["risk"] |= {"drawdown": plain(self.risk.drawdown), "leverage": plain(self.risk.leverage)}
        found["risk"]["margin"] |= {"health": plain(self.risk.margin.health)}
        return found
