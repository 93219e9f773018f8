"""Runs that change engines: every ordered pair, every strategy, at random times; each with the digests of one unbroken run."""

import random
from functools import cache
from itertools import product

import attrs

from soak.spread import spread
from tradeport.application import engines
from tradeport.application.assemble import assemble
from tradeport.application.request import RunRequest
from tradeport.application.run_spec import Handover, RunSpec
from tradeport.application.runner import run

SAMPLES = {"sma_cross": ("AAPL",), "order_types": ("AAPL",), "equal_weight": ("AAPL", "IBM", "MSFT")}
TIMES = 5


def changes(times: int, processes: int) -> tuple[int, tuple[str, ...], str]:
    """`times` of all combinations of a strategy, two engines and a time, in a seeded order."""
    names = engines.installed()
    every = list(product(SAMPLES, names, names, range(TIMES)))
    random.Random(1).shuffle(every)
    jobs = every[:times]
    failed = [wrong for wrong in spread("changes", _change, jobs, processes, chunk=4) if wrong]
    return len(jobs), tuple(failed), f"{len(names)} x {len(names)} engines"


def _change(job: tuple[str, str, str, int]) -> str:
    strategy, first, then, seed = job
    whole = _spec(strategy)
    stamps = sorted({ts for ts, _ in whole.dataset.instants()})
    at = random.Random(f"{strategy} {first} {then} {seed}").choice(stamps[:-1])
    outcome = run(attrs.evolve(whole, engine=first, handovers=[Handover(then, at)]))
    if outcome.error is not None or outcome.result["handovers"][0]["ts"] != at:
        return f"{strategy}, {first} to {then} at {at}: {outcome.error or 'it did not change'}"
    ours, theirs = outcome.result["digests"], _digests(strategy)
    different = [level for level in theirs if ours[level] != theirs[level]]
    return f"{strategy}, {first} to {then} at {at}: {', '.join(different)} differ" if different else ""


@cache
def _spec(strategy: str) -> RunSpec:
    data = tuple(f"sample:{name}" for name in SAMPLES[strategy])
    return assemble(RunRequest(strategy=strategy, data=data, fee_bps=1, reading={"start": "2009-01-01"}))


@cache
def _digests(strategy: str) -> dict[str, str]:
    outcome = run(_spec(strategy))
    assert outcome.error is None, outcome.error
    assert outcome.result["fills_count"] > 20
    found: dict[str, str] = outcome.result["digests"]
    return found
