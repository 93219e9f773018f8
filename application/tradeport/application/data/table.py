"""Rows of one instrument as canonical columns, on their way from a file to a series."""

from array import array
from enum import StrEnum
from typing import TYPE_CHECKING

import attrs
import numpy as np

from tradeport.domain.model.dataset import BarSeries, FundingSeries, Series, TickSeries
from tradeport.domain.model.market_data import AggressorSide, QuoteTick, TradeTick

if TYPE_CHECKING:
    from hashlib import _Hash

    import numpy.typing as npt

    type Floats = npt.NDArray[np.float64]
    type Ints = npt.NDArray[np.int64]
    type Mask = npt.NDArray[np.bool_]

#: Aggressors stand in a column of floats by their place here.
AGGRESSORS = (AggressorSide.UNKNOWN, AggressorSide.BUYER, AggressorSide.SELLER)


class Kind(StrEnum):
    """What a row is."""

    BARS = "bars"
    QUOTES = "quotes"
    TRADES = "trades"
    FUNDING = "funding"


PRICES = {
    Kind.BARS: ("open", "high", "low", "close"),
    Kind.QUOTES: ("bid", "ask"),
    Kind.TRADES: ("price",),
    Kind.FUNDING: (),
}
SIZES = {Kind.BARS: ("volume",), Kind.QUOTES: ("bid_size", "ask_size"), Kind.TRADES: ("size",), Kind.FUNDING: ()}
#: What a row must have beside its time.
VALUES = {kind: (*PRICES[kind], *SIZES[kind]) for kind in Kind} | {Kind.FUNDING: ("rate",)}


@attrs.frozen(eq=False)
class Table:
    """Columns of one length. `rows`: place in the file, from 1. `ts`: ns, of bars the close. `values` by canonical name."""

    instrument: str
    kind: Kind
    rows: "Ints"
    ts: "Ints"
    values: "dict[str, Floats]"
    interval: int = 0

    def __len__(self) -> int:
        return len(self.ts)

    @property
    def opens(self) -> "Ints":
        """When each row begins, ns."""
        return self.ts - self.interval

    def take(self, keep: "Mask") -> "Table":
        """The rows where `keep`."""
        values = {name: column[keep] for name, column in self.values.items()}
        return attrs.evolve(self, rows=self.rows[keep], ts=self.ts[keep], values=values)

    def hash_into(self, digest: "_Hash") -> None:
        """Add every column, little-endian, with what it takes to tell them apart."""
        head = "\0".join((self.kind, self.instrument, str(self.interval), str(len(self)), *sorted(self.values)))
        digest.update(head.encode())
        digest.update(self.ts.astype("<i8").tobytes())
        for name in sorted(self.values):
            digest.update(self.values[name].astype("<f8").tobytes())

    def funding(self) -> FundingSeries:
        """The domain's own form of funding rates."""
        return FundingSeries(self.instrument, array("q", self.ts.tobytes()), _array(self.values["rate"]))

    def series(self) -> Series:
        """The domain's own form of what is traded."""
        name, v = self.instrument, self.values
        if self.kind is Kind.BARS:
            columns = (_array(v[column]) for column in ("open", "high", "low", "close", "volume"))
            return BarSeries(name, self.interval, array("q", self.ts.tobytes()), *columns)
        stamps = self.ts.tolist()
        if self.kind is Kind.QUOTES:
            rows = zip(stamps, *(v[column].tolist() for column in ("bid", "ask", "bid_size", "ask_size")), strict=True)
            return TickSeries(name, [QuoteTick(name, *row) for row in rows])
        sides = [AGGRESSORS[int(code)] for code in v["aggressor"].tolist()]
        trades = zip(stamps, v["price"].tolist(), v["size"].tolist(), sides, strict=True)
        return TickSeries(name, [TradeTick(name, *row) for row in trades])


def _array(column: "Floats") -> "array[float]":
    return array("d", column.tobytes())
