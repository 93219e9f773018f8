"""The kill switch of a run: pulled from outside, latched until it is reset in two steps, every step on record."""

from pathlib import Path
from secrets import token_hex
from time import monotonic_ns

import attrs

from tradeport.application.audit.journal import Journal
from tradeport.application.errors import RiskHalted, UsageError
from tradeport.application.run_directory import AUDIT, HALT, REQUEST, OutputError
from tradeport.domain.model.time import MILLISECOND

PULLED, RESET_ASKED, RESET = "halt", "reset_asked", "reset"

#: How often a running run looks, ns.
EVERY = 20 * MILLISECOND


@attrs.frozen
class Switch:
    """As it stands: `reason` while it is latched, and the code that a reset still needs."""

    reason: str = ""
    code: str = ""

    @property
    def latched(self) -> bool:
        return bool(self.reason)


def switch(run: Path) -> Switch:
    """Of a run directory. Raises AuditCorrupt: a record that was tampered with does not open it."""
    found = Switch()
    for record in Journal(run / HALT).read():
        data = record["data"]
        if record["type"] == PULLED:
            found = Switch(data["reason"])
        elif record["type"] == RESET_ASKED:
            found = attrs.evolve(found, code=data["code"])
        else:
            found = Switch()
    return found


def pull(run: Path, reason: str) -> None:
    """Halt the run, now and after every restart. Pulling it again cancels a reset that was asked for.

    Raises UsageError for a folder that has no run in it: nothing would be halted. OutputError.
    """
    if not (run / REQUEST).exists() and not (run / AUDIT).exists():
        raise UsageError(f"{run} is not a run directory, so nothing has been halted", "give the folder of the run: its --out")
    _noted(run, PULLED, {"reason": reason or "no reason given"})


def ask_reset(run: Path) -> str:
    """The first step: the code that the second one needs. Raises UsageError if it is not latched."""
    if not switch(run).latched:
        raise UsageError(f"{run} is not halted", "there is nothing to reset")
    code = token_hex(3)
    _noted(run, RESET_ASKED, {"code": code})
    return code


def confirm_reset(run: Path, code: str) -> None:
    """The second step. Raises UsageError if that is not the code."""
    found = switch(run)
    if not found.code or found.code != code:
        raise UsageError(f"{code!r} does not reset {run}", "ask for a code first: platform halt RUN --reset")
    _noted(run, RESET, {"code": code})


def _noted(run: Path, what: str, data: dict[str, str]) -> None:
    try:
        Journal(run / HALT).append(what, data)
    except OSError as error:
        raise OutputError(
            f"cannot write {run / HALT}: {error.strerror or error}; the switch stands as it stood",
            "make room or give the permission; a run that has to stop now stops when its process is ended",
        ) from error


def refuse_if_latched(run: Path) -> None:
    """Raises RiskHalted."""
    if (found := switch(run)).latched:
        raise RiskHalted(f"{run} is halted: {found.reason}", "reset it in two steps: platform halt RUN --reset")


class Watch:
    """What a running run looks at: at most once `every` ns, a look is one system call."""

    def __init__(self, run: Path, every: int = EVERY) -> None:
        self._run, self._path, self._every = run, run / HALT, every
        self._next = 0
        self._seen = (0, 0)
        self._reason = ""

    def pulled(self) -> str:
        """The reason; empty while nobody has."""
        now = monotonic_ns()
        if now < self._next:
            return ""
        self._next = now + self._every
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return ""
        if (seen := (found.st_mtime_ns, found.st_size)) != self._seen:
            self._reason, self._seen = switch(self._run).reason, seen
        return self._reason
