"""The grid that prices lie on."""

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING

import attrs
import numpy as np

from tradeport.application.data.rules import Rule, check
from tradeport.application.data.table import PRICES, Table
from tradeport.domain.model.instruments import decimals

if TYPE_CHECKING:
    from tradeport.application.data.table import Floats

#: What engines can count in.
MOST = 8


def on_given(label: str, table: Table, increment: Decimal) -> None:
    """Raises DataError for the first price that is no multiple of `increment`, a power of ten."""
    places = decimals(increment)
    rules = [
        Rule(
            "price off the grid",
            np.round(column, places) != column,
            _off(name, column, increment),
            f"--price-increment {Decimal(1).scaleb(-min(MOST, places + 1)):f}, or none to have it inferred",
        )
        for name, column in _prices(table)
    ]
    check(label, table.rows, rules)


def _off(name: str, column: "Floats", increment: Decimal) -> Callable[[int], str]:
    return lambda i: f"{name} {float(column[i])!r} is no multiple of {increment:f}"


def infer(table: Table) -> tuple[Table, Decimal, int]:
    """The smallest power of ten of at most 8 decimals that all prices lie on, and how many rows lay on none of these.

    Those are rounded to 8 decimals, half-even, a change of at most 5e-9.
    """
    rounded = {name: np.round(column, MOST) for name, column in _prices(table)}
    off = np.zeros(len(table), dtype=np.bool_)
    for name, column in _prices(table):
        off |= rounded[name] != column
    if off.any():
        table = attrs.evolve(table, values=table.values | rounded)
    places = next(n for n in range(MOST + 1) if all(_lie_on(column, n) for _, column in _prices(table)))
    return table, Decimal(1).scaleb(-places), int(off.sum())


def _prices(table: Table) -> "list[tuple[str, Floats]]":
    return [(name, table.values[name]) for name in PRICES[table.kind]]


def _lie_on(column: "Floats", places: int) -> bool:
    # exact: numpy rounds to the float nearest to the decimal, which is what a file's text became
    return bool((np.round(column, places) == column).all())
