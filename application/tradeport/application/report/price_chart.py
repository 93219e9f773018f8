"""Prices of one instrument with the fills on them."""

from collections.abc import Mapping, Sequence

import attrs
import numpy as np

from tradeport.application.report.columns import Floats, Ints
from tradeport.application.report.decimate import POINTS, decimate, thin
from tradeport.application.report.equity_chart import engine_colour
from tradeport.application.report.figure import Json, axis, figure, label, line, time_axis, times
from tradeport.application.report.fills import Fills
from tradeport.domain.model.dataset import BarSeries, Dataset, Series
from tradeport.domain.model.market_data import mark
from tradeport.domain.model.orders import Fill, OrderSide

CANDLES = 500
_PAGE = 40_000  # points of all instruments together: many instruments get fewer each
_CROWD = 300  # markers of a side that would hide the price
_LOOK = {OrderSide.BUY: ("triangle-up", "var(--good)"), OrderSide.SELL: ("triangle-down", "var(--bad)")}


@attrs.frozen
class PriceChart:
    """One instrument's figure and what a reader should know of it."""

    instrument: str
    figure: Json
    note: str


def price_charts(dataset: Dataset | None, fills: Mapping[str, Fills]) -> list[PriceChart]:
    """A chart for each instrument of the data, or without data of the fills. `fills` by engine; one alone is not named."""
    known = dict.fromkeys(dataset.series if dataset else ())
    known |= dict.fromkeys(name for rows in fills.values() for name in rows.instruments)
    limit = max(100, min(POINTS, _PAGE // max(1, len(known))))
    return [_chart(name, dataset.series.get(name) if dataset else None, fills, limit) for name in known]


def _chart(instrument: str, series: Series | None, fills: Mapping[str, Fills], limit: int) -> PriceChart:
    traces, notes = ([], ["No prices at hand: fills alone."]) if series is None else _prices(series, limit)
    shown = total = 0
    for rank, (engine, rows) in enumerate(fills.items()):
        prefix = f"{engine}: " if len(fills) > 1 else ""
        later = len(fills) - 1 - rank
        for side in OrderSide:
            mine = [fill for fill in rows.of(instrument) if fill.side is side]
            kept = thin(mine, max(2, limit // (2 * len(fills))))
            shown, total = shown + len(kept), total + len(mine)
            if kept:
                traces.append(_markers(f"{prefix}{side}", kept, side, later, None if len(fills) == 1 else engine_colour(rank)))
    if shown < total:
        notes.append(f"{shown:,} of {total:,} fills are marked, evenly chosen; the fills files have all.")
    layout = figure(
        traces, 420, hovermode="closest", xaxis=time_axis(rangeslider={"visible": False}), yaxis=axis(tickformat=",")
    )
    return PriceChart(instrument, layout, " ".join(notes))


def _prices(series: Series, limit: int) -> tuple[list[Json], list[str]]:
    if isinstance(series, BarSeries) and len(series) <= min(CANDLES, limit):
        return [_candles(series)], []
    ts, values = _columns(series)
    shown = decimate(values, limit)
    name = "Close" if isinstance(series, BarSeries) else "Price"
    notes = []
    if len(shown) < len(values):
        notes.append(f"{len(shown):,} of {len(values):,} prices are drawn; lows and highs of every stretch are kept.")
    return [line(name, times(ts[shown]), values[shown].tolist(), "var(--price)", width=1.2)], notes


def _columns(series: Series) -> tuple[Ints, Floats]:
    if isinstance(series, BarSeries):
        return np.frombuffer(series.ts, np.int64), np.frombuffer(series.close, np.float64)
    return np.array([t.ts for t in series.ticks], np.int64), np.array([mark(t) for t in series.ticks])


def _candles(series: BarSeries) -> Json:
    look = {way: {"line": {"color": c, "width": 1}, "fillcolor": c} for way, c in _CANDLE_COLOURS.items()}
    columns = {name: getattr(series, name).tolist() for name in ("open", "high", "low", "close")}
    x = times(np.frombuffer(series.ts, np.int64))
    return {"type": "candlestick", "name": "Bars", "x": x, **columns, **look}


_CANDLE_COLOURS = {"increasing": "var(--candle-up)", "decreasing": "var(--candle-down)"}


def _markers(name: str, fills: Sequence[Fill], side: OrderSide, later: int, outline: str | None) -> Json:
    """`later` engines are drawn over this one: it gets larger and hollow, so that equal fills are seen to be several."""
    symbol, colour = _LOOK[side]
    crowded = len(fills) > _CROWD
    marker = {
        "symbol": symbol if not later else f"{symbol}-open",
        "size": (5 if crowded else 10) + 6 * later,
        "color": colour if outline is None or not later else outline,
        "line": {"width": 2 if later else 0 if crowded else 1, "color": "var(--page)" if outline is None else outline},
        "opacity": 0.7 if crowded else 1,
    }
    return {
        "type": "scatter",
        "mode": "markers",
        "name": label(name),
        "x": times(np.array([fill.ts for fill in fills], np.int64)),
        "y": [float(fill.price) for fill in fills],
        "customdata": [[f"{fill.quantity:f}", label(fill.client_order_id)] for fill in fills],
        "hovertemplate": "%{customdata[0]} @ %{y}<br>%{x}<br>%{customdata[1]}",
        "marker": marker,
    }
