"""Engines side by side: one measure a row, one engine a column."""

from collections.abc import Callable, Mapping
from typing import Any

import attrs

from tradeport.application.report import facts
from tradeport.application.report.text import DASH, count, decimal, exact, money, number

type Results = Mapping[str, Mapping[str, Any]]


@attrs.frozen
class Cell:
    """`full` is the whole value, for a tooltip. `differs`: not what the first engine has, where it should be."""

    text: str
    full: str = ""
    differs: bool = False
    code: bool = False


@attrs.frozen
class Row:
    """`judged` rows are part of parity: their cells should all be equal."""

    label: str
    cells: tuple[Cell, ...]
    judged: bool = False


def comparison_rows(engines: Results) -> list[Row]:
    """Outcome, digests, then what may differ: speed and memory. Rows that nobody filled are left out."""
    outcome = [
        _row("Final equity", engines, lambda r: exact(r.get("final_equity")), judged=True),
        _row("Final cash", engines, lambda r: exact(r.get("final_cash")), judged=True),
        _row("Orders", engines, lambda r: count(r.get("orders")), judged=True),
        _row("Fills", engines, lambda r: count(r.get("fills_count")), judged=True),
        _row("Fees", engines, lambda r: exact(r.get("fees")), judged=True),
        _row("Funding", engines, lambda r: exact(r.get("funding")), judged=True),
    ]
    digests = [_digest(level, engines) for level in facts.LEVELS]
    machine = [
        _row("Version", engines, lambda r: str(r.get("engine_version") or DASH)),
        _row("Bars", engines, lambda r: count(r.get("bars"))),
        _row("Import", engines, lambda r: _timing(r, "import_s", "s", 3)),
        _row("Set-up", engines, lambda r: _timing(r, "init_s", "s", 3)),
        _row("Run", engines, lambda r: _timing(r, "run_s", "s", 3)),
        _row("Events a second", engines, lambda r: _timing(r, "events_per_s", "", 0)),
        _row("Event, p50", engines, lambda r: _timing(r, "p50_us", "µs", 1)),
        _row("Event, p95", engines, lambda r: _timing(r, "p95_us", "µs", 1)),
        _row("Event, p99", engines, lambda r: _timing(r, "p99_us", "µs", 1)),
        _row("Peak memory", engines, lambda r: f"{number(r.get('peak_rss_mb'), 0)} MB" if r.get("peak_rss_mb") else DASH),
    ]
    return [row for row in outcome + digests + machine if any(cell.text != DASH for cell in row.cells)]


def _row(label: str, engines: Results, spell: Callable[[Mapping[str, Any]], str], *, judged: bool = False) -> Row:
    words = [spell(result) for result in engines.values()]
    return Row(label, tuple(Cell(word, differs=judged and word != words[0]) for word in words), judged)


def _digest(level: str, engines: Results) -> Row:
    words = [str((result.get("digests") or {}).get(level) or DASH) for result in engines.values()]
    return Row(f"Digest: {level}", tuple(Cell(word[:12], word, word != words[0], word != DASH) for word in words), True)


def _timing(result: Mapping[str, Any], key: str, unit: str, places: int) -> str:
    value = (result.get("timings") or {}).get(key)
    return DASH if value is None else f"{number(value, places)} {unit}".rstrip()


@attrs.frozen
class NativeRow:
    """One engine under canonical fills and under its own."""

    engine: str
    canonical: str
    native: str
    change: str
    canonical_fills: str
    native_fills: str


def native_rows(engines: Results, native: Results) -> list[NativeRow]:
    """For each engine that also ran with its own fills."""
    return [_native_row(name, engines.get(name) or {}, result) for name, result in native.items()]


def _native_row(name: str, canonical: Mapping[str, Any], native: Mapping[str, Any]) -> NativeRow:
    before, after = decimal(canonical.get("final_equity")), decimal(native.get("final_equity"))
    change = DASH if before is None or after is None else money(after - before)
    return NativeRow(
        name, money(before), money(after), change, count(canonical.get("fills_count")), count(native.get("fills_count"))
    )


@attrs.frozen
class PlanLine:
    """One capability and how each engine has it; None where its plan does not name it."""

    capability: str
    required: bool
    levels: tuple[facts.PlanRow | None, ...]


def plan_rows(engines: Results) -> list[PlanLine]:
    """The plans, a capability a line."""
    plans = [{row.capability: row for row in facts.plan(result)} for result in engines.values()]
    names = dict.fromkeys(name for plan in plans for name in plan)
    return [PlanLine(n, any(n in p and p[n].required for p in plans), tuple(p.get(n) for p in plans)) for n in names]
