"""Fewer points that look the same: the extremes of every stretch are kept."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradeport.application.report.columns import Floats, Ints

#: Points of a trace, and markers of a chart, that a browser draws without delay.
POINTS = 4000


def decimate(values: "Floats", limit: int = POINTS) -> "Ints":
    """Indices, rising, at most `limit` (>= 4), of the first and last value and of the lowest and highest of equal stretches."""
    import numpy as np

    if len(values) <= limit:
        return np.arange(len(values))
    width = -(-len(values) // ((limit - 2) // 2))
    whole = len(values) // width * width
    stretches = values[:whole].reshape(-1, width)
    starts = np.arange(0, whole, width)
    kept = [starts + stretches.argmin(axis=1), starts + stretches.argmax(axis=1)]
    if whole < len(values):
        tail = values[whole:]
        kept.append(np.array([whole + tail.argmin(), whole + tail.argmax()]))
    return np.unique(np.concatenate([*kept, [0, len(values) - 1]]))


def thin[T](rows: list[T], limit: int) -> list[T]:
    """At most `limit` (>= 2) of `rows`, evenly spread, the first and the last among them."""
    if len(rows) <= limit:
        return rows
    step = (len(rows) - 1) / (limit - 1)
    return [rows[round(i * step)] for i in range(limit)]
