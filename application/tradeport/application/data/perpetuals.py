"""Which instruments are held on margin, and the funding that belongs to them."""

from collections.abc import Sequence

import attrs
import numpy as np

from tradeport.application.data.options import ReadOptions
from tradeport.application.data.parts import Part
from tradeport.application.data.table import Kind, Table
from tradeport.application.errors import DataError
from tradeport.domain.indicators.funding import YEAR
from tradeport.domain.model.dataset import Dataset, FundingSeries

#: Funding a year that no market has for long, as a fraction: more is a rate in percent or basis points.
_UNLIKELY = 5.0


def joined(parts: Sequence[Part], options: ReadOptions) -> tuple[Dataset, list[str]]:
    """The dataset, and what was assumed. Raises DataError for funding, or a perpetual, without prices."""
    traded = {part.table.instrument: part for part in parts if part.table.kind is not Kind.FUNDING}
    funded = [part for part in parts if part.table.kind is Kind.FUNDING]
    if not traded:
        raise DataError("funding rates alone are no market", "--data NAME=FILE with the prices of the same instrument, too")
    for name in (*options.perpetuals, *(part.table.instrument for part in funded)):
        if name not in traded:
            like = f"such as {next(iter(traded))}=FILE"
            raise DataError(
                f"the perpetual {name} has no prices; there are {', '.join(traded)}",
                f"rates are named as the prices they belong to, {like}; --perpetual takes one of these names",
            )
    margined = {*options.perpetuals, *(part.table.instrument for part in funded)}
    terms = options.margin
    instruments = [
        attrs.evolve(part.instrument, perpetual=terms if name in margined else None) for name, part in traded.items()
    ]
    series = {name: part.table.series() for name, part in traded.items()}
    notes = [
        f"{name} is a perpetual: initial margin {terms.initial_margin:f}, maintenance margin {terms.maintenance_margin:f}"
        for name in traded
        if name in margined
    ]
    fundings = []
    for part in funded:
        one, told = _while_traded(part, series[part.table.instrument].start, series[part.table.instrument].end)
        notes += told
        if len(one):
            fundings.append(one)
    funded_ones = {one.instrument for one in fundings}
    notes += [f"{name}: the data has no funding rates for it" for name in traded if name in margined - funded_ones]
    return Dataset(instruments, list(series.values()), fundings), notes


def _while_traded(part: Part, start: int, end: int) -> tuple[FundingSeries, list[str]]:
    """What falls due while there are prices: before, nobody holds anything, and later nobody is asked."""
    keep = (part.table.ts > start) & (part.table.ts <= end)
    dropped = int(np.count_nonzero(~keep))
    outside = f"; {dropped} more outside the time of its prices" if dropped else ""
    name, kept = part.table.instrument, part.table.take(keep)
    told = [f"{name}: {len(kept)} funding rate{'s' * (len(kept) != 1)}{outside}"]
    if (yearly := _yearly(kept)) > _UNLIKELY:
        told.append(f"{name}: its rates come to {yearly:.0%} a year, paid or received; 0.0001 is 1 bp, 0.01 %")
    return kept.funding(), told


def _yearly(rates: Table) -> float:
    """Mean absolute rate, over the median distance between two, as a fraction a year; 0 of less than two."""
    if len(rates) < 2:
        return 0.0
    return float(np.abs(rates.values["rate"]).mean() / np.median(np.diff(rates.ts)) * YEAR)
