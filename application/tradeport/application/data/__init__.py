"""Market data from files: read, checked row by row, never mended in silence (docs/reference/data.md).

Importing this package imports no pandas, numpy or pyarrow: the functions do, when called.
"""

from collections.abc import Sequence
from pathlib import Path

from tradeport.application.data.options import ReadOptions
from tradeport.application.data.results import Inspection, Loaded
from tradeport.application.data.times import parse_interval, parse_time

__all__ = ["Inspection", "Loaded", "ReadOptions", "convert", "inspect", "load", "parse_interval", "parse_time"]


def load(sources: Sequence[str], options: ReadOptions = ReadOptions()) -> Loaded:
    """The dataset of `sources`: `FILE`, `NAME=FILE`, `sample:AAPL,IBM` or `sample:all`. Raises DataError, UsageError."""
    from tradeport.application.data.loading import load

    return load(sources, options)


def inspect(sources: Sequence[str], options: ReadOptions = ReadOptions()) -> list[Inspection]:
    """What `load` would read, one a file and instrument. Raises what `load` raises."""
    from tradeport.application.data.inspection import inspect

    return inspect(sources, options)


def convert(sources: Sequence[str], options: ReadOptions, out: Path) -> Path:
    """Write what `load` reads as one canonical file, `.parquet`, `.csv` or `.csv.gz`, that loads back equal.

    Raises OutputError if `out` exists or cannot be written, DataError if its format cannot hold the data.
    """
    from tradeport.application.data.conversion import convert

    return convert(sources, options, out)
