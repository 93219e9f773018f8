"""Seeded histories of a venue with faults and a platform that dies, each from its own log."""

from collections import Counter
from functools import partial

from soak.spread import spread
from tradeport.application.live.durability import Durability
from tradeport.application.live.mortality import Deaths
from tradeport.application.live.simulated_venue import Faults
from tradeport.application.live.simulation import History, simulate

_COUNTS = ("orders", "fills", "deaths", "losses", "refusals", "halts", "adopted")
#: By name: a venue and a process that nobody disturbs; one whose account others use, too; one whose log is on the disk.
KINDS = {
    "venue": simulate,
    "meddling": partial(simulate, faults=Faults(meddle=0.002, forget=0.3), deaths=Deaths(0.0003, 0.2)),
    "power": partial(simulate, durability=Durability.POWER, deaths=Deaths(0.003, 0.8)),
}


def one(kind: str, seed: int) -> History:
    """What broke is in it, also what broke off."""
    try:
        return KINDS[kind](seed)
    except Exception as error:
        return History(seed, 0, 0, (f"{type(error).__name__}: {error}",), "")


def soak(kind: str, seeds: int, processes: int) -> tuple[int, tuple[str, ...], str]:
    """How many were run, what failed with the command that does it again, and what they came to."""
    came_to: Counter[str] = Counter()
    failed = []
    for found in spread(kind, partial(one, kind), range(seeds), processes, chunk=25):
        came_to.update({name: getattr(found, name) for name in _COUNTS})
        if found.broken:
            failed.append(f"python -m soak.venue {kind} {found.seed}: {'; '.join(found.broken)}")
    return seeds, tuple(failed), ", ".join(f"{count:,} {name}" for name, count in came_to.items())


if __name__ == "__main__":
    import sys

    again = one(sys.argv[1], int(sys.argv[2]))
    print(again)
    sys.exit(bool(again.broken))
