"""Which instruments are held on margin, and the funding that belongs to them."""

from collections.abc import Sequence

import attrs
import numpy as np

from tradeport.application.data.options import ReadOptions
from tradeport.application.data.parts import Part
from tradeport.application.data.table import Kind
from tradeport.application.errors import DataError
from tradeport.domain.model.dataset import Dataset, FundingSeries


def joined(parts: Sequence[Part], options: ReadOptions) -> tuple[Dataset, list[str]]:
    """The dataset, and what was assumed. Raises DataError for funding, or a perpetual, without prices."""
    traded = {part.table.instrument: part for part in parts if part.table.kind is not Kind.FUNDING}
    funded = [part for part in parts if part.table.kind is Kind.FUNDING]
    if not traded:
        raise DataError("funding rates alone are no market", "--data NAME=FILE with the prices of the same instrument, too")
    for name in (*options.perpetuals, *(part.table.instrument for part in funded)):
        if name not in traded:
            raise DataError(f"the perpetual {name} has no prices; there are {', '.join(traded)}", "NAME=FILE names the file's")
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
        one, note = _while_traded(part, series[part.table.instrument].start, series[part.table.instrument].end)
        notes.append(note)
        if len(one):
            fundings.append(one)
    return Dataset(instruments, list(series.values()), fundings), notes


def _while_traded(part: Part, start: int, end: int) -> tuple[FundingSeries, str]:
    """What falls due while there are prices: before, nobody holds anything, and later nobody is asked."""
    keep = (part.table.ts > start) & (part.table.ts <= end)
    dropped = int(np.count_nonzero(~keep))
    outside = f"; {dropped} more outside the time of its prices" if dropped else ""
    return part.table.take(keep).funding(), f"{part.table.instrument}: {int(keep.sum())} funding rates{outside}"
