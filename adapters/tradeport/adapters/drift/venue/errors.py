"""What a transaction is refused with."""

from tradeport.adapters.drift.venue.codec import idl

#: Anchor's own, met before Drift's code runs.
ANCHOR = {
    "InstructionMissing": 100,
    "InstructionFallbackNotFound": 101,
    "InstructionDidNotDeserialize": 102,
    "ConstraintRaw": 2003,
    "ConstraintSigner": 2002,
    "ConstraintSeeds": 2006,
    "AccountNotEnoughKeys": 3005,
    "AccountDiscriminatorMismatch": 3002,
    "AccountOwnedByWrongProgram": 3007,
    "AccountNotInitialized": 3012,
}


class ProgramError(Exception):
    """An instruction failed: `Custom(code)` in the transaction's error."""

    def __init__(self, code: int, name: str, message: str) -> None:
        super().__init__(f"{name} ({code}): {message}")
        self.code, self.name, self.message = code, name, message

    def logs(self) -> list[str]:
        """The line that clients read name and number from."""
        return [
            f"Program log: AnchorError occurred. Error Code: {self.name}. Error Number: {self.code}. "
            f"Error Message: {self.message}."
        ]


class TokenError(ProgramError):
    """The SPL token program refused."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(code, "TokenError", message)

    def logs(self) -> list[str]:
        return [f"Program log: Error: {self.message}"]


class NotSupported(Exception):
    """Asked for something that Drift has and this venue does not. Never raised silently as success."""


def refusal(name: str) -> ProgramError:
    """The error of that name: Drift's by the IDL, or Anchor's."""
    if name in ANCHOR:
        return ProgramError(ANCHOR[name], name, name)
    return ProgramError(idl.error_code(name), name, idl.error_message(name))


def require(condition: bool, name: str) -> None:
    """Raises the program's error `name` unless the condition holds."""
    if not condition:
        raise refusal(name)
