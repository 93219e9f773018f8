"""Several files as one dataset, with where they came from and what was assumed."""

from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import Any

from tradeport.application.data import samples
from tradeport.application.data.options import ReadOptions
from tradeport.application.data.perpetuals import joined
from tradeport.application.data.reader import Reading, read
from tradeport.application.data.results import Loaded
from tradeport.application.data.sources import Source, parse
from tradeport.application.data.splits import Split
from tradeport.application.data.splits import read as read_splits
from tradeport.application.data.table import Kind
from tradeport.application.data.times import format_interval
from tradeport.application.errors import DataError


def load(sources: Sequence[str], options: ReadOptions) -> Loaded:
    """Raises DataError, UsageError."""
    readings = read_all(sources, options)
    parts = [part for reading in readings for part in reading.parts]
    dataset, joining = joined(parts, options)
    notes = [*(note for reading in readings for note in reading.notes), *joining]
    if options.splits and not any(split.source == str(options.splits) for part in parts for split in part.applied):
        notes.append(f"{options.splits}: no split in it falls within the data")
    return Loaded(dataset, tuple(map(_facts, readings)), tuple(notes), digest(readings))


def read_all(sources: Sequence[str], options: ReadOptions) -> list[Reading]:
    """One reading a file. Raises DataError if two have the same instrument, one of them funding excepted."""
    found = parse(sources)
    known = _splits(found, options)
    readings = [read(source, options, known) for source in found]
    owner: dict[tuple[str, bool], str] = {}
    for reading in readings:
        for name in (part.table.instrument for part in reading.parts):
            key = name, reading.layout.kind is Kind.FUNDING
            if key in owner:
                where = f"{owner[key]} and {reading.raw.label}"
                raise DataError(f"the instrument {name} is in {where}", "NAME=FILE names it otherwise, or join the two")
            owner[key] = reading.raw.label
    return readings


def digest(readings: Iterable[Reading]) -> str:
    """SHA-256 over every column that was read."""
    whole = sha256()
    for reading in readings:
        for part in reading.parts:
            part.table.hash_into(whole)
    return whole.hexdigest()


def _splits(sources: Sequence[Source], options: ReadOptions) -> list[Split]:
    """Those of the samples, and those of the user: of an instrument that is in both, the user's."""
    given = read_splits(Source(str(options.splits), options.splits), options.tz) if options.splits else []
    named = {split.instrument for split in given}
    ours = {source.sample for source in sources if source.sample} - named
    shipped = read_splits(Source("the packaged splits", samples.splits()), None) if ours else []
    return given + [split for split in shipped if split.instrument in ours]


def _facts(reading: Reading) -> dict[str, Any]:
    bars = reading.layout.kind is Kind.BARS
    spans = dict.fromkeys(format_interval(part.table.interval) for part in reading.parts if bars)
    return {
        "path": reading.raw.label,
        "sha256": reading.raw.sha256,
        "content_sha256": digest([reading]),
        "format": reading.raw.format,
        "kind": str(reading.layout.kind),
        "rows": reading.rows,
        "instruments": [part.table.instrument for part in reading.parts],
        "columns": dict(reading.layout.columns),
        "stamp": reading.options.stamp if bars else None,
        "interval": ",".join(spans) or None,
        "splits": [str(split) for part in reading.parts for split in part.applied],
    }
