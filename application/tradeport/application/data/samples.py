"""The packaged daily bars (samples/ORIGIN.txt) and their splits."""

from importlib.abc import Traversable
from importlib.resources import files

from tradeport.application.errors import DataError

NAMES = ("AAPL", "GOOG", "IBM", "MSFT")
ALL = "all"


def _folder() -> Traversable:
    return files(__package__) / "samples"


def resolve(words: str) -> tuple[str, ...]:
    """`AAPL,IBM` or `all` -> names. Raises DataError for an unknown one."""
    if words == ALL:
        return NAMES
    names = tuple(word.strip().upper() for word in words.split(","))
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise DataError(f"no sample {', '.join(unknown) or '(nothing)'}", f"one of {', '.join((*NAMES, ALL))}")
    return names


def file(name: str) -> Traversable:
    """The compressed CSV of one sample."""
    return _folder() / f"{name}.csv.gz"


def splits() -> Traversable:
    """Every split of the samples within their time."""
    return _folder() / "splits.csv"
