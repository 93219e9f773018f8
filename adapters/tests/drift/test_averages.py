"""A market's own averages, where no recording reaches them."""

import pytest

from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.maths.twaps import update_mark_twap


@pytest.mark.parametrize(
    ("silent", "oracle", "corrected"),
    [
        (60, 149_000_000, 150_000_000),
        (1_000, 149_000_000, 149_722_223),
        (1_000, 151_000_000, 150_277_778),
        (4_000, 149_000_000, 149_000_000),
    ],
)
def test_after_a_silence_the_last_average_counts_as_much_as_it_is_young(silent: int, oracle: int, corrected: int) -> None:
    """The oracle's takes the place of the silence; the sum leans a unit to the heavier part, here the old average."""
    amm = coder.zero_account("PerpMarket").amm
    amm.funding_period, amm.last_mark_price_twap_ts = 3_600, 10_000
    amm.historical_oracle_data.last_oracle_price_twap, amm.historical_oracle_data.last_oracle_price_twap_ts = (
        oracle,
        10_000 + silent,
    )
    for name in ("last_bid_price_twap", "last_ask_price_twap", "last_mark_price_twap", "last_mark_price_twap5min"):
        setattr(amm, name, 150_000_000)
    # no second has passed since the last: the new bid and ask weigh nothing, and what was corrected stays
    update_mark_twap(amm, 10_000, 149_900_000, 150_100_000, None, 3)
    assert (amm.last_bid_price_twap, amm.last_ask_price_twap) == (corrected, corrected)
