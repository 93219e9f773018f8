"""What only a run with perpetuals has: funding, read from `funding.csv`, and what the margin came to."""

import csv
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from io import StringIO
from itertools import accumulate
from pathlib import Path
from typing import Any

import attrs
import numpy as np

from tradeport.application.report.columns import Ints
from tradeport.application.report.decimate import decimate
from tradeport.application.report.equity_chart import engine_colour
from tradeport.application.report.figure import Json, axis, figure, line, rounded, time_axis, times
from tradeport.application.report.summary import KeyFigure
from tradeport.application.report.text import DASH, counted, decimal, exact, money, number
from tradeport.application.report.whole_lines import whole_lines
from tradeport.domain.model.money import ZERO

type Payment = tuple[int, str, Decimal]


@attrs.frozen
class Payments:
    """`(ts, instrument, amount)` in order, negative if paid. `skipped` rows could not be read: a run was cut off there."""

    rows: tuple[Payment, ...] = ()
    skipped: int = 0

    @property
    def instruments(self) -> tuple[str, ...]:
        """In order of their first payment."""
        return tuple(dict.fromkeys(instrument for _, instrument, _ in self.rows))


def read_funding(path: Path) -> Payments:
    """The file's rows; none where there is no file."""
    content, skipped = whole_lines(path)
    rows = list[Payment]()
    for record in csv.DictReader(StringIO(content.decode(), newline="")):
        try:
            rows.append((int(record["ts"]), record["instrument"], Decimal(record["amount"])))
        except (TypeError, ValueError, InvalidOperation):
            skipped += 1
    return Payments(tuple(rows), skipped)


def funding_figure(payments: Payments, currency: str, run: Ints) -> Json:
    """Funding received so far, a line an instrument, over the time of the `run`: its instants."""
    traces = []
    for rank, instrument in enumerate(payments.instruments):
        own = [(ts, amount) for ts, name, amount in payments.rows if name == instrument]
        ts = np.array([ts for ts, _ in own], np.int64)
        total = np.array(list(accumulate(float(amount) for _, amount in own)))
        kept = decimate(total)
        traces.append(line(instrument, times(ts[kept]), rounded(total[kept], 8), engine_colour(rank)))
    return figure(
        traces,
        300,
        hovermode="x unified",
        showlegend=len(traces) > 1,
        xaxis=time_axis(**({"range": times(run[[0, -1]])} if len(run) else {})),
        yaxis=axis(title={"text": currency, "standoff": 12}, tickformat=",", zeroline=True, zerolinecolor="var(--line)"),
    )


def margin_figures(result: Mapping[str, Any], payments: Payments) -> list[KeyFigure]:
    """Six tiles, or none for a run without perpetuals."""
    margin = result.get("margin")
    if not isinstance(margin, Mapping):
        return []
    amounts = [amount for *_, amount in payments.rows]
    received, paid = sum((a for a in amounts if a > 0), ZERO), sum((a for a in amounts if a < 0), ZERO)
    calls = margin.get("calls")
    notional, equity = decimal(margin.get("notional")), decimal(margin.get("equity"))
    return [
        KeyFigure(
            "Funding",
            money(result.get("funding")),
            "Funding received less funding paid: of each rate, − position × mark × rate.",
            f"{result.get('currency') or ''} in {counted(len(amounts), 'payment')}".lstrip(),
        ),
        KeyFigure("Received", money(received), "Sum of the payments of funding that the account received."),
        KeyFigure("Paid", money(-paid), "Sum of the payments of funding that the account paid."),
        KeyFigure(
            "Lowest health",
            exact(margin.get("lowest_health")),
            "1 − maintenance margin / equity, at the end of the worst instant: 1 is nothing bound, 0 is liquidation.",
            f"{exact(margin.get('health'))} at the end",
        ),
        KeyFigure(
            "Margin calls",
            number(calls, 0),
            "How often health fell below the run's min_health, so that all was closed before the strategy was asked again.",
            "all was closed" if calls else "",
        ),
        KeyFigure(
            "Leverage",
            DASH if notional is None or not equity or equity < 0 else f"{number(float(notional / equity))} ×",
            "Worth of the perpetuals / equity, at the end.",
            "at the end",
        ),
    ]
