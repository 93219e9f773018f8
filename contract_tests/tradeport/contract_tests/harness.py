"""Plays a script on an engine, through the platform's own runner, and gives back all there is to see."""

import os
from bisect import bisect_right
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, cast

import attrs
import msgspec

from tradeport.application import runner
from tradeport.application.audit.records import FUNDING
from tradeport.application.dispatch import StrategyRaised
from tradeport.application.reconcile import TOLERANCE
from tradeport.application.run_directory import AUDIT, EQUITY, RunDirectory
from tradeport.application.run_spec import RunSpec
from tradeport.contract_tests.data import stamps
from tradeport.contract_tests.script import Heard, Player, Recording, Script, Step
from tradeport.contract_tests.tap import Line, Tapped
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.money import ZERO, text
from tradeport.domain.model.orders import Fill, OrderEvent
from tradeport.domain.strategy import StrategyConfig
from tradeport.ports.capability import Capability, UnsupportedCapability
from tradeport.ports.engine import Engine, EngineAccount, FillProfile
from tradeport.ports.risk import RiskLimits

#: Where there is a file system in memory: a run's directory is made and removed five hundred times.
MEMORY: Final = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

type Steps = Script | Mapping[int, Step]


@attrs.frozen
class Played:
    """One script on one engine. Orders are named by tag, times by the place of the bar (-1: before the first)."""

    outcome: runner.Outcome
    heard: tuple[Heard, ...]
    line: Line
    audit: bytes
    money: tuple[str, ...]
    account: EngineAccount
    _tags: Mapping[str, str]
    _stamps: list[int]

    @property
    def filled(self) -> list[tuple[str, int, str]]:
        """`(tag, bar, price)` of each fill, in order."""
        return [(self._tags.get(f.client_order_id, "?"), self.bar(f.ts), text(f.price)) for f in self.fills]

    @property
    def fills(self) -> list[Fill]:
        """In the order in which the strategy heard of them."""
        return [h.what for h in self.heard if h.callback == "fill"]

    @property
    def events(self) -> list[OrderEvent]:
        """In the order in which the strategy heard of them."""
        return [h.what for h in self.heard if h.callback == "event"]

    @property
    def market(self) -> list[Heard]:
        """The callbacks with market data."""
        return [h for h in self.heard if h.callback in ("bar", "quote", "trade")]

    def trail(self, tag: str) -> list[str]:
        """What happened to one order: `["initialized@0", "submitted@0", ...]`."""
        return [f"{e.type.value}@{self.bar(e.ts)}" for e in self.events if self._tags.get(e.client_order_id) == tag]

    def reasons(self, tag: str) -> list[str]:
        """The reasons given in the events of one order."""
        return [e.reason for e in self.events if self._tags.get(e.client_order_id) == tag and e.reason]

    def happened(self, *types: str) -> list[str]:
        """`["a filled@1", ...]` for events of these types, in order, over all orders."""
        return [
            f"{self._tags.get(e.client_order_id, '?')} {e.type.value}@{self.bar(e.ts)}"
            for e in self.events
            if e.type.value in types
        ]

    def bar(self, ts: int) -> int:
        """The place of that time among the time stamps of the data."""
        return bisect_right(self._stamps, ts) - 1

    @property
    def payments(self) -> list[dict[str, Any]]:
        """Funding that was exchanged, as the log has it."""
        return [record["data"] for record in self.records() if record["type"] == FUNDING]

    def disagreements(self, grain: Decimal = ZERO) -> list[str]:
        """Where the ledger and the engine's own account part, after every market datum. `grain`: as the engine declares it."""
        found, largest = list[str](), max(abs(h.cash) for h in self.heard)
        booked = len(self.fills) + len(self.payments)
        for h in self.market:
            assert h.account is not None
            allowed = largest * TOLERANCE + grain * booked
            if abs(h.account.cash - h.cash) > allowed:
                found.append(f"bar {self.bar(h.now)}: cash {text(h.account.cash)} on the engine, {text(h.cash)} in the ledger")
            if dict(h.account.positions) != dict(h.positions):
                found.append(f"bar {self.bar(h.now)}: {h.account.positions} on the engine, {h.positions} in the ledger")
        return found

    def records(self) -> list[dict[str, Any]]:
        """The audit log."""
        return [msgspec.json.decode(line, type=dict) for line in self.audit.splitlines()]


