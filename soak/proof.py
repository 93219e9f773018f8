"""Tampering must be found, and recorded runs must come out the same again."""

import random
from io import FileIO
from pathlib import Path
from tempfile import TemporaryDirectory

from soak.recorded import record
from soak.spread import spread, told
from tradeport.application import engines
from tradeport.application.audit.verify import verify
from tradeport.application.errors import AuditCorrupt
from tradeport.application.execute import execute
from tradeport.application.repeat import replay
from tradeport.application.request import RunRequest

RECORDS = 1_000
SAMPLES = ("AAPL", "GOOG", "IBM", "MSFT")


def tampering(changes: int, processes: int) -> tuple[int, tuple[str, ...], str]:
    """Single bytes of a log of a thousand records, changed one at a time; every one of them where `changes` allows it."""
    with TemporaryDirectory() as folder:
        _, whole = record(Path(folder), 700, seed=3)
        lines = whole.splitlines(keepends=True)[:RECORDS]
        log = b"".join(lines)
        assert len(lines) == RECORDS
        step = max(1, len(log) // changes)
        places = range(0, len(log), step)
        blocks = [(log, places[i : i + 500]) for i in range(0, len(places), 500)]
        failed = [wrong for block in spread("500 bytes each", _tamper, blocks, processes) for wrong in block]
    return len(places), tuple(failed), f"of {len(log):,} bytes"


def _tamper(job: tuple[bytes, range]) -> list[str]:
    log, places = job
    unfound = []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.jsonl"
        path.write_bytes(log)
        with path.open("r+b", buffering=0) as file:
            for place in places:
                _put(file, place, log[place] ^ random.Random(place).randrange(1, 256))
                try:
                    verify(path)
                    unfound.append(f"byte {place}")
                except AuditCorrupt:
                    pass
                _put(file, place, log[place])
        verify(path)
    return unfound


def _put(file: FileIO, place: int, byte: int) -> None:
    file.seek(place)
    file.write(bytes((byte,)))


def replays(times: int, _: int) -> tuple[int, tuple[str, ...], str]:
    """Runs of the shipped strategies, each recorded on one engine and replayed on another."""
    names = list(engines.installed())
    failed = []
    with TemporaryDirectory() as folder:
        for seed in told("replays", iter(range(times)), times):
            draw = random.Random(seed)
            first, second = draw.choice(names), draw.choice(names)
            run = Path(folder) / str(seed)
            outcome = execute(_request(draw, first), run, with_report=False)
            if outcome.error is not None:
                failed.append(f"seed {seed} on {first}: {outcome.error}")
                continue
            found = replay(run, second)
            if found.difference is not None:
                failed.append(f"seed {seed}, {first} on {second}: record {found.difference['index']}")
    return times, tuple(failed), f"over {', '.join(names)}"


def _request(draw: random.Random, engine: str) -> RunRequest:
    strategy = draw.choice(("sma_cross", "ema_cross", "order_types"))
    fast = draw.randint(2, 20)
    parameters = {} if strategy == "order_types" else {"fast": str(fast), "slow": str(fast + draw.randint(1, 40))}
    start = f"{draw.randint(2000, 2009)}-03-01" if draw.random() < 0.5 else "2005-01-01"
    return RunRequest(
        strategy=strategy,
        data=(f"sample:{draw.choice(SAMPLES)}",),
        engine=engine,
        parameters=parameters,
        fee_bps=draw.choice((0, 1, 2)),
        reading={"start": start},
    )
