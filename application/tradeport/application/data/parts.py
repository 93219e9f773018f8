"""One instrument of a file: order, interval, the time asked for, the grid, splits."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import attrs
import numpy as np

from tradeport.application.data import grid, intervals, rules, splits
from tradeport.application.data.options import ReadOptions
from tradeport.application.data.splits import Split
from tradeport.application.data.table import Kind, Table
from tradeport.application.data.times import format_interval
from tradeport.application.errors import DataError
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.time import isoformat

#: So many suspected splits are pointed out; the rest are counted.
_SUSPECTS = 5


@attrs.frozen(eq=False)
class Part:
    """`applied` and `suspected`: its splits. `notes`: what was assumed or changed, a sentence each."""

    instrument: Instrument
    table: Table
    applied: tuple[Split, ...]
    suspected: tuple[str, ...]
    notes: tuple[str, ...]


def finish(label: str, table: Table, kept: Mapping[str, Any], options: ReadOptions, known: Sequence[Split]) -> Part:
    """`kept`: what a file written by `convert` says of the instrument; the options come before it. Raises DataError."""
    name, notes = table.instrument, list[str]()
    if not len(table):
        raise DataError(f"{label}: nothing is left of {name}", "leave out --drop-nan to see the first bad row")
    rules.check(label, table.rows, rules.of_order(table))
    if table.kind is Kind.BARS:
        interval = options.interval or kept.get("interval")
        table = intervals.with_interval(label, table, interval, stamped_at_open=options.stamp == "open")
        how = "given" if interval else "the most common distance"
        notes.append(f"bars of {format_interval(table.interval)} ({how}), stamped at their {options.stamp}")
    table = _within(label, table, options)
    if table.kind is Kind.FUNDING:
        return Part(Instrument(name, currency=options.currency), table, (), (), ())
    tick = options.price_increment or _decimal(kept, "price_increment")
    if tick:
        grid.on_given(label, table, tick)
        increment, off = tick, 0
    else:
        table, increment, off = grid.infer(table)
    if off:
        notes.append(f"{off} rows have prices of more than {grid.MOST} decimals; these are rounded to {grid.MOST}, half-even")
    size = options.size_increment or _decimal(kept, "size_increment")
    instrument = Instrument(name, increment, currency=options.currency)
    instrument = attrs.evolve(instrument, size_increment=size) if size else instrument
    notes.append(
        f"prices on a grid of {increment:f} ({'given' if tick else 'the coarsest they all lie on'}), "
        f"quantities of {instrument.size_increment:f} ({'given' if size else 'the default'})"
    )
    applied = splits.within(table, known)
    if applied:
        table = splits.adjust(label, table, applied, increment)
        notes.extend(f"split {split.terms} ({split.source}): prices before it divided, volumes multiplied" for split in applied)
        notes.append(
            f"adjusted prices are rounded half-even to {increment:f}, volumes to 8 decimals; the last price is untouched"
        )
    suspected = splits.suspected(table)
    notes.extend(f"{one} looks like a split; nothing was changed (--splits FILE adjusts)" for one in suspected[:_SUSPECTS])
    if len(suspected) > _SUSPECTS:
        notes.append(f"{len(suspected) - _SUSPECTS} more jumps look like splits")
    return Part(instrument, table, tuple(applied), tuple(suspected), tuple(notes))


def _decimal(kept: Mapping[str, Any], key: str) -> Decimal | None:
    return Decimal(kept[key]) if key in kept else None


def _within(label: str, table: Table, options: ReadOptions) -> Table:
    """The rows between `start` and `end`, which are both inside."""
    if options.start is None and options.end is None:
        return table
    keep = np.ones(len(table), dtype=np.bool_)
    if options.start is not None:
        keep &= table.opens >= options.start
    if options.end is not None:
        keep &= table.ts <= options.end
    if not keep.any():
        first, last = isoformat(int(table.opens[0])), isoformat(int(table.ts[-1]))
        raise DataError(f"{label}: no rows of {table.instrument} are in the time asked for", f"it spans {first} to {last}")
    return table.take(keep)
