"""Whatever a strategy asks for, no limit is ever exceeded."""

from decimal import Decimal as D
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.run_spec import RunSpec
from tradeport.application.runner import run
from tradeport.domain.model.dataset import BarSeries, Dataset
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.orders import IntentError, OrderSide
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.risk import RiskLimits, TradingState

PRICES = st.lists(st.integers(90, 110), min_size=4, max_size=12)
KINDS = st.sampled_from(["market", "limit", "stop", "modify", "cancel"])
ACTIONS = st.lists(st.tuples(KINDS, st.sampled_from(list(OrderSide)), st.integers(1, 6), st.integers(-8, 8)), max_size=4)


class Wild(Strategy):
    """Plays its script and looks, after each thing that happens, at what the limits are about."""

    class Config(StrategyConfig):
        script: tuple[Any, ...]

    config: Config

    def on_start(self) -> None:
        self.step = 0

    def on_bar(self, bar: Bar) -> None:
        for kind, side, quantity, offset in self.config.script[self.step] if self.step < len(self.config.script) else ():
            working = self.execution.open_orders()
            try:
                if kind in ("modify", "cancel"):
                    if working:
                        order = working[quantity % len(working)]
                        if kind == "cancel":
                            self.cancel(order.client_order_id)
                        else:
                            self.modify(order.client_order_id, quantity=quantity)
                else:
                    terms = {} if kind == "market" else {kind: bar.close + offset}
                    self.order("X", side, quantity, **terms)
            except IntentError:
                continue
            self.look()
        self.step += 1

    def on_order_event(self, event: Any) -> None:
        self.look()

    def look(self) -> None:
        limits, working = self.risk.limits, self.execution.open_orders()
        held = self.portfolio.position("X").quantity
        if limits.max_position is not None:
            assert abs(held) <= limits.max_position
            for side in OrderSide:
                exposed = sum((o.remaining for o in working if o.intent.side is side), D(0))
                assert not exposed or abs(held + exposed * side.sign) <= max(limits.max_position, abs(held))
        if limits.max_open_orders is not None:
            assert len(working) <= limits.max_open_orders
        if limits.max_order_quantity is not None:
            assert all(o.intent.quantity <= limits.max_order_quantity for o in working)


@settings(max_examples=80)
@given(
    prices=PRICES,
    script=st.lists(ACTIONS, max_size=10),
    position=st.none() | st.integers(1, 8),
    orders=st.none() | st.integers(1, 3),
    quantity=st.none() | st.integers(1, 5),
)
def test_never_exceeded(
    prices: list[int], script: list[Any], position: int | None, orders: int | None, quantity: int | None
) -> None:
    opens = [prices[0], *prices]
    bars = [Bar("X", n, o, max(o, c) + 1, min(o, c) - 1, c, 1) for n, (o, c) in enumerate(zip(opens, prices, strict=False), 1)]
    limits = RiskLimits(
        max_position=None if position is None else D(position),
        max_open_orders=orders,
        max_order_quantity=None if quantity is None else D(quantity),
    )
    dataset = Dataset([Instrument("X")], [BarSeries.of("X", 1, bars)])
    spec = RunSpec(Wild, Wild.Config(script=tuple(script)), dataset, "reference", "wild", limits=limits)
    outcome = run(spec, engine=ReferenceEngine())
    if outcome.error is not None:
        raise outcome.error


@settings(max_examples=30)
@given(prices=PRICES, script=st.lists(ACTIONS, max_size=10))
def test_reducing_never_opens(prices: list[int], script: list[Any]) -> None:
    bars = [Bar("X", n, c, c + 1, c - 1, c, 1) for n, c in enumerate(prices, 1)]
    dataset = Dataset([Instrument("X")], [BarSeries.of("X", 1, bars)])
    config = Wild.Config(script=tuple(script))
    outcome = run(
        RunSpec(Wild, config, dataset, "reference", "wild", trading_state=TradingState.REDUCING), engine=ReferenceEngine()
    )
    assert outcome.error is None
    assert outcome.result["fills_count"] == 0
