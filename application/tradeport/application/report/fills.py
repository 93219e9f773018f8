"""The fills of a run, read from `fills.csv`."""

import csv
from decimal import Decimal, InvalidOperation
from io import StringIO
from pathlib import Path

import attrs

from tradeport.application.report.whole_lines import whole_lines
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
    content, skipped = whole_lines(path)
    rows = list[Fill]()
    for record in csv.DictReader(StringIO(content.decode(), newline="")):
        try:
            rows.append(_fill(record))
        except (ValueError, InvalidOperation):
            skipped += 1
    return Fills(tuple(rows), skipped)


def _fill(record: dict[str, str | None]) -> Fill:
    given = {name: value for name, value in record.items() if value is not None}
    if len(given) < len(record):
        raise ValueError("a row of too few fields")
    return Fill(
        client_order_id=given["client_order_id"],
        instrument=given["instrument"],
        ts=int(given["ts"]),
        side=OrderSide(given["side"].lower()),
        quantity=Decimal(given["quantity"]),
        price=Decimal(given["price"]),
        fee=Decimal(given["fee"]) if given["fee"] else ZERO,
    )
