"""Funding and margin on the page of a run."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tradeport.application.report import render_run
from tradeport.application.report.perpetuals import Payments, funding_figure, margin_figures, read_funding

HEADER = "ts,instrument,rate,quantity,mark,amount"
LINES = ["1000000,P,0.0001,-2,100,0.02", "2000000,Q,0.0002,1,50,-0.01", "3000000,P,-0.0003,-2,101,-0.0606"]
MARGIN = {
    "health": "0.99",
    "equity": "1000",
    "maintenance": "10",
    "initial": "20",
    "notional": "250",
    "lowest_health": "0.95",
    "calls": 2,
}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    def make(*lines: str, end: str = "\n") -> Path:
        (tmp_path / "funding.csv").write_text("\n".join([HEADER, *lines]) + end)
        return tmp_path / "funding.csv"

    return make


def test_payments_are_read_exactly(write: Callable[..., Path]) -> None:
    assert [str(amount) for *_, amount in read_funding(write(*LINES)).rows] == ["0.02", "-0.01", "-0.0606"]


def test_what_was_cut_off_is_counted(write: Callable[..., Path]) -> None:
    """Half a line, and one of too few fields."""
    payments = read_funding(write(LINES[0], "2000000,P", "3000000,P,0.0", end=""))
    assert (len(payments.rows), payments.skipped) == (1, 2)


def test_the_curve_adds_up_an_instrument_at_a_time(write: Callable[..., Path]) -> None:
    drawn = funding_figure(read_funding(write(*LINES)), "USD", np.array([0, 9_000_000]))
    assert drawn["layout"]["xaxis"]["range"] == [0, 9]
    assert [(trace["name"], trace["x"], trace["y"]) for trace in drawn["data"]] == [
        ("P", [1, 3], [0.02, -0.0406]),
        ("Q", [2], [-0.01]),
    ]


def test_the_tiles(write: Callable[..., Path]) -> None:
    shown = margin_figures({"margin": MARGIN, "funding": "-0.0506", "currency": "USD"}, read_funding(write(*LINES)))
    assert {one.label: (one.value, one.detail) for one in shown} == {
        "Funding": ("-0.051", "USD in 3 payments"),
        "Received": ("0.020", ""),
        "Paid": ("0.071", ""),
        "Lowest health": ("0.95", "0.99 at the end"),
        "Margin calls": ("2", "all was closed"),
        "Leverage": ("0.25 ×", "at the end"),
    }


def test_a_run_without_perpetuals_has_no_such_section(make_run: Callable[..., Any]) -> None:
    assert margin_figures({}, Payments()) == []
    assert 'id="funding"' not in render_run(*make_run(30))


def test_the_section_is_on_the_page(make_run: Callable[..., Any]) -> None:
    result, directory, dataset = make_run(30, margin=MARGIN, funding="0.02")
    (directory / "funding.csv").write_text(f"{HEADER}\n{LINES[0]}\n")
    html = render_run(result, directory, dataset)
    assert 'data-figures="funding"' in html
    assert "1 payment<" in html


@pytest.mark.parametrize("missing", MARGIN)
def test_any_figure_may_be_missing(make_run: Callable[..., Any], missing: str) -> None:
    result, directory, dataset = make_run(30, margin={k: v for k, v in MARGIN.items() if k != missing})
    assert "No funding was exchanged." in render_run(result, directory, dataset)


def test_an_account_without_equity_has_no_leverage() -> None:
    shown = margin_figures({"margin": {**MARGIN, "equity": str(Decimal(-1))}}, Payments())
    assert shown[-1].value == "–"
