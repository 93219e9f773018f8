"""Runs every soak and prints one line each. `python -m soak [--share 0.01]` runs that part of the full numbers."""

import argparse
import sys
from collections.abc import Callable
from time import perf_counter

from rich.console import Console
from rich.table import Table

from soak import crash, proof, rpc, venue

SOAKS: dict[str, tuple[Callable[[int], tuple[int, tuple[str, ...], str]], int]] = {
    "seeded histories of a faulty venue": (venue.soak, 10_000),
    "sessions of Drift orders under RPC faults": (rpc.soak, 1_000),
    "logs cut at seeded places, resumed": (crash.cuts, 10_000),
    "processes killed, resumed": (crash.kills, 200),
    "bytes of a log changed, found": (proof.tampering, 1_000_000),
    "recorded runs replayed on another engine": (proof.replays, 100),
}


def main() -> None:
    """Exit 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    asked = parser.parse_args()
    table = Table(title=f"Soak, {asked.share:.1%} of the full numbers")
    for column in ("what", "runs", "failed", "", "seconds"):
        table.add_column(column)
    bad = False
    for what, (run, full) in SOAKS.items():
        began = perf_counter()
        done, failed, note = run(max(1, round(full * asked.share)))
        bad |= bool(failed)
        table.add_row(what, f"{done:,}", f"{len(failed):,}", note, f"{perf_counter() - began:.0f}")
        for line in failed[:10]:
            print(f"FAILED {what}: {line}", file=sys.stderr)
    Console().print(table)
    sys.exit(bad)


if __name__ == "__main__":
    main()
