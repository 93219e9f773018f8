"""What is in files, without running anything."""

from collections.abc import Iterator, Sequence

from tradeport.application.data.intervals import gaps
from tradeport.application.data.loading import read_all
from tradeport.application.data.options import ReadOptions
from tradeport.application.data.reader import Reading
from tradeport.application.data.results import Inspection


def inspect(sources: Sequence[str], options: ReadOptions) -> list[Inspection]:
    """One a file and instrument. Raises DataError, UsageError."""
    return [one for reading in read_all(sources, options) for one in _of(reading)]


def _of(reading: Reading) -> Iterator[Inspection]:
    for part in reading.parts:
        table = part.table
        count, largest = gaps(table)
        yield Inspection(
            path=reading.raw.label,
            sha256=reading.raw.sha256,
            format=reading.raw.format,
            instrument=table.instrument,
            kind=str(table.kind),
            rows=len(table),
            columns=dict(reading.layout.columns),
            first=int(table.ts[0]),
            last=int(table.ts[-1]),
            interval=table.interval,
            gaps=count,
            largest_gap=largest,
            time_stamps=reading.time_stamps,
            price_increment=part.instrument.price_increment,
            size_increment=part.instrument.size_increment,
            suspected_splits=part.suspected,
            notes=reading.notes_of(part),
        )
