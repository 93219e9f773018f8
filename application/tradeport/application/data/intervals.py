"""How long a bar is, and where bars are missing."""

import attrs
import numpy as np

from tradeport.application.data.rules import check, closer_than
from tradeport.application.data.table import Table
from tradeport.application.errors import DataError
from tradeport.domain.model.time import DAY


def with_interval(label: str, table: Table, given: int | None, *, stamped_at_open: bool) -> Table:
    """The bars at their closes. Raises DataError if the interval cannot be known or two bars are closer than it."""
    interval = given or _most_common(label, table)
    check(label, table.rows, [closer_than(table, interval)])
    return attrs.evolve(table, interval=interval, ts=table.ts + interval if stamped_at_open else table.ts)


def _most_common(label: str, table: Table) -> int:
    if len(table) < 2:
        raise DataError(f"{label}: {table.instrument} has one row, which tells no interval", "--interval 1d, 1h, 1m, ...")
    apart, counts = np.unique(np.diff(table.ts), return_counts=True)
    return int(apart[counts.argmax()])


def gaps(table: Table) -> tuple[int, int]:
    """Number of gaps between bars, and the largest distance in ns (0: none). Weekends are none for daily bars of weekdays."""
    if len(table) < 2 or not table.interval:
        return 0, 0
    apart = np.diff(table.ts)
    if table.interval == DAY:
        days = table.opens.astype("datetime64[ns]").astype("datetime64[D]")
        if np.is_busday(days).all():
            missing = np.busday_count(days[:-1], days[1:]) > 1
            return int(missing.sum()), int(apart[missing].max(initial=0))
    missing = apart > table.interval
    return int(missing.sum()), int(apart[missing].max(initial=0))
