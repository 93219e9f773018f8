"""Rolling sums and time-weighted averages, with the unit by which the program leans."""

from tradeport.adapters.drift.venue.maths.integers import quotient


def rolling_sum(old: int, new: int, elapsed: int, window: int) -> int:
    """`old` decayed over `elapsed` of `window` seconds, plus `new`."""
    return old * max(0, window - elapsed) // window + new


def weighted_average(data1: int, data2: int, weight1: int, weight2: int) -> int:
    """Truncated; then a unit up where data2 times its weight is the greater, down where the lesser, unless weight2 <= 1."""
    if weight1 == 0:
        return data2
    if weight2 == 0:
        return data1
    first, second = data1 * weight1, data2 * weight2
    bias = 0 if weight2 <= 1 else (second > first) - (second < first)
    average = quotient(first + second, weight1 + weight2)
    return average if average == 0 and bias < 0 else average + bias


def new_twap(price: int, now: int, last: int, last_ts: int, period: int) -> int:
    """The average over `period` seconds after a new `price`."""
    elapsed = max(0, now - last_ts)
    return weighted_average(price, last, elapsed, max(1, period - elapsed))
