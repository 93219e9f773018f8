"""Runs that are broken off: cut at seeded places, and killed for real. Each must end with the bytes of a run never broken."""

import random
import shutil
import signal
import subprocess
import sys
import time
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from soak.recorded import record, request
from soak.spread import spread, told
from tradeport.application.audit.verify import verify
from tradeport.application.repeat import resume
from tradeport.application.run_directory import AUDIT, EQUITY, FILLS, REQUEST, RESULT

BARS = 120


def cuts(points: int, processes: int) -> tuple[int, tuple[str, ...], str]:
    """Seeded kill points, half of them at the end of a record, half within one."""
    with TemporaryDirectory() as folder:
        run, whole = record(Path(folder), BARS, seed=1)
        jobs = [(run, seed) for seed in range(points)]
        failed = [wrong for wrong in spread("cuts", _cut, jobs, processes, chunk=25) if wrong]
    return points, tuple(failed), f"a log of {len(whole):,} bytes"


def _cut(job: tuple[Path, int]) -> str:
    run, seed = job
    whole = (run / AUDIT).read_bytes()
    draw = random.Random(seed)
    at = draw.randrange(len(whole) + 1)
    if seed % 2:
        at = whole.rfind(b"\n", 0, at) + 1
    with TemporaryDirectory() as folder:
        broken = Path(folder) / "run"
        broken.mkdir()
        shutil.copy(run / REQUEST, broken / REQUEST)
        (broken / AUDIT).write_bytes(whole[:at])
        if at == len(whole):
            return ""
        return _resumed(broken, run, f"cut at byte {at}")


def kills(times: int, _: int) -> tuple[int, tuple[str, ...], str]:
    """A process killed with SIGKILL in the middle of its run, after a seeded time; one that had ended does not count."""
    failed = []
    with TemporaryDirectory() as folder:
        run, whole = record(Path(folder), 4_000, seed=2)
        asked = request(Path(folder), 4_000, seed=2)
        seeds = count()
        for _ in told("kills", iter(range(times)), times):
            while not _killed(asked.data[0], broken := Path(folder) / f"killed-{(seed := next(seeds))}", seed):
                shutil.rmtree(broken, ignore_errors=True)
            torn = verify(broken / AUDIT, allow_torn=True)
            if wrong := _resumed(broken, run, f"killed, {torn.records} records"):
                failed.append(wrong)
            shutil.rmtree(broken)
        begun = next(seeds)
    return times, tuple(failed), f"of {begun} processes, each writing {len(whole):,} bytes"


def _killed(data: str, out: Path, seed: int) -> bool:
    """Whether it was killed in the middle of its run. The time counts from its first record. Raises if it fails by itself."""
    after = random.Random(seed).uniform(0.0, 0.6)
    command = [str(Path(sys.executable).parent / "platform"), "run", "order_types", "--data", data, "--fee-bps", "1"]
    process = subprocess.Popen(
        [*command, "--out", str(out), "--no-report"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while process.poll() is None and not _begun(out):
        time.sleep(0.005)
    time.sleep(after)
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)
    if process.wait() not in (0, -signal.SIGKILL):
        raise RuntimeError(f"the run that is to be killed ends with {process.returncode}: {' '.join(command)}")
    return (out / AUDIT).exists() and not (out / RESULT).exists()


def _begun(out: Path) -> bool:
    try:
        return (out / AUDIT).stat().st_size > 0
    except OSError:
        return False


def _resumed(broken: Path, run: Path, what: str) -> str:
    """What is wrong after going on; empty if nothing is."""
    try:
        outcome = resume(broken, with_report=False)
    except Exception as error:
        return f"{what}: {type(error).__name__}: {error}"
    if outcome.error is not None:
        return f"{what}: {outcome.error}"
    different = [name for name in (AUDIT, FILLS, EQUITY) if (broken / name).read_bytes() != (run / name).read_bytes()]
    return f"{what}: {', '.join(different)} differ" if different else ""