@attrs.frozen
class Kept:
    """One script as it was played in the canonical profile, and the log it gave."""

    clause: str
    data: Dataset
    steps: Steps
    terms: Mapping[str, Any]
    audit: bytes


@attrs.frozen
class Bench:
    """An engine, set up to be played on. `kept` collects what was played, for the clause that compares it all."""

    engine: Engine
    kept: list[Kept] = attrs.field(factory=list)
    clause: str = ""

    def declares(self, *capabilities: Capability) -> bool:
        """Natively or emulated, in canonical."""
        return all(self.engine.capabilities.supports(c) for c in capabilities)

    def play(self, data: Dataset, steps: Steps, *, fails: bool = False, **terms: Any) -> Played:
        """Run it. `terms` are fields of RunSpec. Raises what ended the run, unless `fails` says that it is looked at.

        A refusal is always raised: nothing else can be learned from a run that the engine does not do.
        """
        played = self._run(data, steps, terms)
        error = played.outcome.error
        if error is not None and (not fails or isinstance(error, UnsupportedCapability)):
            raise error
        if terms.get("profile", FillProfile.CANONICAL) is FillProfile.CANONICAL and comparable(error):
            self.kept.append(Kept(self.clause, data, steps, terms, played.audit))
        return played

    def _run(self, data: Dataset, steps: Steps, terms: Mapping[str, Any]) -> Played:
        limited = terms.get("limits", RiskLimits()) != RiskLimits() or "trading_state" in terms
        if limited and not self.declares(Capability.LIMITS):
            raise UnsupportedCapability(self.engine.name, Capability.LIMITS)
        recording, line = Recording(), Line()
        engine = cast(Engine, Tapped(self.engine, line, lambda session: setattr(recording, "session", session)))
        spec = _spec(self.engine.name, data, steps, recording, terms)
        if refused := runner.make_plan(spec, engine).refused:
            raise UnsupportedCapability(self.engine.name, refused[0].capability, refused[0].note)
        with TemporaryDirectory(prefix="contract-", dir=MEMORY) as folder:
            directory = RunDirectory(Path(folder) / "run")
            outcome = runner.run(spec, directory, engine=engine, successors=[engine] * len(spec.handovers))
            audit = (directory.path / AUDIT).read_bytes()
            money = (directory.path / EQUITY).read_text(encoding="utf-8").splitlines()[1:]
        last = next((h.account for h in reversed(recording.heard) if h.account is not None), None)
        return Played(
            outcome,
            tuple(recording.heard),
            line,
            audit,
            tuple(money),
            last or EngineAccount(terms.get("cash", Decimal(100_000)), {}),
            {client_order_id: tag for tag, client_order_id in recording.ids.items()},
            stamps(data),
        )


def comparable(error: BaseException | None) -> bool:
    """Whether a run that ended so must give the same log on every engine."""
    return error is None or isinstance(error, StrategyRaised)


def _spec(engine: str, data: Dataset, steps: Steps, recording: Recording, terms: Mapping[str, Any]) -> RunSpec:
    script = steps if isinstance(steps, Script) else Script(steps)
    player = type("ScriptedStrategy", (Player,), {"script": script, "recording": recording, "requires": script.requires})
    sources = ({"sha256": "written by hand"},)
    return RunSpec(player, StrategyConfig(), data, engine, "contract", data=sources, **terms)


def first_difference(ours: bytes, theirs: bytes) -> str:
    """Where two audit logs part, in words; empty if they do not."""
    if ours == theirs:
        return ""
    for number, (one, other) in enumerate(zip(ours.splitlines(), theirs.splitlines(), strict=False)):
        if one != other:
            return f"record {number}: {_payload(one)} where the reference has {_payload(other)}"
    return f"{ours.count(b'\n')} records where the reference has {theirs.count(b'\n')}"


def _payload(line: bytes) -> str:
    record = msgspec.json.decode(line, type=dict)
    return f"{record['type']} at {record['ts']} {msgspec.json.encode(record['data']).decode()}"
