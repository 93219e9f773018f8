"""Splits: applied where they are given, pointed out where they are not."""

import csv
import io
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING

import attrs
import numpy as np

from tradeport.application.data.rules import Rule, check, says
from tradeport.application.data.sources import Source
from tradeport.application.data.table import PRICES, SIZES, Kind, Table
from tradeport.application.data.times import parse_time
from tradeport.application.errors import DataError, UsageError
from tradeport.domain.model.instruments import decimals
from tradeport.domain.model.time import DAY, to_datetime

if TYPE_CHECKING:
    from tradeport.application.data.table import Floats

_FIELDS = ("instrument", "date", "ratio")
_RATIOS = (1.5, *(float(n) for n in (2, 3, 4, 5, 6, 7, 8, 10, 15, 20, 25, 30, 50, 100)))
_RATIOS += tuple(1 / ratio for ratio in _RATIOS[1:])
_TOLERANCE = 0.04


@attrs.frozen
class Split:
    """`ratio` new units for one old, from `ts` (ns) on, which is how `date` was read. `source` is the file's label."""

    instrument: str
    date: str
    ts: int
    ratio: Fraction
    source: str

    @property
    def terms(self) -> str:
        """`2005-02-28 2:1`."""
        return f"{self.date} {self.ratio.numerator}:{self.ratio.denominator}"

    def __str__(self) -> str:
        return f"{self.instrument} {self.terms}"


def read(source: Source, tz: str | None) -> list[Split]:
    """CSV of `instrument,date,ratio`, ratio as `2`, `3:2` or `1:20`. Raises DataError."""
    try:
        lines = csv.DictReader(io.StringIO(source.bytes().decode("utf-8-sig")), skipinitialspace=True)
        if tuple(lines.fieldnames or ()) != _FIELDS:
            raise DataError(
                f"{source.label}: its columns are {', '.join(lines.fieldnames or ())}", f"needed: {','.join(_FIELDS)}"
            )
        found = [_split(source.label, row, fields, tz) for row, fields in enumerate(lines, 1)]
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{source.label} is not CSV in UTF-8", f"a text file with the columns {','.join(_FIELDS)}") from error
    seen = set[tuple[str, int]]()
    for row, split in enumerate(found, 1):
        if (split.instrument, split.ts) in seen:
            raise DataError.row(source.label, row, "duplicate split", str(split), "leave one of the two")
        seen.add((split.instrument, split.ts))
    return found


def _split(label: str, row: int, fields: "dict[str, str | None]", tz: str | None) -> Split:
    instrument, date, ratio = (fields.get(name) or "" for name in _FIELDS)
    if not instrument:
        raise DataError.row(label, row, "missing value", "the instrument is empty")
    try:
        new, _, old = ratio.partition(":")
        value = Fraction(Decimal(new)) / Fraction(Decimal(old or 1))
        ts = parse_time(date, tz)
    except (InvalidOperation, ValueError, OverflowError, ZeroDivisionError) as error:
        raise DataError.row(label, row, "split ratio", f"{ratio!r}", "new:old, as 2, 3:2 or 1:20") from error
    except UsageError as error:
        raise DataError.row(label, row, "split date", f"{date!r}", "the first day at the new price, as 2024-01-31") from error
    if value <= 0 or value == 1:
        raise DataError.row(label, row, "split ratio", f"{ratio!r}", "new:old, as 2, 3:2 or 1:20")
    return Split(instrument, date, ts, value, label)


def within(table: Table, splits: Sequence[Split]) -> list[Split]:
    """Those of its instrument after its first row and not after its last, in order of time: the last price is untouched."""
    first, last = int(table.opens[0]), int(table.opens[-1])
    return sorted((s for s in splits if s.instrument == table.instrument and first < s.ts <= last), key=lambda s: s.ts)


def adjust(label: str, table: Table, splits: Sequence[Split], increment: Decimal) -> Table:
    """Prices before each split divided by its ratio, rounded half-even to `increment`; sizes multiplied, rounded to 8 decimals.

    Raises DataError if a price is rounded to nothing.
    """
    factor = np.ones(len(table))
    for split in splits:
        factor[table.opens < split.ts] *= float(split.ratio)
    values = dict(table.values)
    for name in PRICES[table.kind]:
        values[name] = np.where(factor == 1, values[name], np.round(values[name] / factor, decimals(increment)))
    for name in SIZES[table.kind]:
        values[name] = np.where(factor == 1, values[name], np.round(values[name] * factor, 8))
    detail = f"a price is rounded to 0 on a grid of {increment:f}"
    vanished = np.logical_or.reduce([values[name] <= 0 for name in PRICES[table.kind]])
    check(label, table.rows, [Rule("split adjustment", vanished, says(detail), "a finer --price-increment")])
    return attrs.evolve(table, values=values)


def suspected(table: Table) -> list[str]:
    """From one day to the next, a close to an open in the ratio of a usual split, within 4 per cent."""
    if table.kind is not Kind.BARS or len(table) < 2:
        return []
    days = table.opens // DAY
    jump: Floats = np.where(np.diff(days) > 0, table.values["close"][:-1] / table.values["open"][1:], 1.0)
    found = []
    for at in np.flatnonzero((jump > 1.4) | (jump < 0.6)):
        near = min(_RATIOS, key=lambda ratio: abs(jump[at] / ratio - 1))
        if abs(jump[at] / near - 1) <= _TOLERANCE:
            ratio = Fraction(near).limit_denominator(100)
            close, open_ = table.values["close"][at], table.values["open"][at + 1]
            day = f"{to_datetime(int(table.opens[at + 1])):%Y-%m-%d}"
            found.append(f"{day} {ratio.numerator}:{ratio.denominator} (close {close:.15g}, then open {open_:.15g})")
    return found
