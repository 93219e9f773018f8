"""The words that name data: `FILE`, `NAME=FILE`, `sample:AAPL,IBM`, `sample:all`."""

from collections.abc import Iterator, Sequence
from importlib.abc import Traversable
from pathlib import Path

import attrs

from tradeport.application.data import samples
from tradeport.application.errors import DataError, UsageError

SAMPLE = "sample:"


@attrs.frozen
class Source:
    """One file. `label` is how it was given; `name` renames or selects an instrument."""

    label: str
    file: Path | Traversable
    name: str | None = None
    sample: str | None = None

    @property
    def stem(self) -> str:
        """The instrument of a file that names none: `aapl` of `data/aapl.csv.gz`."""
        return self.file.name.split(".")[0] if self.file.name.endswith(".gz") else Path(self.file.name).stem

    def bytes(self) -> bytes:
        """The file's content. Raises DataError."""
        try:
            return self.file.read_bytes()
        except FileNotFoundError as error:
            known = f"; packaged: {', '.join(SAMPLE + name for name in samples.NAMES)}"
            raise DataError(f"{self.label}: no such file", f"give a CSV or Parquet file{known}") from error
        except IsADirectoryError as error:
            raise DataError(f"{self.label} is a directory", "name its files, one --data each") from error
        except OSError as error:
            raise DataError(f"{self.label} cannot be read: {error.strerror or error}", "look at its permissions") from error


def parse(sources: Sequence[str]) -> list[Source]:
    """In the order given. Raises UsageError, DataError."""
    if isinstance(sources, str) or not sources:
        raise UsageError("no data", "--data FILE, or --data sample:AAPL")
    return [source for text in sources for source in _parse(text)]


def _parse(text: str) -> Iterator[Source]:
    if text.startswith(SAMPLE):
        for name in samples.resolve(text.removeprefix(SAMPLE)):
            yield Source(SAMPLE + name, samples.file(name), sample=name)
        return
    name, equals, path = text.partition("=")
    # a path may hold "=" itself: date=2024-01-02/bars.parquet
    if not equals or Path(text).exists():
        yield Source(text, Path(text))
    elif not name or not path:
        raise UsageError(f"--data {text}: half of NAME=FILE is missing")
    elif path.startswith(SAMPLE):
        raise UsageError(f"--data {text}: a sample has its own name", f"--data {path}")
    else:
        yield Source(path, Path(path), name=name)
