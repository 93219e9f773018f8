"""Every error a user can meet: what happened, then `Hint:` with the remedy, and the exit code of the command."""

from enum import IntEnum

from tradeport.ports.capability import UnsupportedCapability


class Exit(IntEnum):
    """Exit codes of `platform` (docs/reference/command.md)."""

    OK = 0
    ERROR = 1
    USAGE = 2
    BAD_DATA = 3
    BAD_STRATEGY = 4
    PARITY_FAILED = 10
    RISK_HALTED = 11
    RECONCILIATION_FAILED = 12
    CAPABILITY_MISSING = 13
    AUDIT_CORRUPT = 14
    INTERRUPTED = 130


class PlatformError(Exception):
    """Something the user can act on."""

    exit_code = Exit.ERROR

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(f"{message}\nHint: {hint}" if hint else message)
        self.message, self.hint = message, hint


class UsageError(PlatformError):
    """The call's words are off."""

    exit_code = Exit.USAGE


class DataError(PlatformError):
    """A file that cannot be trusted: names file, row and rule."""

    exit_code = Exit.BAD_DATA

    @classmethod
    def row(cls, path: object, row: int, rule: str, detail: str, hint: str = "") -> "DataError":
        """`row` counts the file's data rows from 1, the header not counted."""
        return cls(f"{path}, row {row}: {rule}: {detail}", hint)


class StrategyError(PlatformError):
    """The strategy cannot be loaded, or raised."""

    exit_code = Exit.BAD_STRATEGY


class RiskHalted(PlatformError):
    """Trading is halted, and stays so."""

    exit_code = Exit.RISK_HALTED


class ReconciliationError(PlatformError):
    """The ledger and the engine's own books disagree, or the engine lost data."""

    exit_code = Exit.RECONCILIATION_FAILED


class CapabilityMissing(PlatformError):
    """A required capability that the engine does not have."""

    exit_code = Exit.CAPABILITY_MISSING


class AuditCorrupt(PlatformError):
    """An audit log whose chain does not hold."""

    exit_code = Exit.AUDIT_CORRUPT


class ReplayDiffers(PlatformError):
    """A run that is repeated does not do what was recorded. `ours` is None where it ended before the recorded one."""

    exit_code = Exit.PARITY_FAILED
    index = 0
    recorded: bytes | None = None
    ours: bytes | None = None

    @classmethod
    def at(cls, index: int, recorded: bytes | None, ours: bytes | None) -> "ReplayDiffers":
        """Both lines, so that they can be shown field by field."""
        if index == 0:
            hint = "data, parameters or options are not those of the recorded run"
        else:
            hint = "the strategy or its packages have changed, or it is not deterministic"
        error = cls(f"record {index} is not the one that was recorded", hint)
        error.index, error.recorded, error.ours = index, recorded, ours
        return error


class EngineError(PlatformError):
    """The engine did what the contract forbids."""


def exit_code_of(error: BaseException) -> int:
    """Of the command that ends with `error`."""
    if isinstance(error, PlatformError):
        return error.exit_code
    if isinstance(error, UnsupportedCapability):
        return Exit.CAPABILITY_MISSING
    return Exit.INTERRUPTED if isinstance(error, KeyboardInterrupt) else Exit.ERROR
