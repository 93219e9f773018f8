"""The tables that commands print."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from tradeport.application.report.text import counted, money
from tradeport.domain.model.money import text
from tradeport.domain.model.time import isoformat

if TYPE_CHECKING:
    from tradeport.application.state import OrderHistory, Snapshot
    from tradeport.domain.model.orders import Order

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
        *((f"then on {h['engine']} {h['engine_version']}", _handed(h)) for h in result["handovers"]),
        ("period", f"{result['start']} to {result['end']}"),
        ("fills profile", result["fills_profile"]),
        ("orders, fills", f"{result['orders']}, {result['fills_count']}"),
        ("fees", f"{result['fees']} {currency}"),
        *_of_perpetuals(result),
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


def _of_perpetuals(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    if "margin" not in result:
        return []
    margin = result["margin"]
    calls = f"; all was closed {counted(margin['calls'], 'time')}" if margin["calls"] else ""
    return [
        ("funding received", f"{result['funding']} {result['currency']}"),
        ("margin at the end", f"health {margin['health']}, {margin['maintenance']} of {margin['equity']} bound"),
        ("lowest health", f"{margin['lowest_health']}{calls}"),
    ]


def _handed(change: Mapping[str, Any]) -> str:
    if change["ts"] is None:
        return f"not reached, planned at {change['at']}"
    taken = f"{counted(change['positions'], 'position')}, {counted(change['orders'], 'open order')}"
    return f"after {isoformat(change['ts'])}, with {taken}"


def state_table(it: "Snapshot") -> Table:
    """The state after a record."""
    made = table("", "", title=f"Run {it.run_id} after record {it.records - 1}")
    risk = it.risk
    rows = [
        ("time", isoformat(it.ts)),
        ("status", it.status or "not finished"),
        ("decisions, orders, fills", f"{it.decisions}, {len(it.orders)}, {it.fills}"),
        ("cash", text(it.cash)),
        ("fees", text(it.fees)),
        *([("funding received", text(it.funding))] if it.funding else []),
        ("equity at recorded prices", f"{text(risk.equity)}, {risk.drawdown:.2%} below its peak of {text(risk.peak)}"),
        *(
            [("margin", f"health {risk.margin.health:.4f}, {text(risk.margin.maintenance)} bound")]
            if risk.margin.notional
            else []
        ),
        ("exposure, gross and net", f"{text(risk.gross)}, {text(risk.net)}"),
        ("trading state", risk.trading_state.value),
        ("positions", "\n".join(f"{p.instrument} {text(p.quantity)} at {p.average_price:.8g}" for p in it.positions.values())),
        ("open orders", "\n".join(map(_order, it.open_orders))),
        ("timers", "\n".join(f"{name}, fired {t.fired} times, last due {isoformat(t.due)}" for name, t in it.timers.items())),
    ]
    for name, value in rows:
        made.add_row(name, value or "none")
    return made


def history_table(it: "OrderHistory") -> Table:
    """One record a row."""
    asked = f"{counted(it.requests, 'request')}, {counted(it.time_outs, 'time-out')}"
    made = table("record", "time", "what", "state", "filled", "", title=f"Order {it.order.client_order_id}: {asked}")
    for step in it.steps:
        made.add_row(str(step.seq), isoformat(step.ts), step.what, step.status or "", text(step.filled), Text(step.told()))
    return made


def _order(order: "Order") -> str:
    terms = order.intent
    prices = (f"{word} {text(price)}" for word, price in (("limit", terms.limit_price), ("stop", terms.trigger_price)) if price)
    return " ".join([order.client_order_id, terms.side, text(order.remaining), terms.instrument, *prices, order.status])


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
