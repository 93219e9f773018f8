"""One run, from the spec to the run directory."""

import contextlib
from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from time import perf_counter
from typing import Any

import attrs

from tradeport.application import engines
from tradeport.application.audit import records
from tradeport.application.audit.log import AuditLog
from tradeport.application.bootstrap import RuntimeBootstrapper
from tradeport.application.dispatch import StrategyRaised
from tradeport.application.errors import Exit, PlatformError, ReconciliationError, ReplayDiffers, exit_code_of
from tradeport.application.events import EventBus, RunFinished, RunStarted
from tradeport.application.halt import Watch
from tradeport.application.handover.legs import NEEDS, Leg, begins
from tradeport.application.interrupts import honoured_by
from tradeport.application.metrics import peak_rss_mb
from tradeport.application.negotiate import Plan, admit, needs_of_run, negotiate
from tradeport.application.run_directory import AUDIT, OutputError, RunDirectory
from tradeport.application.run_spec import RunSpec
from tradeport.domain.model.money import text
from tradeport.domain.model.time import isoformat
from tradeport.ports.capability import Capability, UnsupportedCapability
from tradeport.ports.engine import Engine
from tradeport.ports.risk import TradingState


class Status(StrEnum):
    """How a run ended."""

    FINISHED = "finished"
    HALTED = "halted"
    ERROR = "error"
    INTERRUPTED = "interrupted"


@attrs.frozen
class Outcome:
    """`result` is the content of result.json; `error` what ended the run, if something did."""

    status: Status
    result: dict[str, Any]
    directory: Path | None
    error: BaseException | None = None

    @property
    def exit_code(self) -> int:
        if self.error is not None:
            return exit_code_of(self.error)
        return Exit.RISK_HALTED if self.status is Status.HALTED else Exit.OK


def make_plan(spec: RunSpec, engine: Engine, also: Collection[Capability] = ()) -> Plan:
    """What `engine` would give the strategy and the run, which needs `also` these. May contain refusals."""
    return negotiate(
        engine.name,
        engine.capabilities_in(spec.profile),
        requires=spec.strategy.requires | needs_of_run(spec.dataset, spec.fees, spec.profile) | set(also),
        prefers=spec.strategy.prefers,
        emulation=spec.emulation,
    )


def admitted(spec: RunSpec, engine: Engine, also: Collection[Capability] = ()) -> Plan:
    """`make_plan`, refusing nothing. Raises CapabilityMissing, naming the engines that would do."""
    plan = make_plan(spec, engine, also)
    admit(plan, lambda: engines.capabilities(spec.profile, except_for=engine.name), spec.profile)
    return plan


def legs(spec: RunSpec, engine: Engine | None = None, successors: Sequence[Engine] = ()) -> list[Leg]:
    """Which engine has which part of the run, each admitted. Raises CapabilityMissing, UsageError, StrategyError."""
    first, *later = begins(spec)
    begun = engine or engines.get(spec.engine)
    following = successors or [engines.get(handover.engine) for handover in spec.handovers]
    return [
        Leg(begun, admitted(spec, begun), *first),
        *(Leg(one, admitted(spec, one, NEEDS), *where) for one, where in zip(following, later, strict=True)),
    ]


def run(
    spec: RunSpec,
    directory: RunDirectory | None = None,
    *,
    engine: Engine | None = None,
    successors: Sequence[Engine] = (),
    recorded: Iterator[bytes] | None = None,
    events: EventBus | None = None,
) -> Outcome:
    """Run it. Raises for what is wrong before it begins, and OutputError; what else goes wrong in it is in the outcome.

    Without `directory` nothing is written. `engine` stands in for the one that `spec.engine` names, `successors` for those of
    its hand-overs. `recorded`: the lines of a log that this run must repeat before it goes on (`audit.log.AuditLog`).
    `events`: a bus with its subscribers, for this run alone.
    """
    try:
        return _Run(spec, directory, legs(spec, engine, successors), recorded, events or EventBus()).execute()
    except (OSError, OutputError) as error:
        if directory is None:
            raise
        raise directory.failed(error) from error
    except BaseException:
        if directory is not None:
            directory.discard()
        raise


