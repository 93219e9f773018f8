"""Seeded histories of a venue with faults, two processes."""

import os
from concurrent.futures import ProcessPoolExecutor

from tradeport.application.live.simulation import simulate


def one(seed: int) -> tuple[int, int, str]:
    """Orders, fills, and what was broken."""
    try:
        found = simulate(seed)
    except Exception as error:
        return 0, 0, f"seed {seed}: {type(error).__name__}: {error}"
    return found.orders, found.fills, f"seed {seed}: {'; '.join(found.broken)}" if found.broken else ""


def soak(seeds: int) -> tuple[int, tuple[str, ...], str]:
    """How many were run, what failed, and what they came to."""
    orders = fills = 0
    failed = []
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for made, filled, broken in pool.map(one, range(seeds), chunksize=50):
            orders, fills = orders + made, fills + filled
            if broken:
                failed.append(broken)
    return seeds, tuple(failed), f"{orders:,} orders, {fills:,} fills"
