"""The page in a browser, where there is one."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.report import render_compare, render_run

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--virtual-time-budget=8000",
    "--window-size=1200,2000",
    "--dump-dom",
]

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium installed")


def drawn(html: str, directory: Path) -> tuple[str, list[str]]:
    """The document after its scripts have run, and what they wrote to the console."""
    (directory / "page.html").write_text(html, encoding="utf-8")
    command = [str(BROWSER), *FLAGS, f"--user-data-dir={directory / 'profile'}", (directory / "page.html").as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=True)
    return done.stdout, [line for line in done.stderr.splitlines() if "CONSOLE" in line]


def charts(document: str) -> int:
    """Charts that Plotly has drawn with at least one trace."""
    body = document[document.index("<main>") : document.index("</main>")]
    return sum('class="main-svg"' in part and "<path" in part for part in body.split('data-figures="')[1:])


def test_a_run_is_drawn(make_run: Callable[..., Any], tmp_path: Path) -> None:
    document, console = drawn(render_run(*make_run(300, instruments=("A", "<b>B</b>"))), tmp_path)
    assert console == []
    assert charts(document) == 2
    assert not re.search(r'data-title="[^"]*(Share|Cloud|Edit)', document)


def test_funding_is_drawn(make_run: Callable[..., Any], tmp_path: Path) -> None:
    result, directory, dataset = make_run(300, margin={"health": "1", "calls": 0}, funding="0.5")
    lines = (f"{ts}000000000,A,0.0001,-1,100,{amount}" for ts, amount in ((1_704_067_200, "0.3"), (1_704_070_800, "0.2")))
    (directory / "funding.csv").write_text("\n".join(["ts,instrument,rate,quantity,mark,amount", *lines, ""]))
    document, console = drawn(render_run(result, directory, dataset), tmp_path)
    assert console == []
    assert charts(document) == 3


def test_a_comparison_is_drawn(make_comparison: Callable[..., Any], tmp_path: Path) -> None:
    document, console = drawn(render_compare(*make_comparison("reference", "nautilus", differs=True)), tmp_path)
    assert console == []
    assert charts(document) == 2


def test_an_empty_run_raises_no_error(tmp_path: Path) -> None:
    assert drawn(render_run({"engine": "e", "strategy": "s"}, tmp_path, None), tmp_path)[1] == []
