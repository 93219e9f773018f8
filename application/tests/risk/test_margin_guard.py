"""From the instant that finds the health too low until nothing is held, nobody but the guard decides anything."""

from decimal import Decimal as D
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tradeport.application.run_directory import RunDirectory
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import run
from tradeport.contract_tests.sequences import ON_MARGIN, Scripted
from tradeport.domain.model.dataset import BarSeries, Dataset, FundingSeries
from tradeport.domain.model.instruments import Instrument, Perpetual
from tradeport.domain.model.margin import MarginRules
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.orders import OrderSide, TimeInForce
from tradeport.domain.model.time import MINUTE
from tradeport.domain.strategy import Strategy
from tradeport.ports.engine import FillProfile

SIZES = st.tuples(*[st.integers(-12, 12)] * 3)
BARS = 14
#: In the native profile fills are told as they happen, before the instant's prices are known and the guard can judge.
AS_IT_HAPPENS = ("on_fill", "on_order_event")
#: B gaps to 70 and is sold there: as that fill is told its mark is still 100, and the health looks worse than it is.
SOLD_IN_A_GAP = [
    [],
    [],
    [],
    [
        ("submit", ("market", OrderSide.BUY, "1", 0, 0, TimeInForce.GTC, False, False)),
        ("atomic", OrderSide.BUY, "1", OrderSide.SELL, "1"),
        ("atomic", OrderSide.BUY, "1", OrderSide.SELL, "1"),
    ],
]


class Watched(Scripted):
    """Takes a portfolio at first, then does as its script says; writes down when it was called, and how healthy it was then."""

    class Config(Scripted.Config):
        sizes: tuple[int, int, int]

    config: Config
    called: ClassVar[list[tuple[str, int, D, bool]]] = []
    #: What is told after `on_stop` is told however it stands.
    over = False

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if name in ("on_bar", "on_fill", "on_order_event", "on_funding", "on_timer") and not self.over:
            margin = self.portfolio.margin()
            self.called.append((name, self.clock.now(), margin.health, bool(self.portfolio.positions())))
        return found

    def on_start(self) -> None:
        super().on_start()
        self.clock.set_timer("tick", 3 * MINUTE)

    def on_bar(self, bar: Bar) -> None:
        if self.step == 0:
            for it, size in zip(self.market_data.instruments(), self.config.sizes, strict=True):
                if size and self.market_data.last_price(it.id) is not None:
                    self.order(it.id, OrderSide.BUY if size > 0 else OrderSide.SELL, abs(size))
        super().on_bar(bar)

    def on_stop(self) -> None:
        self.over = True

    def on_order_event(self, event: Any) -> None: ...

    def on_fill(self, fill: Any) -> None: ...


def market(seed: int) -> Dataset:
    """Perpetuals A and B and spot S around 100, bars missing in the last two; each may gap by up to 40 %; some funding."""
    rng = Random(seed)
    series = []
    for name in "ABS":
        price, made, gap = 100.0, [], rng.randrange(2, BARS)
        for n in range(BARS):
            if n == gap:
                price = float(round(price * rng.choice([0.6, 0.7, 0.95, 1.0, 1.3, 1.4])))
            price += rng.choice([-1, 0, 0, 1])
            # all have the last bar, so that what is held can be closed
            if name == "A" or n in (0, 1) or n >= BARS - 2 or rng.random() < 0.6:
                made.append(Bar(name, (n + 1) * MINUTE, price, price + 1, price - 1, price, 9.0))
        series.append(BarSeries.of(name, MINUTE, made))
    terms = [Perpetual(D("0.1"), D("0.05")), Perpetual(D("0.2"), D("0.1")), None]
    instruments = [Instrument(name, perpetual=it) for name, it in zip("ABS", terms, strict=True)]
    due = sorted(rng.sample(range(1, BARS * MINUTE), 5))
    return Dataset(instruments, series, [FundingSeries("A", due, [rng.choice([0.01, -0.01, 0.05]) for _ in due])])


def play(strategy: type[Strategy], config: Any, seed: int, **terms: Any) -> list[dict[str, Any]]:
    """The log."""
    with TemporaryDirectory() as folder:
        spec = RunSpec(strategy, config, market(seed), "reference", "watched", **terms)
        outcome = run(spec, RunDirectory(Path(folder) / "run"))
        assert outcome.error is None, outcome.error
        lines = (Path(folder) / "run" / "audit.jsonl").read_bytes().splitlines()
    return [msgspec.json.decode(line) for line in lines]


@pytest.mark.parametrize("profile", FillProfile)
@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    sizes=SIZES,
    script=ON_MARGIN,
    cash=st.sampled_from([D(150), D(400), D(1500)]),
    least=st.sampled_from([D("0.15"), D("0.5")]),
)
@example(seed=643, sizes=(0, 0, 0), script=SOLD_IN_A_GAP, cash=D(150), least=D("0.5"))
def test_from_unhealthy_to_flat(
    profile: FillProfile, seed: int, sizes: tuple[int, int, int], script: list[Any], cash: D, least: D
) -> None:
    """Long and short, perpetuals and spot, with pairs, brackets and stops working."""
    strategy = type("Watched", (Watched,), {"called": []})
    config = Watched.Config(script=tuple(script), sizes=sizes)
    log = play(strategy, config, seed, cash=cash, margin=MarginRules(min_health=least), profile=profile)
    early = AS_IT_HAPPENS if profile is FillProfile.NATIVE else ()
    for begin, end in closings(log):
        assert D(begin["data"]["health"]) <= least
        until = end["ts"] if end is not None else log[-1]["ts"] + 1
        for name, ts, _, _ in strategy.called:
            assert not begin["ts"] + (name in early) <= ts < until, "the strategy was asked"
        check_decisions(log, begin, end)
        if end is not None:
            assert held_at(log, end["seq"]) == {}
    assert all(health >= least or not holding for name, _, health, holding in strategy.called if name not in early)


def closings(log: list[dict[str, Any]]) -> list[tuple[dict[str, Any], dict[str, Any] | None]]:
    """Each `close` with its `closed`; None where the data ended first."""
    notes = [r for r in log if r["type"] == "margin"]
    assert [r["data"]["action"] for r in notes] == (["close", "closed"] * len(notes))[: len(notes)]
    return [(r, notes[n + 1] if n + 1 < len(notes) else None) for n, r in enumerate(notes) if r["data"]["action"] == "close"]


def check_decisions(log: list[dict[str, Any]], begin: dict[str, Any], end: dict[str, Any] | None) -> None:
    """What is decided meanwhile cancels, or closes reduce-only; and the state says REDUCING."""
    between = [r for r in log if begin["seq"] < r["seq"] and (end is None or r["seq"] < end["seq"])]
    states = [r["data"] for r in between if r["type"] == "trading_state"]
    assert states == [{"state": "reducing", "reason": "margin_call"}]
    for record in between:
        if record["type"] == "decision" and record["data"]["action"] != "cancel":
            asked = record["data"]["intent"]
            assert (asked["type"], asked["reduce_only"], asked["tag"]) == ("market", True, "margin_call")


def held_at(log: list[dict[str, Any]], seq: int) -> dict[str, D]:
    """From the fills before that record."""
    held: dict[str, D] = {}
    for record in log[:seq]:
        if record["type"] == "order_event" and (fill := record["data"].get("fill")):
            signed = D(fill["quantity"]) * (1 if fill["side"] == "buy" else -1)
            held[fill["instrument"]] = held.get(fill["instrument"], D(0)) + signed
    return {name: quantity for name, quantity in held.items() if quantity}
