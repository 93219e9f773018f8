"""Random order sequences on random bars: every engine gives the same four digests as the reference."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradeport.application import engines
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import run
from tradeport.domain.model.dataset import BarSeries, Dataset
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.orders import IntentError, OrderSide, TimeInForce
from tradeport.domain.model.time import DAY, HOUR, MINUTE
from tradeport.domain.strategy import Strategy, StrategyConfig

OTHERS = [name for name in engines.names() if name != "reference"]

#: A move to the open, one to the close, and the reach above and below: a coarse grid, so that prices touch, tie and gap.
STEPS = st.tuples(
    st.sampled_from([0, 0, 0, 1, -1, 2, -2, 5, -5]),
    st.sampled_from([0, 0, 1, -1, 2, -2, 3, -3]),
    st.sampled_from([0, 0, 1, 2]),
    st.sampled_from([0, 0, 1, 2]),
    st.booleans(),
)
OFFSETS = st.integers(-4, 4)
SUBMIT = st.tuples(
    st.just("submit"),
    st.sampled_from(["market", "limit", "stop", "stop_limit"]),
    st.sampled_from(list(OrderSide)),
    st.sampled_from(["1", "2", "0.25"]),
    OFFSETS,
    st.integers(0, 3),
    st.sampled_from(list(TimeInForce)),
)
CHANGE = st.tuples(st.sampled_from(["cancel", "modify"]), st.integers(0, 5), OFFSETS, st.sampled_from(["1", "2", None]))
ACTIONS = st.lists(st.one_of(SUBMIT, SUBMIT, CHANGE), max_size=3)


class Scripted(Strategy):
    """Does what its script says for each instant; a list of actions an instant."""

    class Config(StrategyConfig):
        script: tuple[Any, ...]

    config: Config

    def on_start(self) -> None:
        self.step = 0

    def on_bar(self, bar: Bar) -> None:
        actions = self.config.script[self.step] if self.step < len(self.config.script) else ()
        self.step += 1
        for kind, *terms in actions:
            try:
                getattr(self, f"_{kind}")(bar, *terms)
            except IntentError:
                continue  # the same on every engine: the intent is refused where it is made

    def _submit(self, bar: Bar, type_: str, side: str, quantity: str, offset: int, gap: int, time_in_force: str) -> None:
        terms: dict[str, Any] = {"time_in_force": TimeInForce(time_in_force)}
        price = bar.close + offset
        if type_ == "stop_limit":
            terms |= {"stop": price, "limit": price + OrderSide(side).sign * gap}
        elif type_ != "market":
            terms |= {type_: price}
        if terms["time_in_force"] is TimeInForce.GTD:
            terms["expire_ts"] = bar.ts + gap * MINUTE + 1
        self.order(bar.instrument, OrderSide(side), quantity, **terms)

    def _cancel(self, bar: Bar, which: int, *_: Any) -> None:
        working = self.execution.open_orders()
        if working:
            self.cancel(working[which % len(working)].client_order_id)

    def _modify(self, bar: Bar, which: int, offset: int, quantity: str | None) -> None:
        working = self.execution.open_orders()
        if not working:
            return
        order = working[which % len(working)]
        terms: dict[str, Any] = {"quantity": quantity}
        if order.intent.limit_price is not None:
            terms["limit"] = bar.close + offset
        elif order.intent.trigger_price is not None:
            terms["stop"] = bar.close + offset
        if any(terms.values()):
            self.modify(order.client_order_id, **terms)


def bars(name: str, steps: list[tuple[int, int, int, int, bool]], start: int, thin: bool) -> BarSeries:
    made, price = [], 100.0
    for number, (gap, move, up, down, present) in enumerate(steps):
        opening = max(20.0, price + gap)
        price = max(20.0, opening + move)
        if present or not thin or number == 0:
            high, low = max(opening, price) + up, min(opening, price) - down
            made.append(Bar(name, start + (number + 1) * MINUTE, opening, high, low, price, 10.0))
    return BarSeries.of(name, MINUTE, made)


@pytest.mark.parametrize("engine", OTHERS)
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(
    steps=st.lists(STEPS, min_size=5, max_size=25),
    second=st.lists(STEPS, min_size=5, max_size=25) | st.none(),
    script=st.lists(ACTIONS, min_size=1, max_size=30),
    start=st.sampled_from([0, DAY - HOUR // 4, 5 * HOUR]),
    per_unit=st.booleans(),
)
def test_digests_are_equal(
    engine: str,
    steps: list[tuple[int, int, int, int, bool]],
    second: list[tuple[int, int, int, int, bool]] | None,
    script: list[Any],
    start: int,
    per_unit: bool,
) -> None:
    """Decisions, fills, money and the audit log, for market, limit, stop, stop-limit, cancel, modify, all times in force."""
    series = [bars("A", steps, start, thin=False)]
    if second is not None:
        series.append(bars("B", second, start, thin=True))
    dataset = Dataset([Instrument(s.instrument) for s in series], series)
    fees = FeeSchedule(per_unit=Decimal("0.013")) if per_unit else FeeSchedule(bps=Decimal("2.5"))
    config = Scripted.Config(script=tuple(script))
    digests = {}
    for name in ("reference", engine):
        outcome = run(RunSpec(Scripted, config, dataset, name, "scripted", fees=fees))
        if outcome.error:
            raise outcome.error
        digests[name] = outcome.result["digests"]
    assert digests[engine] == digests["reference"]
