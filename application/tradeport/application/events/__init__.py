"""What happens in a run, published in order to whoever subscribed before it began (docs/reference/events.md)."""

from tradeport.application.events.bus import SILENT, EventBus, Published
from tradeport.application.events.subscribers import Subscriber, SubscriberFailed
from tradeport.application.events.types import (
    Adopted,
    Committed,
    Decided,
    Funded,
    MarginCalled,
    OrderRecovered,
    OrderRequested,
    OrderStuck,
    OrderTimedOut,
    Progressed,
    Reconciled,
    Recorded,
    RunFinished,
    RunStarted,
    TimerFired,
    TradingStateChanged,
    Valued,
)

__all__ = [
    "SILENT",
    "Adopted",
    "Committed",
    "Decided",
    "EventBus",
    "Funded",
    "MarginCalled",
    "OrderRecovered",
    "OrderRequested",
    "OrderStuck",
    "OrderTimedOut",
    "Progressed",
    "Published",
    "Reconciled",
    "Recorded",
    "RunFinished",
    "RunStarted",
    "Subscriber",
    "SubscriberFailed",
    "TimerFired",
    "TradingStateChanged",
    "Valued",
]
