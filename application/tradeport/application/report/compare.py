"""The page of one strategy on several engines."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tradeport.application.report import facts
from tradeport.application.report.columns import Equity, read_equity
from tradeport.application.report.comparison_table import comparison_rows, native_rows, plan_rows
from tradeport.application.report.divergence import divergence
from tradeport.application.report.equity_chart import overlay_figure
from tradeport.application.report.facts import Badge
from tradeport.application.report.fills import Fills, read_fills
from tradeport.application.report.page import page
from tradeport.application.report.price_chart import price_charts
from tradeport.application.report.text import counted, instant
from tradeport.domain.model.dataset import Dataset

_QUESTIONS = {
    "decisions": "Intents, in order, are equal.",
    "fills": "Time, side, quantity, price and fee of every fill are equal.",
    "money": "Cash, positions and equity are equal after every bar.",
    "audit": "The audit logs have the same bytes.",
}


def render(comparison: Mapping[str, Any], directories: Mapping[str, Path], dataset: Dataset | None) -> str:
    """See `render_compare` of the package."""
    engines: Mapping[str, Mapping[str, Any]] = comparison.get("engines") or {}
    native: Mapping[str, Mapping[str, Any]] = comparison.get("native") or {}
    curves = {name: read_equity(path / "equity.csv") for name, path in directories.items()}
    fills = {name: read_fills(directories[name] / "fills.csv") for name in engines if name in directories}
    first = next(iter(engines.values()), {})
    strategy = str(first.get("strategy") or comparison.get("strategy") or "Strategy")
    charts = price_charts(dataset, fills)
    return page(
        "compare.html",
        title=f"{strategy} on {counted(len(engines), 'engine')}",
        strategy=strategy,
        first=first,
        verdict=_verdict(comparison, len(engines)),
        levels=_levels(comparison),
        refused=comparison.get("refused") or {},
        period=_period(list(curves.values()), dataset),
        divergence=divergence(comparison.get("first_difference")),
        engines=engines,
        statuses={name: facts.status(result) for name, result in engines.items()},
        rows=comparison_rows(engines),
        native=native_rows(engines, native),
        native_engines=list(native),
        plan=plan_rows(engines),
        charts=charts,
        figures={"equity": _overlay(engines, native, curves, first), "prices": [chart.figure for chart in charts]},
        config=facts.config(first),
        notes=_notes(engines, curves, fills),
    )


def _verdict(comparison: Mapping[str, Any], engines: int) -> Badge:
    if engines < 2:
        return Badge("Nothing to compare", "△", "warn")
    return Badge("Parity", "✓", "good") if comparison.get("parity") else Badge("No parity", "✗", "bad")


def _levels(comparison: Mapping[str, Any]) -> list[tuple[str, Badge, str]]:
    judged = comparison.get("levels") or {}
    words = {True: Badge("equal", "✓", "good"), False: Badge("different", "✗", "bad"), None: Badge("not judged", "△", "warn")}
    return [(level, words[judged.get(level)], _QUESTIONS[level]) for level in facts.LEVELS]


def _period(curves: list[Equity], dataset: Dataset | None) -> str:
    known = [curve.ts for curve in curves if len(curve)]
    if not known:
        return ""
    start = dataset.start if dataset else int(min(ts[0] for ts in known))
    return f"{instant(start)} to {instant(int(max(ts[-1] for ts in known)))}"


def _overlay(
    engines: Mapping[str, Any], native: Mapping[str, Any], curves: Mapping[str, Equity], first: Mapping[str, Any]
) -> list[dict[str, Any]]:
    names = [*engines, *(f"native/{name}" for name in native)]
    drawn = {name: curves[name] for name in names if name in curves and len(curves[name])}
    return [overlay_figure(drawn, str(first.get("currency") or ""))] if drawn else []


def _notes(
    engines: Mapping[str, Mapping[str, Any]], curves: Mapping[str, Equity], fills: Mapping[str, Fills]
) -> list[tuple[str, str]]:
    return [
        (name, note)
        for name, result in engines.items()
        for note in facts.notes(
            result,
            ("equity.csv", curves[name].skipped if name in curves else 0),
            ("fills.csv", fills[name].skipped if name in fills else 0),
        )
    ]
