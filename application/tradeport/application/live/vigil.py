"""While orders are sent: the account that the venue shows now and then, against ours."""

from collections.abc import Callable

from tradeport.application.live.comparison import Comparison
from tradeport.application.live.flights import Patience
from tradeport.application.live.order_log import OrderLog
from tradeport.ports.venue import Message


class Vigil:
    """`found`: the disagreement that lasted, in words; empty until there is one. `agreed`: when both sides last agreed, ns."""

    def __init__(self, comparison: Comparison, log: OrderLog, now: Callable[[], int], patience: Patience) -> None:
        self._comparison, self._log, self._now, self._patience = comparison, log, now, patience
        self._since: int | None = None
        self.agreed = now()
        self.found = ""

    def account(self, message: Message) -> bool:
        """Whether both sides agree, as of that account. One that cannot be compared changes nothing about what is known."""
        mismatch = self._comparison.of(message)
        if mismatch is None:
            return False
        now = self._now()
        if not mismatch:
            self._since, self.agreed = None, now
            return True
        if self._since is None:
            self._since = now
        elif now - self._since >= self._patience.mismatch and not self.found:
            self.found = mismatch.told()
            self._log.mismatch(self._since, self.found)
        return False
