"""Columns of a run's equity, read from `equity.csv`."""

from pathlib import Path
from typing import Any

import attrs
import numpy as np
from numpy.typing import NDArray

from tradeport.application.report.whole_lines import whole_lines

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]


@attrs.frozen(eq=False)
class Equity:
    """`ts` in ns, in order; `equity` in the account's currency. `skipped` rows could not be read: a run was cut off there."""

    ts: Ints
    equity: Floats
    skipped: int = 0

    def __len__(self) -> int:
        return len(self.ts)


def read_equity(path: Path) -> Equity:
    """The file's columns; empty where there is no file."""
    from io import BytesIO

    from pyarrow import csv, float64, int64

    whole, cut = whole_lines(path)
    if whole.count(b"\n") < 2:
        return Equity(np.empty(0, np.int64), np.empty(0), cut)
    bad: list[Any] = []

    def skip(row: Any) -> str:
        bad.append(row)
        return "skip"

    table = csv.read_csv(
        BytesIO(whole),
        parse_options=csv.ParseOptions(invalid_row_handler=skip),
        convert_options=csv.ConvertOptions(column_types={"ts": int64(), "equity": float64()}, include_columns=["ts", "equity"]),
    )
    return Equity(table["ts"].to_numpy(), table["equity"].to_numpy(), cut + len(bad))
