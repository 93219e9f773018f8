"""The key figures of a run: what each is, and how it is defined."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

import attrs

from tradeport.application.report import statistics as stats
from tradeport.application.report.columns import Equity
from tradeport.application.report.fills import Fills
from tradeport.application.report.text import DASH, count, counted, decimal, duration, instant, money, number, percent
from tradeport.application.report.trades import Trades, round_trips, time_in_market
from tradeport.domain.model.money import CONTEXT, ZERO
from tradeport.domain.model.time import DAY

_SHORT = 30 * DAY


@attrs.frozen
class KeyFigure:
    """One tile: `detail` stands small below the value, `definition` in its tooltip and in the notes on method."""

    label: str
    value: str
    definition: str
    detail: str = ""


@attrs.frozen(slots=False)
class Account:
    """A run's numbers, from its result where that has them, else from its files. `start` is ns, None if nothing is known."""

    result: Mapping[str, Any]
    equity: Equity
    fills: Fills
    start: int | None

    @property
    def currency(self) -> str:
        return str(self.result.get("currency") or "")

    @property
    def end(self) -> int | None:
        return int(self.equity.ts[-1]) if len(self.equity) else None

    @property
    def span(self) -> int:
        """Nanoseconds from start to end; 0 if unknown."""
        return max(0, self.end - self.start) if self.end is not None and self.start is not None else 0

    @property
    def initial(self) -> float | None:
        """Cash at the start, else the first equity."""
        given = decimal(self.result.get("initial_cash"))
        return float(given) if given is not None else float(self.equity.equity[0]) if len(self.equity) else None

    @property
    def final(self) -> float | None:
        """Equity at the end."""
        given = decimal(self.result.get("final_equity"))
        return float(given) if given is not None else float(self.equity.equity[-1]) if len(self.equity) else None

    @property
    def total_return(self) -> float | None:
        return None if self.initial is None or self.final is None else stats.total_return(self.initial, self.final)

    @property
    def period(self) -> str:
        return DASH if self.start is None or self.end is None else f"{instant(self.start)} to {instant(self.end)}"

    @cached_property
    def trades(self) -> Trades:
        return round_trips(self.fills.rows)


def key_figures(account: Account) -> list[KeyFigure]:
    """In the order they are shown."""
    return [*_growth(account), *_risk(account), *_trading(account)]


def _growth(account: Account) -> list[KeyFigure]:
    initial, final, span = account.initial, account.final, account.span
    rate = None if initial is None or final is None or span < _SHORT else stats.growth_rate(initial, final, span)
    return [
        KeyFigure(
            "Final equity",
            money(final),
            "Cash and positions at their last prices, after fees.",
            f"{account.currency} from {money(initial)}".lstrip() if initial is not None else "",
        ),
        KeyFigure("Total return", percent(account.total_return, signed=True), "Final equity / initial cash − 1."),
        KeyFigure(
            "CAGR",
            percent(rate, signed=True),
            "Compound annual growth rate: (final / initial)^(1 / years) − 1, a year of 365.25 days. "
            "Not given for runs under 30 days.",
            f"over {duration(span)}" if span else "",
        ),
    ]


def _risk(account: Account) -> list[KeyFigure]:
    days, levels = stats.daily(account.equity.ts, account.equity.equity)
    values, periods = stats.returns(levels, account.initial), stats.periods_per_year(days)
    year = f"{number(periods, 0)} a year" if periods else ""
    fall = stats.max_drawdown(account.equity.ts, account.equity.equity, account.initial, account.start)
    return [
        KeyFigure(
            "Volatility",
            percent(stats.volatility(values, periods)),
            "Sample standard deviation of daily returns × √periods a year. Equity is sampled at the end of each UTC day; "
            "periods a year are 365.25 days over the median step, or 252 if steps are of one day and never on a weekend.",
            year,
        ),
        KeyFigure(
            "Sharpe ratio",
            number(stats.sharpe(values, periods)),
            "Mean of daily returns / their sample standard deviation × √periods a year; risk-free rate 0 (Sharpe 1994).",
        ),
        KeyFigure(
            "Max drawdown",
            percent(fall.depth if fall else 0.0 if len(account.equity) else None),
            "Deepest fall of equity below its highest so far, over all rows; "
            "its duration runs from that peak until the peak is met again.",
            _lasted(fall, account.end or 0) if fall else "",
        ),
    ]


def _lasted(fall: stats.Drawdown, end: int) -> str:
    if fall.recovered_ts is None:
        return f"{duration(end - fall.peak_ts)}, not recovered"
    return duration(fall.recovered_ts - fall.peak_ts)


def _trading(account: Account) -> list[KeyFigure]:
    trades, fills = account.trades, account.fills.rows
    profits = [float(trip.net) for trip in trades.closed]
    held = time_in_market(fills, account.end or 0)
    notional = sum((CONTEXT.multiply(fill.price, fill.quantity) for fill in fills), ZERO)
    fees = account.result.get("fees", sum((fill.fee for fill in fills), ZERO))
    exposure = min(1.0, held / account.span) if account.span else None
    turned = stats.turnover(float(notional), account.equity.equity)
    return [
        KeyFigure("Exposure", percent(exposure), "Share of the time during which any position was held."),
        KeyFigure(
            "Round trips",
            count(len(trades.closed)),
            "Quantities bought and sold, matched first in first out, an instrument at a time; "
            "an exit that closes several entries counts once for each.",
            f"{len(trades.open)} open" if trades.open else "",
        ),
        KeyFigure("Hit rate", percent(stats.hit_rate(profits)), "Share of round trips with a profit after fees."),
        KeyFigure(
            "Profit factor", number(stats.profit_factor(profits)), "Sum of profits / sum of losses of round trips, after fees."
        ),
        KeyFigure(
            "Fees", money(fees), "All fees paid.", f"{account.currency} on {counted(len(fills), 'fill')}".removeprefix(" on ")
        ),
        KeyFigure(
            "Turnover",
            number(turned) + (" ×" if turned is not None else ""),
            "Notional bought and sold / mean equity, over the whole run.",
        ),
    ]
