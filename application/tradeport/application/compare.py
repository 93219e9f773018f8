"""One strategy on several engines, each in a process of its own, and the verdict."""

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import Any

import attrs

from tradeport.application import engines
from tradeport.application.assemble import assemble
from tradeport.application.comparison import compare_results
from tradeport.application.errors import CapabilityMissing, Exit, PlatformError, UsageError, exit_code_of
from tradeport.application.request import RunRequest
from tradeport.application.runner import admitted
from tradeport.application.worker.launch import Ended, Worker
from tradeport.ports.engine import FillProfile

#: Before the name of a run under the engine's own fills.
NATIVE = "native/"

#: (name of the run, event of its worker): `nautilus`, or `native/nautilus` under the engine's own fills.
type OnEvent = Callable[[str, Mapping[str, Any]], None]


@attrs.frozen
class Compared:
    """`comparison` is what `compare --json` prints; a run directory an engine; what ended a run that did not finish."""

    comparison: dict[str, Any]
    directories: Mapping[str, Path]
    errors: Mapping[str, PlatformError]
    traces: Mapping[str, str]

    @property
    def exit_code(self) -> int:
        """That of the first run that failed; else whether there is parity."""
        if self.errors:
            return int(exit_code_of(next(iter(self.errors.values()))))
        failed = [r["exit_code"] for r in self.comparison["engines"].values() if r["exit_code"]]
        if failed and self.comparison["parity"]:
            return int(failed[0])
        return Exit.OK if self.comparison["parity"] else Exit.PARITY_FAILED


def chosen(words: str) -> tuple[str, ...]:
    """`all`: every engine that is installed; else the names, separated by commas. Raises UsageError."""
    if words == "all":
        return engines.installed()
    names = tuple(dict.fromkeys(word.strip() for word in words.split(",") if word.strip()))
    for name in names:
        engines.get(name)
    if not names:
        raise UsageError("no engine to compare", f"--engines all, or some of {', '.join(engines.names())}")
    return names


def compare(
    request: RunRequest,
    names: Sequence[str],
    out: Path,
    *,
    native: bool = False,
    on_event: OnEvent | None = None,
    parallel: int | None = None,
) -> Compared:
    """Run `request` on each of `names`, in `out/NAME`. With `native`, a canonical one once more under each engine's own fills.

    Engines that refuse are left out and named; what is wrong with the request itself raises before anything runs.
    """
    spec = assemble(request)
    native = native and request.fills is FillProfile.CANONICAL
    refused: dict[str, str] = {}
    jobs: dict[str, Worker] = {}
    for name in names:
        for profile in (FillProfile.CANONICAL, FillProfile.NATIVE) if native else (request.fills,):
            own = NATIVE if native and profile is FillProfile.NATIVE else ""
            try:
                admitted(attrs.evolve(spec, engine=name, profile=profile), engines.get(name))
            except CapabilityMissing as error:
                refused[own + name] = error.message
                continue
            asked = request.model_copy(update={"engine": name, "fills": profile})
            jobs[own + name] = Worker(asked, out / own / name, with_report=False)
    if not jobs:
        raise CapabilityMissing("every engine refuses: " + "; ".join(f"{n}: {why}" for n, why in refused.items()))
    ended, errors = _run(jobs, on_event, parallel or min(len(jobs), os.cpu_count() or 1))
    results = {name: {**one.result, "exit_code": one.exit_code} for name, one in ended.items()}
    directories = {name: one.directory for name, one in ended.items()}
    comparison = compare_results(_canonical(results), _canonical(directories))
    comparison["refused"] = refused
    comparison["failed"] = {name: error.message for name, error in errors.items()}
    if _canonical(errors):
        comparison["parity"] = False
    if native:
        comparison["native"] = {n.removeprefix(NATIVE): r for n, r in results.items() if n.startswith(NATIVE)}
    return Compared(comparison, directories, errors, {n: e.trace for n, e in ended.items() if e.trace})


def _canonical[T](found: Mapping[str, T]) -> dict[str, T]:
    return {name: one for name, one in found.items() if not name.startswith(NATIVE)}


def _run(
    jobs: Mapping[str, Worker], on_event: OnEvent | None, parallel: int
) -> tuple[dict[str, Ended], dict[str, PlatformError]]:
    stopped = Event()

    def one(name: str) -> Ended | PlatformError | None:
        if stopped.is_set():
            return None
        try:
            return jobs[name].run(None if on_event is None else lambda event: on_event(name, event))
        except PlatformError as error:
            return error

    with ThreadPoolExecutor(parallel) as pool:
        try:
            outcomes = dict(zip(jobs, pool.map(one, jobs), strict=True))
        except BaseException:
            stopped.set()
            for worker in jobs.values():
                worker.stop()
            raise
    ended = {name: one for name, one in outcomes.items() if isinstance(one, Ended)}
    return ended, {name: one for name, one in outcomes.items() if isinstance(one, PlatformError)}


def absent() -> dict[str, str]:
    """Engines that `all` leaves out, with the reason."""
    here = engines.installed()
    return {name: f"not installed: pip install 'tradeport[{name}]'" for name in engines.names() if name not in here}
