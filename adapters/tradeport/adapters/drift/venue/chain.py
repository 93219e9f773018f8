"""The chain: accounts, a clock that moves only when told to, and transactions that land whole or not at all."""

from collections.abc import Callable, Sequence
from typing import Any

from solders.hash import Hash
from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.accounts import Accounts
from tradeport.adapters.drift.venue.addresses import Addresses
from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.errors import ProgramError
from tradeport.adapters.drift.venue.oracles import Oracles
from tradeport.adapters.drift.venue.program.registry import Call, run
from tradeport.adapters.drift.venue.work import Work

SLOT_SECONDS = 0.4
BLOCKHASH_SLOTS = 150
EPOCH_2023 = 1_700_000_000


class Step:
    """One instruction of a transaction: the program, what its log calls it, and what it does."""

    __slots__ = ("do", "program", "title", "visible")

    def __init__(
        self, program: Pubkey, title: str, do: Callable[[Work], None], visible: frozenset[Pubkey] | None = None
    ) -> None:
        self.program, self.title, self.do, self.visible = program, title, do, visible


class Receipt:
    """What became of a transaction. Logs and events are encoded when asked for."""

    __slots__ = ("_events", "_titles", "error", "failed", "keys", "slot", "ts")

    def __init__(
        self, slot: int, ts: int, titles: list[tuple[Pubkey, str]], events: list[list[Record]],
        error: ProgramError | None = None, keys: Sequence[Pubkey] = (),
    ) -> None:  # fmt: skip
        self.slot, self.ts, self.error, self.keys = slot, ts, error, keys
        self.failed = len(titles) - 1 if error is not None else None
        self._titles, self._events = titles, events

    @property
    def events(self) -> list[Record]:
        """All events in order; none where the transaction failed."""
        return [] if self.error is not None else [event for step in self._events for event in step]

    @property
    def err(self) -> Any:
        """As the RPC tells it: None, or which instruction failed with which number."""
        return None if self.error is None else {"InstructionError": [self.failed, {"Custom": self.error.code}]}

    @property
    def logs(self) -> list[str]:
        """As a validator writes them."""
        lines = []
        for i, ((program, title), events) in enumerate(zip(self._titles, self._events, strict=True)):
            lines.append(f"Program {program} invoke [1]")
            if title:
                lines.append(f"Program log: Instruction: {title}")
            lines += [coder.event_log(event) for event in events]
            if i == self.failed and self.error is not None:
                lines += self.error.logs()
                lines.append(f"Program {program} failed: custom program error: {self.error.code:#x}")
            else:
                lines.append(f"Program {program} success")
        return lines


class Chain:
    """One Drift deployment. `slot` and `ts` are the clock the program sees."""

    def __init__(self, slot: int = 250_000_000, ts: int = EPOCH_2023, addresses: Addresses | None = None) -> None:
        self.accounts = Accounts()
        self.oracles = Oracles(self.accounts)
        self.addresses = addresses or Addresses()
        self.slot, self.ts = slot, ts
        self._fraction = 0.0

    def advance(self, slots: int = 1, seconds: float | None = None) -> None:
        """Let slots pass, at 0.4 s each unless told otherwise."""
        self._fraction += slots * SLOT_SECONDS if seconds is None else seconds
        whole = int(self._fraction)
        self._fraction -= whole
        self.slot += slots
        self.ts += whole

    @property
    def blockhash(self) -> Hash:
        """Of the present slot."""
        return blockhash_at(self.slot)

    def call_step(self, call: Call, visible: frozenset[Pubkey] | None = None) -> Step:
        """An instruction of Drift's."""
        title = call.name[0].upper() + call.name[1:]
        return Step(self.addresses.program, title, lambda work: run(work, call), visible)

    def execute(self, steps: Sequence[Step], *, commit: bool = True, keys: Sequence[Pubkey] = ()) -> Receipt:
        """Run them in one transaction. What the venue does not support raises NotSupported and changes nothing."""
        work = Work(self.accounts, self.oracles, self.addresses, self.slot, self.ts)
        titles: list[tuple[Pubkey, str]] = []
        events: list[list[Record]] = []
        error = None
        try:
            for step in steps:
                titles.append((step.program, step.title))
                work.visible, begun = step.visible, len(work.events)
                try:
                    step.do(work)
                except ProgramError as refused:
                    error = refused
                events.append(work.events[begun:])
                if error is not None:
                    break
        except BaseException:
            work.journal.rollback()
            raise
        if error is None and commit:
            work.journal.commit()
        else:
            work.journal.rollback()
        return Receipt(self.slot, self.ts, titles, events, error, keys)


def blockhash_at(slot: int) -> Hash:
    """Every slot has its own."""
    return Hash.hash(slot.to_bytes(8, "little"))
