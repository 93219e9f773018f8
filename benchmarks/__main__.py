"""Prints the table. `python -m benchmarks [--bars N] [--rounds N]`; ratios are medians of rounds, least and greatest beside."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

from rich.console import Console
from rich.table import Table

from benchmarks.measure import Samples, interleaved, ratio
from benchmarks.probe import BARE, ENGINES
from tradeport.application.audit.log import AuditLog
from tradeport.application.audit.verify import verify

CASES = [
    *(f"{kind}-{engine}" for engine in ENGINES for kind in ("native", "portable")),
    *(f"recorded-{engine}" for engine in BARE),
    "portable-reference",
    "idle-reference",
    "orders-1",
    "orders-4",
]


def main() -> None:
    """Measure everything, then print one line a budget."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bars", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    found = interleaved(CASES, asked.bars, asked.rounds)
    _same_fills(found)
    table = Table(title=f"{asked.bars} one-minute bars, {asked.rounds} rounds interleaved, a fresh process each")
    for column in ("what", "measured", "spread", "budget", ""):
        table.add_column(column, justify="left" if column == "what" else "right")
    for what, value, spread, budget, met in _lines(found):
        table.add_row(what, value, spread, budget, "[green]met[/]" if met else "[red]missed[/]")
    for what, value, spread in _beside(found):
        table.add_row(what, value, spread, "", "")
    Console(width=120).print(table)


def _same_fills(found: dict[str, Samples]) -> None:
    """A ratio of two programs that do different things is worth nothing."""
    reference = found["portable-reference"].taken[0]
    for engine in BARE:
        if found[f"recorded-{engine}"].taken[0]["fills"] != reference["fills"]:
            sys.exit(f"on {engine} the native strategy that records does not fill alike: the benchmark is void")
    for engine in ENGINES:
        native, portable = found[f"native-{engine}"].taken[0], found[f"portable-{engine}"].taken[0]
        if not native["fills"] == portable["fills"] == reference["fills"]:
            sys.exit(f"on {engine} the native and the portable strategy do not fill alike: the benchmark is void")
        print(f"{engine}: native, portable and reference have {len(native['fills'])} equal fills")


def _lines(found: dict[str, Samples]) -> list[tuple[str, str, str, str, bool]]:
    reference = found["portable-reference"]
    lines = []
    for engine in ENGINES:
        for key, name in (("seconds", "time"), ("rss_mb", "peak memory")):
            middle, least, most = ratio(found[f"portable-{engine}"], found[f"native-{engine}"], key)
            what = f"portable on {engine} / native {engine}, {name}"
            lines.append((what, f"{middle:.2f}", f"{least:.2f}-{most:.2f}", "<= 1.10", middle <= 1.10))
    middle, least, most = ratio(found["native-nautilus"], reference, "seconds")
    lines.append(
        ("native Nautilus / reference engine, audit on, time", f"{middle:.1f}", f"{least:.1f}-{most:.1f}", ">= 3", middle >= 3)
    )
    for samples in (*(found[f"portable-{engine}"] for engine in ENGINES), reference):
        each = [s * 1000 for s in samples.of("init_s")]
        value = sorted(each)[len(each) // 2]
        what = f"session set-up after the import, {samples.case.partition('-')[2]}, ms"
        lines.append((what, f"{value:.1f}", f"{min(each):.1f}-{max(each):.1f}", "< 500", value < 500))
    for case in ("idle-reference", "portable-reference", *(f"portable-{engine}" for engine in ENGINES)):
        for key, budget in (("p95_us", 1000), ("p99_us", 20)):
            each = found[case].of(key)
            value = found[case].middle(key)
            what = f"cost of an event, {case}, {key[:3]}, us"
            aim = f"< {budget}" if key == "p95_us" else f"aim < {budget}"
            lines.append((what, f"{value:.1f}", f"{min(each):.1f}-{max(each):.1f}", aim, value < budget))
    lines.append(_orders(found))
    lines.append(_verification())
    lines.append(_help())
    return lines


def _beside(found: dict[str, Samples]) -> list[tuple[str, str, str]]:
    """No budget: the same against native runs that keep a log, fills and an equity curve, as every run here does."""
    lines = []
    for engine in BARE:
        middle, least, most = ratio(found[f"portable-{engine}"], found[f"recorded-{engine}"], "seconds")
        lines.append((f"portable on {engine} / native {engine} that records, time", f"{middle:.2f}", f"{least:.2f}-{most:.2f}"))
    return lines


def _orders(found: dict[str, Samples]) -> tuple[str, str, str, str, bool]:
    """What orders cost, over a run without any."""
    base = found["idle-reference"].of("seconds")
    few, many = found["orders-1"].of("seconds"), found["orders-4"].of("seconds")
    each = sorted((m - b) / (f - b) for b, f, m in zip(base, few, many, strict=True))
    value = each[len(each) // 2]
    return (
        "4 x the orders on the reference engine, their cost",
        f"{value:.2f}",
        f"{each[0]:.2f}-{each[-1]:.2f}",
        "<= 4.4",
        value <= 4.4,
    )


def _verification() -> tuple[str, str, str, str, bool]:
    records = 300_000
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "audit.jsonl"
        log = AuditLog(path)
        for number in range(records):
            log.append("order_event", number, {"client_order_id": f"0123456789-{number}-0", "type": "accepted"})
        log.close()
        each = []
        for _ in range(3):
            began = perf_counter()
            verify(path, allow_torn=True)
            each.append(records / (perf_counter() - began) / 1000)
    value = sorted(each)[1]
    return "audit verification, thousand records/s", f"{value:.0f}", f"{min(each):.0f}-{max(each):.0f}", ">= 500", value >= 500


def _help() -> tuple[str, str, str, str, bool]:
    command = [str(Path(sys.executable).parent / "platform"), "--help"]
    each = []
    for _ in range(7):
        began = perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        each.append((perf_counter() - began) * 1000)
    value = sorted(each)[3]
    return "platform --help, ms", f"{value:.0f}", f"{min(each):.0f}-{max(each):.0f}", "< 300", value < 300


if __name__ == "__main__":
    main()