class _Run:
    def __init__(
        self,
        spec: RunSpec,
        directory: RunDirectory | None,
        planned: Sequence[Leg],
        recorded: Iterator[bytes] | None,
        events: EventBus,
    ) -> None:
        self._spec, self._directory, self._events = spec, directory, events
        (first, *self._later) = planned
        self._engine, self._plan = first.engine, first.plan
        began = perf_counter()
        self._version, *self._versions = (engines.load(leg.engine) for leg in planned)
        imported = perf_counter()
        if directory:
            directory.subscribe(events, funding=spec.perpetuals)
        self._parts = RuntimeBootstrapper(
            spec,
            self._plan,
            self._engine,
            audit=AuditLog(directory.path / AUDIT if directory else None, recorded, events),
            events=events,
            halt=Watch(directory.path) if directory else None,
            later=self._later,
        )
        with self._abandoning():
            self._session = self._parts.open()
        self._parts.metrics.import_s = imported - began
        self._parts.metrics.init_s = perf_counter() - imported

    @contextlib.contextmanager
    def _abandoning(self) -> Iterator[None]:
        """What is raised from here leaves no run behind, so the log is closed as it is."""
        try:
            yield
        except BaseException:
            self._events.mute()
            self._parts.audit.abandon()
            raise

    def execute(self) -> Outcome:
        with self._abandoning():
            return self._execute()

    def _execute(self) -> Outcome:
        spec, parts = self._spec, self._parts
        parts.audit.append(records.RUN_STARTED, spec.dataset.start, spec.identity())
        try:
            self._announce()
            status, error = self._drive()
        finally:
            with contextlib.suppress(Exception):
                self._session.close()
        self._events.acknowledge()
        if isinstance(error, StrategyRaised):
            raised = error.raised
            what = {"callback": error.callback, "error": type(raised).__name__, "message": str(raised)}
            parts.audit.append(records.STRATEGY_ERROR, parts.clock.now(), what)
        summary = self._summary(status)
        if not isinstance(error, ReplayDiffers):
            error = self._seal(status, summary) or error
        parts.audit.close()
        told = None if error is None else str(error)
        self._events.publish(RunFinished(parts.clock.now(), status.value, parts.audit.digest, told))
        result = self._result(status, summary, error)
        if self._directory is not None:
            self._directory.close_streams()
            self._directory.write_venue(parts.dispatcher.venue)
            self._directory.write_result(result)
        return Outcome(status, result, self._directory.path if self._directory else None, error)

    def _announce(self) -> None:
        spec = self._spec
        plan, notes = self._plan.as_dict(), tuple(spec.notes)
        later = tuple(leg.plan.as_dict() for leg in self._later)
        begun = RunStarted(spec.run_id, self._engine.name, spec.dataset.start, len(spec.dataset), plan, notes, later)
        self._events.publish(begun)

    def _drive(self) -> tuple[Status, BaseException | None]:
        parts = self._parts
        began = perf_counter()
        try:
            with honoured_by(parts.dispatcher):
                parts.dispatcher.start()
                delivered = self._session.run()
            halted = parts.risk.state is TradingState.HALTED and self._spec.trading_state is not TradingState.HALTED
            parts.dispatcher.finish()
            if not halted:
                self._count(delivered)
            if self._events.ended is not None:
                raise self._events.ended  # the strategy swallowed it
            return (Status.HALTED if halted else Status.FINISHED), None
        except KeyboardInterrupt as error:
            return Status.INTERRUPTED, error
        except OutputError:
            raise
        except (PlatformError, UnsupportedCapability) as error:
            return Status.ERROR, error
        finally:
            parts.metrics.run_s = perf_counter() - began

    def _seal(self, status: Status, summary: dict[str, Any]) -> ReplayDiffers | None:
        """The last record. A run that was interrupted before it had repeated what was recorded adds nothing."""
        audit = self._parts.audit
        if status is Status.INTERRUPTED and audit.expected is not None:
            return None
        try:
            audit.append(records.RUN_FINISHED, self._parts.clock.now(), summary)
        except ReplayDiffers as error:
            return error
        return None if audit.expected is None else ReplayDiffers.at(audit.count, audit.expected, None)

    def _count(self, delivered: int) -> None:
        fed, heard = len(self._spec.dataset), self._parts.dispatcher.events
        if not fed == heard == delivered:
            raise ReconciliationError(
                f"{self._parts.reconciler.engine} stopped early: {fed} events fed, {delivered} delivered by it, {heard} heard; "
                f"the last at {isoformat(self._parts.clock.now())}",
                "its own log may say why; report it with the run directory",
            )

    def _summary(self, status: Status) -> dict[str, Any]:
        """The last record of the log: it seals the digests, so that a log that misses its tail is known to."""
        parts = self._parts
        ledger = parts.ledger
        return {
            "status": status.value,
            "events": parts.dispatcher.events,
            "orders": len(parts.orders),
            "fills": parts.orders.fills,
            "cash": text(ledger.cash()),
            "equity": text(ledger.equity()),
            **({"funding": text(ledger.funding)} if self._spec.perpetuals else {}),
            "positions": {i: text(q) for i, q in ledger.holdings().items()},
            "digests": parts.digests.as_dict(),
        }

    def _result(self, status: Status, summary: dict[str, Any], error: BaseException | None) -> dict[str, Any]:
        spec, parts = self._spec, self._parts
        return {
            "run_id": spec.run_id,
            "status": status.value,
            "error": str(error) if isinstance(error, Exception) else None,
            "engine": self._engine.name,
            "engine_version": self._version,
            "strategy": spec.name,
            "source": dict(spec.source),
            "config": spec.parameters(),
            "data": [dict(item) for item in spec.data],
            "instruments": [records.instrument(i) for i in spec.dataset.instruments],
            "start": isoformat(spec.dataset.start),
            "end": isoformat(spec.dataset.end),
            "fills_profile": spec.profile.value,
            "fees_schedule": records.plain(spec.fees),
            "plan": self._plan.as_dict(),
            "handovers": self._handovers(),
            "bars": parts.dispatcher.events,
            "orders": len(parts.orders),
            "fills_count": parts.orders.fills,
            "denials": dict(sorted(parts.metrics.denials.items())),
            "currency": spec.currency.code,
            "fees": text(parts.ledger.fees),
            **self._of_perpetuals(),
            "initial_cash": text(spec.cash),
            "final_cash": summary["cash"],
            "final_equity": summary["equity"],
            "positions": summary["positions"],
            "digests": {**summary["digests"], "audit": parts.audit.digest},
            "reconciliation": parts.reconciler.summary(),
            "timings": parts.metrics.timings(),
            "peak_rss_mb": peak_rss_mb(),
            "notes": [*spec.notes, *filter(None, (one.told() for one in self._events.subscribers))],
            "subscribers": self._events.report(),
        }

    def _of_perpetuals(self) -> dict[str, Any]:
        """What only a run with perpetuals has: funding received (negative: paid), how often all had to be closed."""
        guard = self._parts.guard
        if guard is None:
            return {}
        worst = text(round(guard.lowest, 4))
        margin = {**records.margin(self._parts.ledger.margin()), "lowest_health": worst, "calls": guard.calls}
        return {"funding": text(self._parts.ledger.funding), "margin": margin}

    def _handovers(self) -> list[dict[str, Any]]:
        """Those that were planned; `ts` is None, and nothing was taken over, where the run ended before."""
        changes = [] if self._parts.relay is None else self._parts.relay.changes
        none = {"ts": None, "positions": 0, "orders": 0}
        return [
            {
                "engine": leg.engine.name,
                "engine_version": version,
                "at": isoformat(leg.at),
                **(changed or none),
                "plan": leg.plan.as_dict(),
            }
            for leg, version, changed in zip_longest(self._later, self._versions, changes)
        ]
