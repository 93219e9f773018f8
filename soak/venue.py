"""Seeded histories of a venue with faults and a platform that dies, each from its own log."""

from collections import Counter

from soak.spread import spread
from tradeport.application.live.simulation import History, simulate


def one(seed: int) -> History:
    """What broke is in it, also what broke off."""
    try:
        return simulate(seed)
    except Exception as error:
        return History(seed, 0, 0, (f"{type(error).__name__}: {error}",), "")


def soak(seeds: int, processes: int) -> tuple[int, tuple[str, ...], str]:
    """How many were run, what failed, and what they came to."""
    came_to: Counter[str] = Counter()
    failed = []
    for found in spread("seeds", one, range(seeds), processes, chunk=25):
        came_to.update({name: getattr(found, name) for name in ("orders", "fills", "deaths", "refusals", "adopted")})
        if found.broken:
            failed.append(f"seed {found.seed}: {'; '.join(found.broken)}")
    return seeds, tuple(failed), ", ".join(f"{count:,} {name}" for name, count in came_to.items())
