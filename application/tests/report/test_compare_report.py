"""The page of one strategy on several engines."""

from collections.abc import Callable
from html import unescape
from typing import Any

from tradeport.application.report import render_compare


def shown(html: str) -> str:
    """The page up to its scripts."""
    return unescape(html[html.index("<main>") : html.index("</main>")])


def test_parity(make_comparison: Callable[..., Any]) -> None:
    page = shown(render_compare(*make_comparison("reference", "nautilus", "backtrader")))
    assert page.count("</strong> equal") == 4
    assert "✓</span> Parity" in page
    assert "First difference" not in page
    assert "≠ 1" not in page
    assert "drift does not support execution.stop_orders" in page


def test_a_difference_is_shown_with_both_sides(make_comparison: Callable[..., Any]) -> None:
    page = shown(render_compare(*make_comparison("reference", "nautilus", differs=True)))
    assert "✗</span> No parity" in page
    for words in ("≠ price", "Around it on nautilus", "<code>104.1</code>", "record <strong>5</strong>"):
        assert words in page
    assert f'title="{"9" * 64}">≠ <code>999999999999</code>' in page


def test_funding_is_compared_where_there_was_any(make_comparison: Callable[..., Any]) -> None:
    comparison, directories, dataset = make_comparison("reference", "nautilus")
    assert "Funding" not in render_compare(comparison, directories, dataset)
    for result, funding in zip(comparison["engines"].values(), ("1.5", "1.4"), strict=True):
        result["funding"] = funding
    assert "≠ 1.4" in render_compare(comparison, directories, dataset)


def test_native_fills_stand_beside(make_comparison: Callable[..., Any]) -> None:
    comparison, directories, dataset = make_comparison("reference", "nautilus")
    comparison["native"] = {"nautilus": {**comparison["engines"]["nautilus"], "final_equity": "1", "fills_count": 3}}
    directories["native/nautilus"] = directories["nautilus"]
    html = render_compare(comparison, directories, dataset)
    assert 'id="native"' in html
    assert '"name":"native/nautilus"' in html


def test_names_are_escaped(make_comparison: Callable[..., Any]) -> None:
    evil = "</script><script>alert(1)</script>"
    comparison, directories, dataset = make_comparison("reference", "b")
    comparison["engines"][evil] = comparison["engines"].pop("b") | {"strategy": evil}
    comparison["refused"] = {evil: evil}
    directories[evil] = directories.pop("b")
    html = render_compare(comparison, directories, dataset)
    assert evil not in html
    assert html.count("</script>") == 3


def test_one_engine_proves_nothing(make_comparison: Callable[..., Any]) -> None:
    assert "Nothing to compare" in shown(render_compare(*make_comparison("reference")))


def test_keys_and_files_may_be_missing() -> None:
    assert "No engine ran." in shown(render_compare({}, {}, None))
    assert "No equity was recorded." in shown(render_compare({"engines": {"a": {}, "b": {}}, "parity": False}, {}, None))


def test_an_engine_that_broke_off_is_named(make_comparison: Callable[..., Any]) -> None:
    comparison, directories, dataset = make_comparison("reference", "nautilus")
    comparison["engines"]["nautilus"] |= {"status": "error", "error": "it <broke>"}
    page = shown(render_compare(comparison, directories, dataset))
    assert "nautilus did not finish: error." in page
    assert "it <broke>" in page
