"""Funding a year, whatever the interval of the venue."""

import pytest

from tradeport.domain.indicators import FundingApr
from tradeport.domain.model.market_data import FundingRate
from tradeport.domain.model.time import DAY, HOUR


def fed(period: int, *rates: tuple[int, float]) -> FundingApr:
    apr = FundingApr(period)
    for ts, rate in rates:
        apr.update(FundingRate("P", ts, rate))
    return apr


@pytest.mark.parametrize(("every", "rate"), [(HOUR, 0.0001), (8 * HOUR, 0.0008), (DAY, 0.0024)])
def test_a_year_is_the_same_at_every_interval(every: int, rate: float) -> None:
    assert fed(3, *((n * every, rate) for n in range(9))).value == pytest.approx(0.876, rel=1e-12)


def test_it_forgets_what_is_older_than_its_period() -> None:
    assert fed(2, (0, 9.0), (HOUR, 9.0), (2 * HOUR, 1e-4), (3 * HOUR, 3e-4)).value == pytest.approx(2e-4 * 24 * 365)


def test_a_gap_counts_with_its_length() -> None:
    """Three hours between two rates: a third a year of what it would be in one."""
    assert fed(1, (0, 0.0), (3 * HOUR, 3e-4)).value == pytest.approx(1e-4 * 24 * 365)


def test_it_is_ready_with_one_more_than_its_period() -> None:
    """The first rate tells no interval."""
    assert fed(2, (0, 1e-4), (HOUR, 1e-4)).value is None
    assert fed(2, (0, 1e-4), (HOUR, 1e-4), (2 * HOUR, 1e-4)).ready
