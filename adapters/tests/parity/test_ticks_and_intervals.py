"""Quotes, trades, ticks that share a time stamp, bars of different lengths: every engine equals the reference."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradeport.application import engines
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import run
from tradeport.contract_tests.sequences import Scripted
from tradeport.domain.model.dataset import BarSeries, Dataset, Series, TickSeries
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar, QuoteTick, Tradable, TradeTick, mark
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.orders import IntentError, OrderSide
from tradeport.domain.model.time import HOUR, MINUTE
from tradeport.ports.capability import Capability

C = Capability
START = 1_704_153_600_000_000_000

#: Every engine that has these; the others refuse, which the contract suite checks.
NEEDED = {C.QUOTES, C.TRADES, C.MULTI_INSTRUMENT, C.LIMIT_ORDERS, C.STOP_ORDERS, C.STOP_LIMIT_ORDERS}
ABLE = [name for name in engines.names() if name != "reference" and all(map(engines.get(name).capabilities.supports, NEEDED))]

MOVES = st.lists(
    st.tuples(st.integers(-2, 2), st.integers(0, 2), st.sampled_from([0, 0, 1, 999, MINUTE])), min_size=4, max_size=20
)
ORDERS = st.lists(
    st.tuples(
        st.sampled_from(["market", "limit", "stop", "stop_limit", "cancel"]),
        st.sampled_from(list(OrderSide)),
        st.integers(-3, 3),
        st.integers(0, 2),
    ),
    max_size=2,
)


class Cyclic(Scripted):
    """A list of actions an event, whatever its kind, begun again when it ends."""

    def _act(self, event: Tradable) -> None:
        for kind, side, offset, gap in self.config.script[self.step % len(self.config.script)]:
            price = round(mark(event)) + offset
            working = self.execution.open_orders()
            try:
                if kind == "cancel":
                    if working:
                        self.cancel(working[offset % len(working)].client_order_id)
                elif kind == "stop_limit":
                    self.order(event.instrument, side, 1, stop=price, limit=price + side.sign * gap)
                else:
                    self.order(event.instrument, side, 1, **({} if kind == "market" else {kind: price}))
            except IntentError:
                continue  # the same on every engine
        self.step += 1


def quotes(name: str, moves: list[tuple[int, int, int]]) -> TickSeries:
    """On a grid of 1, the spread 0 to 2, several at one nanosecond."""
    made, bid, ts = [], 100.0, START
    for move, spread, later in moves:
        bid, ts = max(20.0, bid + move), ts + later
        made.append(QuoteTick(name, ts, bid, bid + spread, 10.0, 10.0))
    return TickSeries(name, made)


def trades(name: str, moves: list[tuple[int, int, int]]) -> TickSeries:
    made, price, ts = [], 100.0, START
    for move, _, later in moves:
        price, ts = max(20.0, price + move), ts + later
        made.append(TradeTick(name, ts, price, 5.0))
    return TickSeries(name, made)


def bars(name: str, moves: list[tuple[int, int, int]], interval: int) -> BarSeries:
    """A move of its own and a reach; a step of 0 is a bar that is missing."""
    made, price = [], 100.0
    for number, (move, reach, later) in enumerate(moves, start=1):
        opening, price = price, max(20.0, price + move)
        if later or number == 1:
            made.append(
                Bar(
                    name,
                    START + number * interval,
                    opening,
                    max(opening, price) + reach,
                    min(opening, price) - reach,
                    price,
                    9.0,
                )
            )
    return BarSeries.of(name, interval, made)


def assert_equal(engine: str, series: list[Series], script: list[Any]) -> None:
    dataset = Dataset([Instrument(s.instrument) for s in series], series)
    config = Cyclic.Config(script=tuple(script))
    digests = {}
    for name in ("reference", engine):
        outcome = run(RunSpec(Cyclic, config, dataset, name, "scripted", fees=FeeSchedule(bps=Decimal("2.5"))))
        if outcome.error:
            raise outcome.error
        digests[name] = outcome.result["digests"]
    assert digests[engine] == digests["reference"]


check = settings(max_examples=60, suppress_health_check=list(HealthCheck))
SCRIPTS = st.lists(ORDERS, min_size=1, max_size=20)


@pytest.mark.parametrize("engine", ABLE)
@check
@given(first=MOVES, second=MOVES, script=SCRIPTS)
def test_quotes_and_trades(engine: str, first: list[Any], second: list[Any], script: list[Any]) -> None:
    """Nanoseconds apart, or not at all."""
    assert_equal(engine, [quotes("Q", first), trades("T", second)], script)


@pytest.mark.parametrize("engine", ABLE)
@check
@given(first=MOVES, second=MOVES, third=MOVES, script=SCRIPTS)
def test_bars_of_different_lengths(
    engine: str, first: list[Any], second: list[Any], third: list[Any], script: list[Any]
) -> None:
    """Minutes, quarters and hours, with bars missing."""
    series: list[Series] = [bars("H", first, HOUR), bars("M", second, MINUTE), bars("Q", third, 15 * MINUTE)]
    assert_equal(engine, series, script)


@pytest.mark.parametrize("engine", ABLE)
@check
@given(first=MOVES, second=MOVES, script=SCRIPTS)
def test_quotes_beside_bars(engine: str, first: list[Any], second: list[Any], script: list[Any]) -> None:
    """One instrument by its bars, another by its quotes."""
    assert_equal(engine, [bars("M", first, MINUTE), quotes("Q", second)], script)
