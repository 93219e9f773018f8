"""Warm-up, reset, and parameters, the same for all."""

import pytest

from tradeport.domain.indicators import Atr, Bollinger, Donchian, Ema, Macd, Rsi, Sma, StdDev, Vwap

WARM_UP = {
    "sma": (lambda: Sma(5), 5),
    "ema": (lambda: Ema(5), 5),
    "rsi": (lambda: Rsi(5), 6),
    "macd": (lambda: Macd(3, 5, 4), 8),
    "std_dev": (lambda: StdDev(5), 5),
    "bollinger": (lambda: Bollinger(5), 5),
    "atr": (lambda: Atr(5), 6),
    "donchian": (lambda: Donchian(5), 5),
    "vwap": (lambda: Vwap(), 1),
    "rolling vwap": (lambda: Vwap(5), 5),
}


@pytest.mark.parametrize(("make", "needed"), WARM_UP.values(), ids=WARM_UP)
def test_value_is_none_until_enough_is_seen(bars, make, needed):
    indicator = make()
    of_bar = isinstance(indicator, Atr | Donchian | Vwap)
    for seen, bar in enumerate(bars[:20], 1):
        value = indicator.update(bar if of_bar else bar.close)
        assert value == indicator.value
        assert indicator.ready is (value is not None) is (seen >= needed)


def test_reset_forgets_everything(make, inputs):
    fresh, used = make(), make()
    for one in inputs[90:127]:
        used.update(one)
    used.reset()
    assert (used.value, used.ready, used.state()) == (None, False, fresh.state())
    assert [used.update(one) for one in inputs] == [fresh.update(one) for one in inputs]


@pytest.mark.parametrize("kind", [Sma, Ema, Rsi, StdDev, Bollinger, Atr, Donchian, Vwap])
@pytest.mark.parametrize("period", [0, -1, 2.5, True, "7"])
def test_period_is_a_positive_whole_number(kind, period):
    with pytest.raises(ValueError, match=r"period is .*; it must be a whole number of at least 1"):
        kind(period)


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Macd(fast=0), "fast is 0"),
        (lambda: Macd(slow=0), "slow is 0"),
        (lambda: Macd(signal=0), "signal is 0"),
        (lambda: Macd(fast=26, slow=26), "fast is 26; it must be below slow"),
        (lambda: Bollinger(20, 0), "width is 0"),
        (lambda: Bollinger(20, float("nan")), "width is nan"),
        (lambda: Vwap(session=0), "session is 0"),
    ],
)
def test_other_parameters_are_refused_by_name(make, says):
    with pytest.raises(ValueError, match=says):
        make()


@pytest.mark.parametrize("kind", [Sma, Ema, Rsi, StdDev, Bollinger, Atr, Donchian, Vwap])
def test_period_can_be_read(kind):
    assert kind(9).period == 9


def test_slots_leave_no_room_for_a_misspelled_attribute(make):
    with pytest.raises(AttributeError):
        make().vlaue = 1.0
