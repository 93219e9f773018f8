"""The platform as Zipline's loop meets it."""

from collections.abc import Sequence

from tradeport.domain.model.market_data import Tradable
from tradeport.ports.engine import EngineListener, OrderReport


class Guarded:
    """Implements EngineListener. Keeps what the platform raises: its generators turn some of it into something else."""

    def __init__(self, outer: EngineListener) -> None:
        self._outer = outer
        self.error: BaseException | None = None

    def before_match(self, event: Tradable) -> None:
        try:
            self._outer.before_match(event)
        except BaseException as error:
            self.error = error
            raise

    def report(self, report: OrderReport) -> None:
        try:
            self._outer.report(report)
        except BaseException as error:
            self.error = error
            raise

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        try:
            self._outer.on_market_data(ts, events)
        except BaseException as error:
            self.error = error
            raise
