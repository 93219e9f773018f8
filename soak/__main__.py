"""Runs every soak and prints one line each. `python -m soak [--share 0.01] [--only venue]` runs a part of the full numbers."""

import argparse
import os
import sys
from collections.abc import Callable
from functools import partial
from time import perf_counter

from rich.console import Console
from rich.table import Table

from soak import crash, handover, proof, rpc, venue

type Soak = Callable[[int, int], tuple[int, tuple[str, ...], str]]

#: By name: what it is, how it is run (with a number and processes), and the full number.
SOAKS: dict[str, tuple[str, Soak, int]] = {
    "venue": ("seeded histories of a faulty venue and a platform that dies", partial(venue.soak, "venue"), 10_000),
    "meddling": ("the same, with others at work on the account", partial(venue.soak, "meddling"), 2_000),
    "power": ("the same, with machines that die and a log on the disk", partial(venue.soak, "power"), 2_000),
    "rpc": ("sessions of Drift orders under RPC faults", rpc.soak, 1_000),
    "cuts": ("logs cut at seeded places, resumed to the same bytes", crash.cuts, 10_000),
    "kills": ("processes killed, resumed to the same bytes", crash.kills, 200),
    "tampering": ("bytes of a log changed, found", proof.tampering, 1_000_000),
    "replays": ("recorded runs replayed on another engine", proof.replays, 100),
    "handovers": ("runs that change engines, to the digests of one that does not", handover.changes, 540),
}


def main() -> None:
    """Exit 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--only", choices=SOAKS, action="append", help="Repeat. [default: all]")
    parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
    asked = parser.parse_args()
    table = Table(title=f"Soak, {asked.share:.1%} of the full numbers")
    for column in ("what", "runs", "failed", "", "seconds"):
        table.add_column(column)
    bad = False
    for name in asked.only or SOAKS:
        what, run, full = SOAKS[name]
        began = perf_counter()
        done, failed, note = run(max(1, round(full * asked.share)), asked.processes)
        bad |= bool(failed)
        table.add_row(what, f"{done:,}", f"{len(failed):,}", note, f"{perf_counter() - began:.0f}")
        for line in failed[:10]:
            print(f"FAILED {what}: {line}", file=sys.stderr)
    Console().print(table)
    sys.exit(bad)


if __name__ == "__main__":
    main()
