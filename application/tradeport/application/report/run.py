"""The page of one run."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tradeport.application.report import facts
from tradeport.application.report.columns import read_equity
from tradeport.application.report.equity_chart import equity_figure
from tradeport.application.report.fills import read_fills
from tradeport.application.report.page import page
from tradeport.application.report.perpetuals import funding_figure, margin_figures, read_funding
from tradeport.application.report.price_chart import price_charts
from tradeport.application.report.summary import Account, key_figures
from tradeport.domain.model.dataset import Dataset

ROWS = 500  # of a table; the files have all


def render(result: Mapping[str, Any], directory: Path, dataset: Dataset | None) -> str:
    """See `render_run` of the package."""
    equity, fills = read_equity(directory / "equity.csv"), read_fills(directory / "fills.csv")
    account = Account(result, equity, fills, dataset.start if dataset else int(equity.ts[0]) if len(equity) else None)
    payments = read_funding(directory / "funding.csv")
    charts = price_charts(dataset, {str(result.get("engine", "")): fills})
    return page(
        "run.html",
        title=f"{result.get('strategy', 'Strategy')} on {result.get('engine', 'engine')}",
        result=result,
        status=facts.status(result),
        account=account,
        key_figures=key_figures(account),
        margin_figures=margin_figures(result, payments),
        charts=charts,
        figures={
            "equity": [equity_figure(equity, account.initial, account.currency)] if len(equity) else [],
            "prices": [chart.figure for chart in charts],
            "funding": [funding_figure(payments, account.currency, equity.ts)] if payments.rows else [],
        },
        trips=account.trades.closed[:ROWS],
        lots=account.trades.open[:ROWS],
        fills=fills.rows[:ROWS],
        plan=facts.plan(result),
        digests=facts.digests(result),
        config=facts.config(result),
        positions=facts.pairs(result.get("positions")),
        timings=facts.timings(result),
        reconciliation=facts.pairs(result.get("reconciliation")),
        denials=facts.denials(result),
        notes=facts.notes(
            result, ("equity.csv", equity.skipped), ("fills.csv", fills.skipped), ("funding.csv", payments.skipped)
        ),
    )
