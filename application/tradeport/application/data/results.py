"""What reading gives back."""

from decimal import Decimal
from typing import Any

import attrs

from tradeport.application.data.times import format_interval
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.time import isoformat


@attrs.frozen(eq=False)
class Loaded:
    """A dataset and where it came from.

    files    an object a file: path as given, sha256 of its bytes, content_sha256 of what was read from it, format, kind, rows,
             instruments, columns (canonical -> header), stamp and interval (bars, else None), splits (`NAME DATE RATIO` each)
    notes    what was assumed, derived, adjusted or dropped, a sentence each, beginning with the file
    digest   SHA-256 over every loaded column: two readings are equal if it is
    """

    dataset: Dataset
    files: tuple[dict[str, Any], ...]
    notes: tuple[str, ...]
    digest: str


@attrs.frozen
class Inspection:
    """One instrument of one file. `first` and `last` are closes (ticks: stamps), ns; intervals and gaps in ns."""

    path: str
    sha256: str
    format: str
    instrument: str
    kind: str
    rows: int
    columns: dict[str, str]
    first: int
    last: int
    interval: int
    gaps: int
    largest_gap: int
    time_stamps: str
    price_increment: Decimal
    size_increment: Decimal
    suspected_splits: tuple[str, ...]
    notes: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON: times as ISO 8601, intervals as `1h` (None for ticks), increments as strings."""
        return attrs.asdict(self) | {
            "first": isoformat(self.first),
            "last": isoformat(self.last),
            "interval": format_interval(self.interval) if self.interval else None,
            "largest_gap": format_interval(self.largest_gap) if self.largest_gap else None,
            "price_increment": f"{self.price_increment:f}",
            "size_increment": f"{self.size_increment:f}",
            "suspected_splits": list(self.suspected_splits),
            "notes": list(self.notes),
        }
