"""The page of one run."""

import json
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.report import render_run

SECTIONS = {
    "verdict", "key-figures", "equity", "prices", "trades", "fills", "plan", "digests", "config", "account", "timings", "data",
    "notes",
}  # fmt: skip


class Page(HTMLParser):
    """What a browser would load, and what it would show."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids, self.loads, self.tags, self.words, self.scripts = set[str](), [], [], [], []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.ids |= {value for name, value in attrs if name == "id" and value}
        self.loads += [value for name, value in attrs if name in ("src", "href", "srcset", "action", "data", "poster")]

    def handle_data(self, data: str) -> None:
        (self.scripts if self.tags[-1:] == ["script"] else self.words).append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    @property
    def figures(self) -> dict[str, Any]:
        return json.loads(next(script for script in self.scripts if script.startswith('{"equity"')))


def test_all_sections_and_no_load(make_run: Callable[..., Any]) -> None:
    page = Page(render_run(*make_run(400)))
    assert page.ids >= SECTIONS
    assert page.loads == []
    assert page.tags.count("script") == 3
    assert "link" not in page.tags


def test_the_verdict_names_strategy_engine_profile_and_period(make_run: Callable[..., Any]) -> None:
    text = Page(render_run(*make_run(400))).text
    for words in ("SmaCross on reference", "canonical fills", "2024-01-01 to 2025-02-04", "400 bars", "✓ finished"):
        assert words in text
    assert "≈ emulated by cancel_replace" in text
    assert "max position 2" in text


def test_names_are_escaped(make_run: Callable[..., Any]) -> None:
    evil = "<script>alert(1)</script>"
    instrument = "</script><img src=x onerror=alert(1)>"
    result, directory, dataset = make_run(
        30, instruments=(instrument, "B"), strategy=evil, engine=evil, notes=[evil], config={evil: evil}
    )
    html = render_run(result, directory, dataset)
    page = Page(html)
    assert page.tags.count("script") == 3
    assert "img" not in page.tags
    assert evil not in html
    assert evil in page.text


def test_many_instruments_have_a_selector(make_run: Callable[..., Any]) -> None:
    page = Page(render_run(*make_run(60, instruments=("A", "B", "C"))))
    assert page.tags.count("option") == 3
    assert len(page.figures["prices"]) == 3


def test_few_bars_are_candles_many_a_line(make_run: Callable[..., Any], tmp_path: Path) -> None:
    assert Page(render_run(*make_run(500))).figures["prices"][0]["data"][0]["type"] == "candlestick"
    assert Page(render_run(*make_run(501))).figures["prices"][0]["data"][0]["name"] == "Close"


def test_without_data_the_fills_are_drawn_alone(make_run: Callable[..., Any]) -> None:
    result, directory, _ = make_run(60)
    page = Page(render_run(result, directory, None))
    assert [trace["name"] for trace in page.figures["prices"][0]["data"]] == ["buy", "sell"]
    assert "fills alone" in page.text


def test_no_fills(make_run: Callable[..., Any]) -> None:
    page = Page(render_run(*make_run(10, every=50)))
    assert page.ids >= SECTIONS
    assert "No fills." in page.text


def test_one_bar(make_run: Callable[..., Any]) -> None:
    assert Page(render_run(*make_run(1))).ids >= SECTIONS


def test_nothing_but_names(tmp_path: Path) -> None:
    page = Page(render_run({"engine": "e", "strategy": "s"}, tmp_path / "nowhere", None))
    assert page.ids >= SECTIONS
    assert "No equity was recorded." in page.text


@pytest.mark.parametrize(
    "missing", ["plan", "timings", "digests", "data", "config", "positions", "initial_cash", "final_equity", "status"]
)
def test_any_key_may_be_missing(make_run: Callable[..., Any], missing: str) -> None:
    result, directory, dataset = make_run(40)
    for absent in ({k: v for k, v in result.items() if k != missing}, {**result, missing: None}):
        assert Page(render_run(absent, directory, dataset)).ids >= SECTIONS


def test_a_run_that_broke_off_says_so(make_run: Callable[..., Any]) -> None:
    result, directory, dataset = make_run(40, status="interrupted")
    with (directory / "equity.csv").open("a") as file:
        file.write("17")
    text = Page(render_run(result, directory, dataset)).text
    assert "This run did not finish: interrupted." in text
    assert "equity.csv: 1 row(s) could not be read" in text


def test_a_long_run_stays_small(make_run: Callable[..., Any]) -> None:
    html = render_run(*make_run(200_000, interval=60 * 10**9, every=10))
    page = Page(html)
    assert len(html.encode()) < 6_500_000
    figures = page.figures["equity"] + page.figures["prices"]
    assert max(len(trace["x"]) for figure in figures for trace in figure["data"]) <= 4000
    assert "of 200,000 prices are drawn" in page.text
    assert "4,000 of 19,999 fills are marked" in page.text
    assert "The first 500 of 19,999 fills; 19,499 more. fills.csv has all." in page.text


def test_the_package_is_cheap_to_import_and_never_imports_plotly(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from tradeport.application.report import render_run;"
        "heavy = {'numpy', 'pandas', 'jinja2', 'pyarrow', 'plotly'}; assert not heavy & sys.modules.keys();"
        "render_run({'engine': 'e', 'strategy': 's'}, Path('nowhere'), None); assert 'plotly' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=tmp_path)
