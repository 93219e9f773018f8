"""The fills of a run, read from `fills.csv`."""

import csv
from decimal import Decimal, InvalidOperation
from pathlib import Path

import attrs

from tradeport.domain.model.money import ZERO
from tradeport.domain.model.orders import Fill, OrderSide


@attrs.frozen
class Fills:
    """In order of the file. `skipped` rows could not be read: a run was cut off there."""

    rows: tuple[Fill, ...] = ()
    skipped: int = 0

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def instruments(self) -> tuple[str, ...]:
        """In order of their first fill."""
        return tuple(dict.fromkeys(fill.instrument for fill in self.rows))

    def of(self, instrument: str) -> list[Fill]:
        return [fill for fill in self.rows if fill.instrument == instrument]


def read_fills(path: Path) -> Fills:
    """The file's rows; none where there is no file."""
    if not path.is_file():
        return Fills()
    rows, skipped = list[Fill](), 0
    with path.open(newline="", encoding="utf-8") as file:
        for record in csv.DictReader(file):
            try:
                rows.append(_fill(record))
            except (KeyError, ValueError, TypeError, AttributeError, InvalidOperation):
                skipped += 1
    return Fills(tuple(rows), skipped)


def _fill(record: dict[str, str]) -> Fill:
    return Fill(
        client_order_id=record["client_order_id"],
        instrument=record["instrument"],
        ts=int(record["ts"]),
        side=OrderSide(record["side"].lower()),
        quantity=Decimal(record["quantity"]),
        price=Decimal(record["price"]),
        fee=Decimal(record["fee"]) if record["fee"] else ZERO,
    )
