"""The Backtrader strategy that stands for ours: passes on what it hears."""

from typing import TYPE_CHECKING, Any

from tradeport.adapters.backtrader.library import bt

if TYPE_CHECKING:
    from tradeport.adapters.backtrader.session import BacktraderSession


class Host(bt.Strategy):
    """Cerebro calls `next_open` when the feeds have moved and the broker has not, `next` when it has."""

    params = (("session", None),)

    def __init__(self) -> None:
        super().__init__()
        self._session: BacktraderSession = self.p.session
        self._session.host = self

    def next_open(self) -> None:
        self._session.opening()

    def next(self) -> None:
        self._session.closing()

    # A feed that starts late does not hold the others back.
    prenext_open = next_open
    prenext = next

    def notify_order(self, order: Any) -> None:
        self._session.notified(order)
