"""The tables that commands print."""

from collections.abc import Mapping
from typing import Any

from rich.table import Table

from tradeport.application.report.text import counted, money

_SIGN = {
    "native": "[green]native[/]",
    "emulated": "[cyan]emulated[/]",
    "degraded": "[yellow]degraded[/]",
    "refused": "[bold red]refused[/]",
}
LEVELS = ("decisions", "fills", "money", "audit")


def table(*headers: str, title: str = "") -> Table:
    """Plain, left-aligned."""
    made = Table(title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False, header_style="dim")
    for header in headers:
        made.add_column(header, overflow="fold")
    return made


def plan_table(plan: Mapping[str, Any]) -> Table:
    """What was negotiated."""
    made = table("capability", "", "by", "what that means", title=f"Plan for {plan['engine']}")
    for item in plan["items"]:
        level = _SIGN[item["level"]] + ("" if item["required"] else " [dim](preferred)[/]")
        made.add_row(item["capability"], level, item["by"], item["note"])
    return made


def result_table(result: Mapping[str, Any]) -> Table:
    """The outcome of one run."""
    made = table("", "", title=f"{result['strategy']} on {result['engine']} {result['engine_version']}")
    timings = result["timings"]
    currency = result["currency"]
    rows = [
        ("status", result["status"]),
        ("period", f"{result['start']} to {result['end']}"),
        ("fills profile", result["fills_profile"]),
        ("orders, fills", f"{result['orders']}, {result['fills_count']}"),
        ("fees", f"{result['fees']} {currency}"),
        ("final cash", f"{result['final_cash']} {currency}"),
        ("final equity", f"{result['final_equity']} {currency}"),
        ("positions", ", ".join(f"{i} {q}" for i, q in result["positions"].items()) or "flat"),
        *((f"digest of {name}", f"{result['digests'][name][:16]}…") for name in LEVELS),
        ("time", f"{timings['run_s']:.2f} s for {counted(result['bars'], 'event')}, p99 {timings['p99_us']:.0f} µs"),
    ]
    if result["denials"]:
        rows.insert(4, ("denied", ", ".join(f"{n} by {rule}" for rule, n in result["denials"].items())))
    for row in rows:
        made.add_row(*row)
    return made


def parity_table(comparison: Mapping[str, Any]) -> Table:
    """One engine a row, one level a column; a digest that differs from the first engine's is marked."""
    made = table("engine", *LEVELS, "fills", "final equity", "time", title="Comparison")
    first: Mapping[str, str] = {}
    for name, result in comparison["engines"].items():
        first = first or result["digests"]
        digests = [
            f"[{'green' if result['digests'][level] == first[level] else 'bold red'}]{result['digests'][level][:8]}[/]"
            for level in LEVELS
        ]
        run = f"{result['timings']['run_s']:.2f} s" + ("" if result["status"] == "finished" else f" ({result['status']})")
        made.add_row(name, *digests, str(result["fills_count"]), money(result["final_equity"]), run)
    return made
