"""Many jobs over a few processes, in order, with a line on stderr now and then."""

import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from time import monotonic

#: Seconds between two lines.
EVERY = 10.0


def spread[J, R](what: str, function: Callable[[J], R], jobs: Sequence[J], processes: int, chunk: int = 1) -> Iterator[R]:
    """The result of each job; in this process if `processes` is 1."""
    if processes == 1:
        yield from told(what, map(function, jobs), len(jobs))
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from told(what, pool.map(function, jobs, chunksize=chunk), len(jobs))


def told[R](what: str, results: Iterator[R], total: int) -> Iterator[R]:
    """The results, counted aloud."""
    began = last = monotonic()
    for done, result in enumerate(results, 1):
        yield result
        now = monotonic()
        if now - last >= EVERY:
            last = now
            left = (now - began) / done * (total - done)
            print(f"{what}: {done:,} of {total:,}, {now - began:.0f} s, {left:.0f} s to go", file=sys.stderr, flush=True)
