"""Random order sequences on random markets, for the parity of engines and of emulators. Needs hypothesis."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

import msgspec
from hypothesis import strategies as st

from tradeport.application import engines
from tradeport.application.run_spec import Handover, RunSpec
from tradeport.application.runner import run
from tradeport.domain.model.dataset import BarSeries, Dataset, FundingSeries, Series, TickSeries
from tradeport.domain.model.instruments import Instrument, Perpetual
from tradeport.domain.model.market_data import Bar, FundingRate, QuoteTick, Tradable, TradeTick, mark
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.orders import IntentError, OrderSide, TimeInForce, TradeIntent
from tradeport.domain.model.time import DAY, HOUR, MINUTE
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.engine import Engine

#: A move to the open, one to the close, and the reach above and below: a coarse grid, so that prices touch, tie and gap.
STEPS = st.tuples(
    st.sampled_from([0, 0, 0, 1, -1, 2, -2, 5, -5]),
    st.sampled_from([0, 0, 1, -1, 2, -2, 3, -3]),
    st.sampled_from([0, 0, 1, 2]),
    st.sampled_from([0, 0, 1, 2]),
    st.booleans(),
)
OFFSETS = st.integers(-4, 4)
SIDES = st.sampled_from(list(OrderSide))
QUANTITIES = st.sampled_from(["1", "2", "0.25"])
#: Type, side, quantity, offset from the close, gap (stop to limit, trail, life in bars), time in force, post-only, reduce-only.
SINGLE = st.tuples(
    st.sampled_from(["market", "limit", "stop", "stop_limit", "trailing"]),
    SIDES,
    QUANTITIES,
    OFFSETS,
    st.integers(0, 3),
    st.sampled_from(list(TimeInForce)),
    st.booleans(),
    st.sampled_from([False, False, True]),
)
SUBMIT = st.tuples(st.just("submit"), SINGLE)
OCO = st.tuples(st.just("oco"), SINGLE, SINGLE)
BRACKET = st.tuples(st.just("bracket"), SINGLE, st.integers(1, 4), st.integers(1, 4), st.booleans(), st.booleans())
CANCEL = st.tuples(st.just("cancel"), st.integers(0, 5))
#: Of the first two instruments: a side and a quantity each.
ATOMIC = st.tuples(st.just("atomic"), SIDES, QUANTITIES, SIDES, QUANTITIES)
MODIFY = st.tuples(st.just("modify"), st.integers(0, 5), OFFSETS, st.sampled_from(["1", "2", None]))
ACTIONS = st.lists(st.one_of(SUBMIT, SUBMIT, OCO, BRACKET, CANCEL, MODIFY), max_size=3)

type Single = tuple[str, OrderSide, str, int, int, TimeInForce, bool, bool]
type Step = tuple[int, int, int, int, bool]


class Scripted(Strategy):
    """Does what its script says for each event it sees; a list of actions an event."""

    class Config(StrategyConfig):
        """`script[n]` is done on the n-th event."""

        script: tuple[Any, ...]

    config: Config

    def on_start(self) -> None:
        self.step = 0

    def on_save(self) -> dict[str, int]:
        return {"step": self.step}

    def on_load(self, state: Mapping[str, int]) -> None:
        self.step = state["step"]

    def on_bar(self, bar: Bar) -> None:
        self._act(bar)

    def on_quote(self, quote: QuoteTick) -> None:
        self._act(quote)

    def on_trade(self, trade: TradeTick) -> None:
        self._act(trade)

    def on_funding(self, funding: FundingRate) -> None:
        """A large rate is answered, so that it matters when it is heard."""
        if abs(funding.rate) >= 0.01 and self.market_data.last_price(funding.instrument) is not None:
            self.order(funding.instrument, OrderSide.SELL if funding.rate > 0 else OrderSide.BUY, "0.25")

    def _act(self, event: Tradable) -> None:
        actions = self.config.script[self.step] if self.step < len(self.config.script) else ()
        self.step += 1
        for kind, *terms in actions:
            try:
                getattr(self, f"_{kind}")(event, *terms)
            except IntentError:
                continue  # the same on every engine: the intent is refused where it is made

    def _submit(self, event: Tradable, single: Single) -> None:
        self.execution.submit(self._intent(event, single))

    def _oco(self, event: Tradable, first: Single, second: Single) -> None:
        self.execution.submit_oco(self._intent(event, first), self._intent(event, second))

    def _bracket(self, event: Tradable, single: Single, loss: int, profit: int, trailing: bool, reduce_only: bool) -> None:
        entry = self._intent(event, single)
        side, at = entry.side.opposite, float(entry.limit_price or entry.trigger_price or round(mark(event)))
        stop: dict[str, Any] = {"stop": at - loss * entry.side.sign} | ({"trail": loss} if trailing else {})
        self.execution.submit_bracket(
            entry,
            self.intent(event.instrument, side, entry.quantity, reduce_only=reduce_only, **stop),
            self.intent(event.instrument, side, entry.quantity, reduce_only=reduce_only, limit=at + profit * entry.side.sign),
        )

    def _atomic(self, event: Tradable, *terms: Any) -> None:
        legs = zip(self.market_data.instruments(), (terms[:2], terms[2:]), strict=False)
        self.execution.submit_atomic(*(self.intent(it.id, side, quantity) for it, (side, quantity) in legs))

    def _intent(self, event: Tradable, single: Single) -> TradeIntent:
        type_, side, quantity, offset, gap, time_in_force, post_only, reduce_only = single
        if reduce_only and (held := self.portfolio.position(event.instrument).quantity):
            side = OrderSide.SELL if held > 0 else OrderSide.BUY  # the other side would only be denied
        terms: dict[str, Any] = {"time_in_force": time_in_force, "reduce_only": reduce_only}
        price = round(mark(event)) + offset
        if type_ == "stop_limit":
            terms |= {"stop": price, "limit": price + side.sign * gap}
        elif type_ == "trailing":
            terms |= {"trail": gap} if offset < 0 else {"trail_bps": 150, "stop": price}
        elif type_ != "market":
            terms |= {type_: price, "post_only": post_only and type_ == "limit"}
        if time_in_force is TimeInForce.GTD:
            terms["expire_ts"] = event.ts + gap * MINUTE + 1
        return self.intent(event.instrument, side, quantity, **terms)

    def _cancel(self, event: Tradable, which: int) -> None:
        working = self.execution.open_orders()
        if working:
            self.cancel(working[which % len(working)].client_order_id)

    def _modify(self, event: Tradable, which: int, offset: int, quantity: str | None) -> None:
        working = self.execution.open_orders()
        if not working:
            return
        order = working[which % len(working)]
        terms: dict[str, Any] = {"quantity": quantity}
        if order.intent.limit_price is not None:
            terms["limit"] = round(mark(event)) + offset
        elif order.intent.trigger_price is not None:
            terms["stop"] = round(mark(event)) + offset
        if any(terms.values()):
            self.modify(order.client_order_id, **terms)


def bars(name: str, steps: list[Step], start: int, *, thin: bool, interval: int = MINUTE) -> BarSeries:
    """One bar a step; `thin`: some are missing."""
    made, price = [], 100.0
    for number, (gap, move, up, down, present) in enumerate(steps):
        opening = max(20.0, price + gap)
        price = max(20.0, opening + move)
        if present or not thin or number == 0:
            high, low = max(opening, price) + up, min(opening, price) - down
            made.append(Bar(name, start + (number + 1) * interval, opening, high, low, price, 10.0))
    return BarSeries.of(name, interval, made)


def ticks(name: str, steps: list[Step], start: int, *, quoted: bool) -> TickSeries:
    """A quote or a trade a step; some share a time stamp with the one before, or with a bar's close."""
    made: list[Any] = []
    price, ts = 100.0, start
    for gap, move, spread, later, present in steps:
        price, ts = max(20.0, price + gap + move), ts + (later * MINUTE // 2 if present else 1)
        made.append(QuoteTick(name, ts, price, price + spread, 9.0, 9.0) if quoted else TradeTick(name, ts, price, 9.0))
    return TickSeries(name, made)


@st.composite
def markets(draw: st.DrawFn) -> Dataset:
    """One instrument, or two with bars missing in the second, which may be slower; near midnight or not."""
    start = draw(st.sampled_from([0, DAY - HOUR // 4, 5 * HOUR]))
    series = [bars("A", draw(st.lists(STEPS, min_size=5, max_size=25)), start, thin=False)]
    if draw(st.booleans()):
        slow = draw(st.sampled_from([1, 1, 3]))
        steps = draw(st.lists(STEPS, min_size=5, max_size=25 // slow))
        series.append(bars("B", steps, start, thin=True, interval=slow * MINUTE))
    return Dataset([Instrument(s.instrument) for s in series], series)


SCRIPTS = st.lists(ACTIONS, min_size=1, max_size=30)
ON_MARGIN = st.lists(
    st.lists(st.one_of(SUBMIT, SUBMIT, ATOMIC, OCO, BRACKET, CANCEL, MODIFY), max_size=3), min_size=1, max_size=30
)
FEES = st.sampled_from([FeeSchedule(per_unit=Decimal("0.013")), FeeSchedule(bps=Decimal("2.5"))])


def dense(seed: int, count: int = 60, *, ticking: bool = False) -> tuple[Dataset, list[Any]]:
    """A long run in which much happens, which hypothesis will not draw: two instruments, several orders a bar.

    `ticking`: the second has quotes or trades.
    """
    rng = Random(seed)

    def steps(length: int) -> list[Step]:
        reach = [0, 0, 1, 2]
        return [
            (rng.choice([0, 0, 1, -1, 3, -3]), rng.randint(-3, 3), rng.choice(reach), rng.choice(reach), rng.random() > 0.1)
            for _ in range(length)
        ]

    def single() -> Single:
        return (
            rng.choice(["market", "limit", "limit", "stop", "stop_limit", "trailing"]),
            rng.choice(list(OrderSide)),
            rng.choice(["1", "2", "0.25"]),
            rng.randint(-4, 4),
            rng.randint(0, 3),
            rng.choice([TimeInForce.GTC, TimeInForce.GTC, *TimeInForce]),
            rng.random() < 0.3,
            rng.random() < 0.4,
        )

    def action() -> tuple[Any, ...]:
        kind = rng.choice(["submit", "submit", "oco", "bracket", "cancel", "modify"])
        terms: dict[str, tuple[Any, ...]] = {
            "submit": (single(),),
            "oco": (single(), single()),
            "bracket": (single(), rng.randint(1, 4), rng.randint(1, 4), rng.random() < 0.5, rng.random() < 0.5),
            "cancel": (rng.randint(0, 9),),
            "modify": (rng.randint(0, 9), rng.randint(-4, 4), rng.choice(["1", "2", None])),
        }
        return kind, *terms[kind]

    slow, start = rng.choice([1, 1, 3]), rng.choice([0, DAY - HOUR // 4, 5 * HOUR])
    series: list[Series] = [bars("A", steps(count), start, thin=False)]
    if ticking:
        series.append(ticks("B", steps(count), start, quoted=rng.random() < 0.7))
    else:
        series.append(bars("B", steps(count // slow), start, thin=True, interval=slow * MINUTE))
    script = [[action() for _ in range(rng.choice([0, 1, 1, 2, 3]))] for _ in range(2 * count)]
    return Dataset([Instrument(s.instrument) for s in series], series), script


def on_margin(dataset: Dataset, seed: int) -> Dataset:
    """The same market held on margin: perpetuals (the second perhaps spot), funding at all sorts of times, and a gap."""
    rng = Random(seed)
    terms = Perpetual(*map(Decimal, rng.choice([("0.1", "0.05"), ("0.05", "0.03"), ("0.5", "0.02")])))
    spot = len(dataset.instruments) > 1 and rng.random() < 0.3
    instruments = [
        Instrument(it.id, perpetual=None if spot and place else terms) for place, it in enumerate(dataset.instruments)
    ]
    series = [_gapped(dataset.series[it.id], rng) for it in instruments]
    funding = [_funding(dataset.series[it.id], rng) for it in instruments if it.perpetual is not None]
    return Dataset(instruments, series, funding)


def _gapped(series: Series, rng: Random) -> Series:
    """From some bar on, all prices are up or down by up to 40 %."""
    if not isinstance(series, BarSeries) or rng.random() < 0.3:
        return series
    at, by = rng.randrange(len(series)), rng.choice([0.6, 0.75, 0.9, 1.1, 1.25, 1.4])

    def moved(price: float) -> float:
        return float(max(1, round(price * by)))

    made = list(series)
    for place, bar in enumerate(made[at:], at):
        changed = {name: moved(getattr(bar, name)) for name in ("open", "high", "low", "close")}
        made[place] = msgspec.structs.replace(bar, **changed)
    return BarSeries.of(series.instrument, series.interval, made)


def _funding(series: Series, rng: Random) -> FundingSeries:
    """Rates at the closes, a nanosecond beside them, before the first and after the last; of any size and sign."""
    ends = [series.end] if not isinstance(series, BarSeries) else [bar.ts for bar in series]
    due = {ts + rng.choice([0, 0, 1, -1, MINUTE // 3]) for ts in rng.sample(ends, rng.randint(0, len(ends)))}
    due |= {series.start - HOUR, series.end + MINUTE}
    rates = [0.0, 0.0001, -0.0001, 0.0000125, -0.00123456789, 0.01, -0.02, 1e-9, 0.05]
    return FundingSeries(series.instrument, sorted(due), [rng.choice(rates) for _ in due])


def digests(
    dataset: Dataset,
    script: list[Any],
    fees: FeeSchedule,
    engine: Engine | str,
    then: Sequence[tuple[int, Engine | str]] = (),
    **terms: Any,
) -> dict[str, str]:
    """Of the script's run on one engine: decisions, fills, money, audit.

    `then`: when which engine goes on with it. `terms` are fields of RunSpec.
    """
    first, *later = (one if isinstance(one, str) else one.name for one in (engine, *(other for _, other in then)))
    handovers = [Handover(name, at) for name, (at, _) in zip(later, then, strict=True)]
    config = Scripted.Config(script=tuple(script))
    spec = RunSpec(Scripted, config, dataset, first, "scripted", fees=fees, handovers=handovers, **terms)
    given, *successors = (engines.get(one) if isinstance(one, str) else one for one in (engine, *(other for _, other in then)))
    outcome = run(spec, engine=given, successors=successors)
    if outcome.error:
        raise outcome.error
    found: dict[str, str] = outcome.result["digests"]
    return found
