"""Time moves forward only."""

from datetime import UTC, datetime

from tradeport.application.clock import EventClock
from tradeport.domain.model.time import SECOND


def test_it_never_goes_back() -> None:
    clock = EventClock(10)
    clock.advance(7)
    assert clock.now() == 10


def test_as_a_datetime() -> None:
    assert EventClock(1_704_067_200 * SECOND + 1).utc_now() == datetime(2024, 1, 1, tzinfo=UTC)
