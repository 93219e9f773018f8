"""Runs on the reference engine, of a strategy that does what a test says."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import attrs
import msgspec
import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.events import EventBus
from tradeport.application.run_directory import RunDirectory
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import Outcome, run
from tradeport.domain.model.dataset import BarSeries, Dataset
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.orders import Fill, OrderEvent
from tradeport.domain.model.time import MINUTE
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.engine import Engine

type Step = Callable[["Doing"], object]


class Doing(Strategy):
    """`at`: what to do at the bar of that place; `on`: in the callback of that name, given what it is given."""

    at: Mapping[int, Step] = {}
    on: Mapping[str, Callable[..., object]] = {}

    def on_start(self) -> None:
        self.bar = -1
        self.tickets: dict[str, str] = {}
        self._hear("start")

    def on_save(self) -> dict[str, Any]:
        return {"bar": self.bar, "tickets": self.tickets}

    def on_load(self, state: Mapping[str, Any]) -> None:
        self.bar, self.tickets = state["bar"], state["tickets"]

    def on_bar(self, bar: Bar) -> None:
        self.bar += 1
        if self.bar in self.at:
            self.at[self.bar](self)

    def on_order_event(self, event: OrderEvent) -> None:
        self._hear("order_event", event)

    def on_fill(self, fill: Fill) -> None:
        self._hear("fill", fill)

    def on_timer(self, name: str, ts: int) -> None:
        self._hear("timer", name, ts)

    def on_stop(self) -> None:
        self._hear("stop")

    def _hear(self, callback: str, *what: Any) -> None:
        if callback in self.on:
            self.on[callback](self, *what)


@attrs.frozen
class Ran:
    """What came of it: the outcome, and the log's records."""

    outcome: Outcome
    path: Path

    @property
    def result(self) -> dict[str, Any]:
        return self.outcome.result

    @property
    def records(self) -> list[dict[str, Any]]:
        return [msgspec.json.decode(line, type=dict) for line in (self.path / "audit.jsonl").read_bytes().splitlines()]

    def events(self, *types: str) -> list[dict[str, Any]]:
        """Payloads of the order events of these types."""
        found = [r["data"] for r in self.records if r["type"] == "order_event"]
        return [event for event in found if event["type"] in types]

    def of(self, type_: str) -> list[dict[str, Any]]:
        """Payloads of the records of that type."""
        return [r["data"] for r in self.records if r["type"] == type_]


def dataset(rows: Mapping[str, list[str]]) -> Dataset:
    """Minute bars, one a row: `open high low close`, or one price."""
    series = []
    for name, words in rows.items():
        prices = [[float(word) for word in row.split()] for row in words]
        made = [Bar(name, n * MINUTE, *(p if len(p) == 4 else p * 4), 1.0) for n, p in enumerate(prices, 1)]
        series.append(BarSeries.of(name, MINUTE, made))
    return Dataset([Instrument(name, size_increment=Decimal("0.01")) for name in rows], series)


class Play:
    """`play(rows, at={0: step}, on={"fill": step}, engine=..., **fields of RunSpec)`: a run, into a directory of its own.

    `rows` of the instrument X, or `{"X": rows, "Y": rows}`; `kind`: another strategy than Doing, made of it.
    """

    flat: ClassVar = ["100 101 99 100"] * 6

    def __init__(self, folder: Path) -> None:
        self._folder, self._played = folder, 0

    def __call__(
        self,
        rows: list[str] | Mapping[str, list[str]],
        at: Mapping[int, Step] | None = None,
        on: Mapping[str, Callable[..., object]] | None = None,
        engine: Engine | None = None,
        directory: RunDirectory | None = None,
        events: EventBus | None = None,
        successors: Sequence[Engine] = (),
        **terms: Any,
    ) -> Ran:
        self._played += 1
        directory = directory or RunDirectory(self._folder / f"run-{self._played}")
        spec = self.spec(rows, at, on, **terms)
        return Ran(
            run(spec, directory, engine=engine or ReferenceEngine(), successors=successors, events=events), directory.path
        )

    def spec(
        self,
        rows: list[str] | Mapping[str, list[str]],
        at: Mapping[int, Step] | None = None,
        on: Mapping[str, Callable[..., object]] | None = None,
        kind: type[Doing] = Doing,
        **terms: Any,
    ) -> RunSpec:
        data = dataset(rows if isinstance(rows, Mapping) else {"X": rows})
        doing = type("Doing", (kind,), {"at": at or {}, "on": on or {}})
        return RunSpec(doing, StrategyConfig(), data, "reference", "doing", data=({"sha256": "by hand"},), **terms)

    def run(self, spec: RunSpec, engine: Engine) -> Ran:
        """Of a spec that was changed."""
        self._played += 1
        directory = RunDirectory(self._folder / f"run-{self._played}")
        return Ran(run(spec, directory, engine=engine), directory.path)

    @staticmethod
    def buy_and_sell(quantity: int = 1) -> dict[int, Step]:
        """Buys at bar 0, sells at bar 2: fills on bars 1 and 3."""
        return {0: lambda s: s.buy("X", quantity), 2: lambda s: s.sell("X", quantity)}


@pytest.fixture
def play(tmp_path: Path) -> Play:
    return Play(tmp_path)
