"""What one run is, engine included."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

import attrs
import msgspec

from tradeport.application.audit import records
from tradeport.application.audit.records import plain
from tradeport.application.reconcile import Reconcile
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.margin import MarginRules
from tradeport.domain.model.money import Currency, FeeSchedule
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.engine import FillProfile, SessionSpec
from tradeport.ports.risk import RiskLimits, TradingState

#: Of the audit log and the run directory.
SCHEMA = 1
#: Of a file: its bytes, and what was read from them under the options given.
HASHES = ("sha256", "content_sha256")


@attrs.frozen
class Handover:
    """From the first event after `at` (ns) on, the run goes on on `engine`."""

    engine: str
    at: int


@attrs.frozen(eq=False)
class RunSpec:
    """`data`: one object a file, with at least its `sha256`. `source`: the strategy's file and hash, for the reader."""

    strategy: type[Strategy]
    config: StrategyConfig
    dataset: Dataset
    engine: str
    name: str
    source: Mapping[str, str] = attrs.field(factory=dict)
    data: Sequence[Mapping[str, Any]] = ()
    cash: Decimal = Decimal(100_000)
    currency: Currency = Currency("USD")
    fees: FeeSchedule = FeeSchedule()
    profile: FillProfile = FillProfile.CANONICAL
    limits: RiskLimits = RiskLimits()
    trading_state: TradingState = TradingState.ACTIVE
    reconcile: Reconcile = Reconcile.FILLS
    emulation: bool = True
    margin: MarginRules = MarginRules()
    history: int = 500
    notes: Sequence[str] = ()
    handovers: Sequence[Handover] = ()

    def identity(self) -> dict[str, Any]:
        """All that the outcome depends on, and nothing of the engine or the machine: the first record of the log."""
        return {
            "schema": SCHEMA,
            "strategy": self.name,
            "config": self.parameters(),
            "data": [{key: item[key] for key in HASHES if key in item} for item in self.data],
            "instruments": [records.instrument(i) for i in self.dataset.instruments],
            "start": self.dataset.start,
            "end": self.dataset.end,
            "events": len(self.dataset),
            "cash": plain(self.cash),
            "currency": plain(self.currency),
            "fees": plain(self.fees),
            "fills_profile": self.profile.value,
            "limits": plain(self.limits),
            "trading_state": self.trading_state.value,
            "history": self.history,
            **self._of_perpetuals(),
        }

    def _of_perpetuals(self) -> dict[str, Any]:
        if not self.perpetuals:
            return {}
        return {"margin": plain(self.margin), "fundings": sum(map(len, self.dataset.funding))}

    @property
    def perpetuals(self) -> bool:
        """Whether margin and funding have a place in the run."""
        return any(i.perpetual is not None for i in self.dataset.instruments)

    def parameters(self) -> dict[str, Any]:
        """The strategy's config as plain data; Decimals as strings."""
        parameters: dict[str, Any] = plain(self.config.model_dump())
        return msgspec.json.decode(msgspec.json.encode(parameters), type=dict)

    @property
    def run_id(self) -> str:
        """Ten hex digits of the identity: the same run has the same id on every engine."""
        return sha256(msgspec.json.encode(self.identity())).hexdigest()[:10]

    def session(self) -> SessionSpec:
        """What the engine is told."""
        return SessionSpec(self.dataset, self.currency, self.cash, self.fees, self.profile)
