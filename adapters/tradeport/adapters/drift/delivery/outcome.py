"""A signed transaction, and what became of it."""

from enum import StrEnum
from typing import Any

import attrs
from solders.transaction import VersionedTransaction


class Fate(StrEnum):
    """LANDED: in a block, whole. FAILED: in a block, refused there, nothing changed. REFUSED: never sent on. EXPIRED: no block
    has it and none can any more. After each of them nothing of it is under way."""

    LANDED = "landed"
    FAILED = "failed"
    REFUSED = "refused"
    EXPIRED = "expired"


@attrs.frozen(eq=False)
class Signed:
    """What may be sent again and again: its signature and blockhash make that one and the same act.

    `valid_until`: the last block height that can take it. `slot`: the chain's when its blockhash was given.
    """

    transaction: VersionedTransaction
    valid_until: int
    slot: int

    @property
    def signature(self) -> str:
        return str(self.transaction.signatures[0])


@attrs.frozen
class Outcome:
    """`error` as the chain tells it. `sends` and `questions`: how often it was sent, and asked about."""

    fate: Fate
    signature: str
    slot: int | None = None
    error: Any = None
    sends: int = 0
    questions: int = 0

    @property
    def failed_at(self) -> int | None:
        """The instruction that refused, by its place in the transaction."""
        return self.error["InstructionError"][0] if isinstance(self.error, dict) and "InstructionError" in self.error else None

    @property
    def code(self) -> int | None:
        """The program's error number."""
        if self.failed_at is None:
            return None
        detail = self.error["InstructionError"][1]
        return detail.get("Custom") if isinstance(detail, dict) else None


class NotLanded(Exception):
    """For callers of driftpy's own methods: what they sent did not happen."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(f"{outcome.signature} {outcome.fate}: {outcome.error}")
        self.outcome = outcome
