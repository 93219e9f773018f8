"""The clock port."""

from datetime import datetime
from typing import Protocol


class ClockPort(Protocol):
    """The run's time. In a backtest it moves with market data: a timer fires with the first data at or after it is due."""

    def now(self) -> int:
        """Nanoseconds since the epoch, UTC."""
        ...

    def utc_now(self) -> datetime:
        """`now()` as an aware datetime, cut to microseconds."""
        ...

    def set_timer(self, name: str, interval: int, start: int | None = None) -> None:
        """Call `on_timer` every `interval` ns (> 0), first at `start` (default: now + interval). Replaces a timer of that name.

        Times that pass between two data fire once each, in order, after the market data callbacks of that instant.
        """
        ...

    def set_alert(self, name: str, ts: int) -> None:
        """Call `on_timer` once, at `ts`. Raises ValueError if `ts` has passed."""
        ...

    def cancel_timer(self, name: str) -> None:
        """Forget a timer or an alert; unknown names are ignored."""
        ...
