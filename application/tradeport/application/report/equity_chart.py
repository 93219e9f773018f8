"""Equity over time: of one run with its drawdown, of several with their difference to the first."""

from collections.abc import Mapping

import numpy as np

from tradeport.application.report.columns import Equity, Floats, Ints
from tradeport.application.report.decimate import decimate
from tradeport.application.report.figure import Json, axis, figure, line, rounded, time_axis, times
from tradeport.application.report.statistics import drawdown

COLOURS = 6  # --engine-0 ... of the style sheet
_STRIPE = 12  # px of each engine in a period of the dash
_TWO_ROWS: Json = {"yaxis": {"domain": [0.34, 1]}, "yaxis2": {"domain": [0, 0.27]}}


def equity_figure(equity: Equity, base: float | None, currency: str) -> Json:
    """Equity above, drawdown from its highest below."""
    fall = drawdown(equity.equity, base)
    upper, lower = decimate(equity.equity), decimate(fall)
    traces = [
        line("Equity", times(equity.ts[upper]), equity.equity[upper].tolist(), "var(--accent)"),
        line(
            "Drawdown",
            times(equity.ts[lower]),
            rounded(fall[lower], 6),
            "var(--bad)",
            width=1,
            yaxis="y2",
            fill="tozeroy",
            fillcolor="var(--bad-faint)",
        ),
    ]
    return _two_rows(traces, currency, {"tickformat": ".2~%", "hoverformat": ".2%", "rangemode": "tozero"}, showlegend=False)


def overlay_figure(curves: Mapping[str, Equity], currency: str) -> Json:
    """Curves one over the other; below, each less the first.

    Dashes of one period, each engine's shorter than the last: where curves are equal, the line is striped in all their colours.
    """
    names = list(curves)
    traces, gaps = [], []
    for rank, (name, equity) in enumerate(curves.items()):
        shown = decimate(equity.equity)
        look = {"legendgroup": name, "width": 2.5, "dash": _dash(rank, len(names))}
        colour = engine_colour(rank)
        traces.append(line(name, times(equity.ts[shown]), equity.equity[shown].tolist(), colour, **look))
        if rank:
            ts, gap = difference(equity, curves[names[0]])
            kept = decimate(gap)
            look |= {"yaxis": "y2", "showlegend": False, "dash": _dash(rank - 1, len(names) - 1)}
            traces.append(line(f"{name} less {names[0]}", times(ts[kept]), rounded(gap[kept], 10), colour, **look))
            gaps.append(gap)
    lower: Json = {"title": {"text": "difference", "standoff": 12}, "zeroline": True, "zerolinecolor": "var(--line)"}
    if not any(gap.any() for gap in gaps):
        lower |= {"range": [-1, 1], "tickvals": [0]}
    return _two_rows(traces, currency, lower)


def _dash(rank: int, engines: int) -> str:
    drawn = _STRIPE * (engines - rank)
    return f"{drawn}px,{_STRIPE * rank}px" if rank else "solid"


def engine_colour(rank: int) -> str:
    """Of the engine at `rank`, in order of the comparison."""
    return f"var(--engine-{rank % COLOURS})"


def difference(one: Equity, other: Equity) -> tuple[Ints, Floats]:
    """`one` less `other`, at the times that both have; the last row of a time stands for it."""
    if np.array_equal(one.ts, other.ts):
        return one.ts, one.equity - other.equity
    left, right = _last_of_each(one), _last_of_each(other)
    ts, i, j = np.intersect1d(left.ts, right.ts, assume_unique=True, return_indices=True)
    return ts, left.equity[i] - right.equity[j]


def _last_of_each(equity: Equity) -> Equity:
    last = np.flatnonzero(np.diff(equity.ts, append=np.iinfo(np.int64).max))
    return Equity(equity.ts[last], equity.equity[last])


def _two_rows(traces: list[Json], currency: str, lower: Json, **layout: object) -> Json:
    return figure(
        traces,
        460,
        hovermode="x unified",
        xaxis=time_axis(anchor="y2"),
        yaxis=axis(title={"text": currency, "standoff": 12}, tickformat=",", **_TWO_ROWS["yaxis"]),
        yaxis2=axis(**_TWO_ROWS["yaxis2"], **lower),
        **layout,
    )
