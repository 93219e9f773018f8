"""What makes a row unfit: the first such row of a file is named, with its rule."""

from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

import attrs
import numpy as np

from tradeport.application.data.table import PRICES, SIZES, VALUES, Kind, Table
from tradeport.application.data.times import format_interval
from tradeport.application.errors import DataError
from tradeport.domain.model.time import DAY, isoformat

if TYPE_CHECKING:
    from tradeport.application.data.table import Floats, Ints, Mask

_MEND = "mend the row, or take it out of the file"
_NAN = "--drop-nan drops such rows and counts them"


@attrs.frozen(eq=False)
class Rule:
    """`broken`: where. `detail` says it of one place."""

    name: str
    broken: "Mask"
    detail: Callable[[int], str]
    hint: str = _MEND


def check(label: str, rows: "Ints", rules: Iterable[Rule]) -> None:
    """Raises DataError for the first row that breaks a rule; where it breaks several, for the first of these."""
    broken = [(int(rule.broken.argmax()), place, rule) for place, rule in enumerate(rules) if rule.broken.any()]
    if broken:
        at, _, rule = min(broken, key=lambda one: one[:2])
        raise DataError.row(label, int(rows[at]), rule.name, rule.detail(at), rule.hint)


def of_values(kind: Kind, values: "dict[str, Floats]") -> Iterator[Rule]:
    """Each row by itself."""
    prices, sizes = PRICES[kind], SIZES[kind]
    for name in VALUES[kind]:
        column = values[name]
        yield Rule("missing value", np.isnan(column), says(f"{name} is empty or NaN"), _NAN)
        yield Rule("not finite", np.isinf(column), _is(name, column))
    for name in prices:
        yield Rule("price not positive", values[name] <= 0, _is(name, values[name]))
    for name in sizes:
        yield Rule(f"negative {name}", values[name] < 0, _is(name, values[name]))
    if kind is Kind.BARS:
        yield from _of_range(values)
    elif kind is Kind.QUOTES:
        yield crossed(values["bid"], values["ask"], "quote")
    elif kind is Kind.FUNDING:
        yield Rule("rate is no fraction", np.abs(values["rate"]) >= 1, _is("rate", values["rate"]), "0.0001 is 1 bp, 0.01 %")
    else:
        yield Rule("size is zero", values["size"] == 0, says("a trade of nothing"))


def _of_range(values: "dict[str, Floats]") -> Iterator[Rule]:
    high, low = values["high"], values["low"]
    yield Rule("high below low", high < low, lambda i: f"high {high[i]:.15g}, low {low[i]:.15g}")
    for name in ("open", "close"):
        column = values[name]
        yield Rule(
            f"{name} outside the range",
            (column > high) | (column < low),
            _outside(name, column, low, high),
        )


def says(text: str) -> Callable[[int], str]:
    """The same of every row."""
    return lambda _: text


def _is(name: str, column: "Floats") -> Callable[[int], str]:
    return lambda i: f"{name} is {column[i]:.15g}"


def _outside(name: str, column: "Floats", low: "Floats", high: "Floats") -> Callable[[int], str]:
    return lambda i: f"{name} {column[i]:.15g}, low {low[i]:.15g}, high {high[i]:.15g}"


def crossed(bid: "Floats", ask: "Floats", name: str) -> Rule:
    """A bid above the ask."""
    return Rule(f"{name} crossed", bid > ask, lambda i: f"bid {bid[i]:.15g} above ask {ask[i]:.15g}")


def of_order(table: Table) -> Iterator[Rule]:
    """Each row against the one before it. Ticks may share a stamp."""
    ts = table.ts
    apart = np.diff(ts, prepend=ts[0] - 1)
    yield Rule(
        "not increasing",
        apart < 0,
        lambda i: f"{table.instrument} at {isoformat(int(ts[i]))} after {isoformat(int(ts[i - 1]))}",
        "sort the file by time",
    )
    if table.kind in (Kind.BARS, Kind.FUNDING):
        yield Rule(
            "duplicate time stamp",
            apart == 0,
            lambda i: f"{table.instrument} at {isoformat(int(ts[i]))} is there twice",
            "leave one of the two",
        )


def closer_than(table: Table, interval: int) -> Rule:
    """Bars that would overlap."""
    apart = np.diff(table.ts, prepend=table.ts[0] - interval)
    zone = "; daily bars of a zone with summer time: leave out --tz" if interval == DAY else ""
    return Rule(
        "closer than the interval",
        apart < interval,
        lambda i: f"{format_interval(int(apart[i]))} after the row before; the interval is {format_interval(interval)}",
        f"--interval {format_interval(int(apart[apart > 0].min()))} if that is what a bar spans{zone}",
    )
