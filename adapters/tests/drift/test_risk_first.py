"""Margin first: when a gap takes the health away, the account is got out of everything before the strategy hears of it."""

import asyncio
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.core.margin import MarginMonitor
from tradeport.adapters.drift.core.positions import PositionManager
from tradeport.adapters.drift.core.types import Margin
from tradeport.adapters.drift.delivery.outcome import Fate
from tradeport.adapters.drift.execution.safety import Gate, SafetyGates, SafetyRefused
from tradeport.adapters.drift.execution.unwinder import Unwinder
from tradeport.adapters.drift.rehearsal.stage import BASE, FIRST, LONG, SHORT, SOL_SPOT, USDC, Stage
from tradeport.adapters.drift.runtime import FLOOR, RESUME, Mode, RiskFirstLoop, Tick
from tradeport.adapters.drift.venue.desk import Trader, order
from tradeport.adapters.drift.venue.enums import OrderType
from tradeport.adapters.drift.venue.errors import ProgramError
from tradeport.adapters.drift.venue.program.bookkeeping import BEING_LIQUIDATED

IOC, NAMES, COLLATERAL = 1, list(FIRST), 10_000

portfolios = st.fixed_dictionaries(
    {
        "sizes": st.lists(st.floats(-3, 3), min_size=3, max_size=3),  # of the collateral, by market
        "gaps": st.lists(st.sampled_from((0.6, 1.0, 1.4)), min_size=3, max_size=3).filter(lambda gaps: set(gaps) != {1.0}),
        "resting": st.integers(0, 4),
        "borrowed": st.integers(0, 10),
    }
)


class Market:
    """Who else is there: a maker who quotes around the oracle, a keeper who fills, a liquidator who liquidates what may be."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.maker, self.keeper = stage.trader("maker", 100_000_000, 10_000), stage.trader("keeper", 10_000_000)

    def quote(self) -> None:
        self.maker.cancel_all()
        for index, name in enumerate(NAMES):
            at = self.stage.prices[name] / USDC
            for direction, price in ((LONG, at * 0.999), (SHORT, at * 1.001)):
                self.stage.quote(self.maker, index, direction, 100_000 / at, round(price, 3))
        self.stage.quote(self.maker, SOL_SPOT, SHORT, 100, round(self.stage.prices["SOL"] / USDC * 1.001, 3), spot=True)

    def act(self, trader: Trader) -> None:
        for resting in [o for o in trader.user.orders if o.status == 1]:
            self._try(lambda number=resting.order_id: self.keeper.fill(trader, number, [self.maker]))
        for position in [p for p in trader.user.perp_positions if p.base_asset_amount]:
            most = abs(position.base_asset_amount)
            self._try(lambda index=position.market_index, most=most: self.keeper.liquidate(trader, index, most))

    def _try(self, attempt: object) -> None:
        try:
            attempt()  # type: ignore[operator]
        except ProgramError:
            return  # not now: no match, or nothing to liquidate


def _build(stage: Stage, market: Market, trader: Trader, portfolio: dict[str, object]) -> None:
    """As much of the portfolio as initial margin allows."""
    market.quote()
    if portfolio["borrowed"]:
        stage.genesis.wallet(trader.authority, {"SOL": 0})
        trader.withdraw(int(portfolio["borrowed"]) * BASE, SOL_SPOT)  # type: ignore[call-overload]
    for index, share in enumerate(portfolio["sizes"]):  # type: ignore[arg-type, var-annotated]
        at = stage.prices[NAMES[index]] / USDC
        base = int(abs(share) * COLLATERAL / at * BASE) // 10**5 * 10**5
        if base:
            side, worst = (LONG, 1.01) if share > 0 else (SHORT, 0.99)
            take = order(OrderType.LIMIT, side, base, market=index, price=int(at * worst * USDC) // 10 * 10, bit_flags=IOC)
            market._try(lambda take=take: trader.take(take, [market.maker]))
    for i in range(int(portfolio["resting"])):  # type: ignore[call-overload]
        market._try(lambda i=i: stage.quote(trader, i % 3, LONG, 10 / FIRST[NAMES[i % 3]], FIRST[NAMES[i % 3]] * 0.5))


class Desk:
    """The loop over one account, and every call of its strategy with the number of the tick it was made in."""

    def __init__(self, stage: Stage, client: LiveClient) -> None:
        self.stage, self.client, self.gates = stage, client, SafetyGates(client)
        self.ticks: list[Tick] = []
        self.called: list[int] = []
        self.loop = RiskFirstLoop(client, self._strategy, self.gates, Unwinder(client), record=self.ticks.append)

    async def _strategy(self, margin: Margin) -> None:
        self.called.append(len(self.ticks))

    async def tick(self) -> Tick:
        self.stage.tick(12)
        await self.client.refresh()
        tick = await self.loop.tick(self.stage.chain.slot)
        await asyncio.sleep(0)
        return tick


#: After the gap neither what is to be liquidated nor well enough to close by the average that the borrowed SOL had before.
BETWEEN: dict[str, object] = {
    "sizes": [1.9913834670334847, 2.2832887039741987, 0.0],
    "resting": 0,
    "gaps": [0.6, 1.0, 1.0],
    "borrowed": 6,
}


@settings(max_examples=15)
@given(portfolios)
@example(BETWEEN)
def test_from_healthy_to_flat_with_no_call_in_between(portfolio: dict[str, object]) -> None:
    asyncio.run(_gap(portfolio))


async def _gap(portfolio: dict[str, object]) -> None:
    stage = Stage()
    trader, market = stage.trader("trader", COLLATERAL), Market(stage)
    _build(stage, market, trader, portfolio)
    async with stage.client("trader") as client:
        desk, monitor = Desk(stage, client), MarginMonitor(client)
        if (await desk.tick()).mode is not Mode.TRADING:
            return  # margin allowed what the floor does not: not a healthy portfolio to begin with
        assert desk.called == [1]
        for name, gap in zip(NAMES, portfolio["gaps"], strict=True):  # type: ignore[call-overload]
            stage.price(name, FIRST[name] * gap)
        market.quote()
        await client.refresh()
        begun = monitor.now()
        if begun.health >= FLOOR:
            assert (await desk.tick()).called
            return
        for _ in range(30):
            tick = await desk.tick()
            now = monitor.now()
            safe = desk.loop._unwinder.flat and now.health >= RESUME and not now.being_liquidated
            assert tick.called == (tick.mode is Mode.TRADING)
            assert not tick.called or safe
            assert desk.gates.held == "" or tick.mode is Mode.UNWINDING
            if tick.called:
                break
            market.act(trader)
        await client.refresh()
        assert all(p.size == 0 for p in PositionManager(client).perps())
        assert client.open_orders == []
        # whoever could still close his positions is trading again; whoever was liquidated with nothing left is not called
        if begun.health > 0:
            assert desk.called[1:] == [len(desk.ticks)]


def test_what_the_venue_refuses_until_its_averages_follow_is_sent_again() -> None:
    """Orders are held against the worse of a token's price and its five-minute average, which keepers bring along."""

    async def main() -> None:
        stage = Stage()
        trader, market = stage.trader("trader", COLLATERAL), Market(stage)
        _build(stage, market, trader, BETWEEN)
        async with stage.client("trader") as client:
            desk = Desk(stage, client)
            assert (await desk.tick()).called
            stage.price("SOL", FIRST["SOL"] * 0.6)
            stage.remember(FIRST["SOL"])
            market.quote()
            fates = []
            for _ in range(60):
                tick = await desk.tick()
                fates.append({outcome.fate for _, outcome in tick.done})
                if tick.called:
                    break
                market.act(trader)
                market.keeper.accrue(SOL_SPOT)
            assert fates[1:3] == [{Fate.REFUSED}] * 2
            assert Fate.LANDED in set().union(*fates[3:])
            assert desk.called == [1, len(fates) + 1]

    asyncio.run(main())


def test_orders_go_first_then_positions_reduce_only_and_all_of_it_is_on_record() -> None:
    async def main() -> None:
        stage = Stage()
        trader, market = stage.trader("trader", COLLATERAL), Market(stage)
        _build(stage, market, trader, {"sizes": [2.0, 0.0, 0.0], "resting": 3, "borrowed": 0})
        async with stage.client("trader") as client:
            desk = Desk(stage, client)
            await desk.tick()
            stage.price("SOL", 150 * 0.532)
            tick = await desk.tick()
            assert (tick.mode, tick.called) == (Mode.UNWINDING, False)
            assert tick.margin is not None
            assert 0 < tick.margin.health < FLOOR
            assert [what for what, _ in tick.done] == ["cancel", "close perp 0"]
            (left,) = [o for o in trader.user.orders if o.status == 1]
            assert (left.reduce_only, left.direction) == (True, SHORT)
            again = await desk.tick()  # nobody has filled it: it rests, and is not sent twice
            assert again.done == ()
            assert desk.called == [1]

    asyncio.run(main())


def test_what_bears_a_closing_orders_number_and_may_open_is_cancelled() -> None:
    """And a closing order is as far from a dear coin's oracle as 32 bits of millionths can say: 5 % of it would be 3000."""

    async def main() -> None:
        stage = Stage()
        trader, market = stage.trader("trader", COLLATERAL), Market(stage)
        _build(stage, market, trader, {"sizes": [0.0, 2.0, 0.0], "resting": 0, "borrowed": 0})
        foreign = order(OrderType.LIMIT, LONG, BASE // 100, market=1, price=30_000 * USDC)
        foreign.user_order_id = 224
        trader.place(foreign)
        async with stage.client("trader") as client:
            done = [(what, outcome.fate) for what, outcome in await Unwinder(client).step()]
            assert done == [("cancel", Fate.LANDED), ("close perp 1", Fate.LANDED)]
            (left,) = [o for o in trader.user.orders if o.status == 1]
            assert (left.reduce_only, left.oracle_price_offset) == (True, -(2**31 - 1))

    asyncio.run(main())


@pytest.mark.parametrize(("owed", "flat"), [(10**6, False), (10**6 - 2, True)])
def test_what_no_order_is_small_enough_for_is_not_owed(owed: int, flat: bool) -> None:
    """A step of the market is; interest rounds what is owed up by one."""

    async def main() -> None:
        stage = Stage()
        stage.trader("lender", 0, 100)
        trader = stage.trader("trader", COLLATERAL)
        stage.genesis.wallet(trader.authority, {"SOL": 0})
        trader.withdraw(owed, SOL_SPOT)
        async with stage.client("trader") as client:
            assert Unwinder(client).flat is flat

    asyncio.run(main())


def test_while_an_oracle_is_silent_nothing_is_called_and_nothing_closed() -> None:
    async def main() -> None:
        stage = Stage()
        _build(stage, Market(stage), stage.trader("trader", COLLATERAL), {"sizes": [1.0, 0, 0], "resting": 0, "borrowed": 0})
        async with stage.client("trader") as client:
            desk = Desk(stage, client)
            silent = await desk.loop.tick(stage.chain.slot + desk.gates.limits.stale + 1)
            assert (silent.mode, silent.margin, silent.done, desk.called) == (Mode.BLIND, None, (), [])
            assert (await desk.tick()).called

    asyncio.run(main())


def test_the_oracle_of_a_token_matters_as_that_of_a_perpetual_does() -> None:
    async def main() -> None:
        stage = Stage()
        stage.trader("trader", 0, 10)
        async with stage.client("trader") as client:
            desk = Desk(stage, client)
            assert (await desk.loop.tick(stage.chain.slot + desk.gates.limits.stale + 1)).mode is Mode.BLIND

    asyncio.run(main())


def test_what_is_flat_is_not_yet_well() -> None:
    """Nothing is open, but quote is owed against a coin that falls and comes back: no call between floor and resume."""

    async def main() -> None:
        stage = Stage()
        stage.trader("lender", 100_000)
        stage.trader("trader", 0, 100).withdraw(10_000 * USDC)
        async with stage.client("trader") as client:
            desk = Desk(stage, client)
            for coin, mode, health in (
                (150, Mode.TRADING, "0.26"),
                (130, Mode.UNWINDING, "0.15"),
                (145, Mode.UNWINDING, "0.23"),
                (165, Mode.TRADING, "0.33"),
            ):
                stage.price("SOL", coin)
                tick = await desk.tick()
                assert tick.margin is not None
                assert (tick.mode, tick.called, tick.done) == (mode, mode is Mode.TRADING, ())
                assert round(tick.margin.health, 2) == Decimal(health)

    asyncio.run(main())


def test_a_liquidation_that_is_under_way_is_enough() -> None:
    """Also for whoever has set no floor."""

    async def main() -> None:
        stage = Stage()
        trader = stage.trader("trader")
        async with stage.client("trader") as client:
            none = Decimal(0)
            desk = Desk(stage, client)
            desk.loop = RiskFirstLoop(client, desk._strategy, desk.gates, Unwinder(client), floor=none, resume=none)
            for status, mode in ((BEING_LIQUIDATED, Mode.UNWINDING), (0, Mode.TRADING)):
                trader.user.status = status
                stage.chain.accounts.touch(trader.key)
                tick = await desk.tick()
                assert (tick.mode, tick.called) == (mode, mode is Mode.TRADING)
                assert tick.margin is not None
                assert tick.margin.health == (0 if status else 1)

    asyncio.run(main())


def test_a_strategy_that_waits_is_not_called_again_and_does_not_keep_the_margin_from_being_read() -> None:
    async def main() -> None:
        stage = Stage()
        stage.trader("trader", COLLATERAL)
        done = asyncio.Event()
        calls: list[Margin] = []

        async def slow(margin: Margin) -> None:
            calls.append(margin)
            await done.wait()
            raise ArithmeticError("the strategy's own")

        async with stage.client("trader") as client:
            loop = RiskFirstLoop(client, slow, SafetyGates(client), Unwinder(client))
            ticks = [await loop.tick(stage.chain.slot) for _ in range(3)]
            await asyncio.sleep(0)
            assert [tick.called for tick in ticks] == [True, False, False]
            assert all(tick.margin is not None for tick in ticks)
            done.set()
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            with pytest.raises(ArithmeticError):
                await loop.tick(stage.chain.slot)

    asyncio.run(main())


@pytest.mark.parametrize("held", [True, False])
def test_a_strategy_that_fails_while_all_is_unwound_does_not_end_the_unwinding(held: bool) -> None:
    """The latch refuses what it is about to send, so that this is the rule and no exception."""

    async def main() -> None:
        stage, go_on = Stage(), asyncio.Event()
        trader, market = stage.trader("trader", COLLATERAL), Market(stage)
        _build(stage, market, trader, {"sizes": [2.0, 0.0, 0.0], "resting": 0, "borrowed": 0})
        async with stage.client("trader") as client:
            desk, calls = Desk(stage, client), list[Margin]()

            async def strategy(margin: Margin) -> None:
                calls.append(margin)
                if len(calls) == 1:
                    await go_on.wait()
                    if held:
                        desk.gates.check([], stage.chain.slot)
                    raise ArithmeticError("the strategy's own")

            loop = RiskFirstLoop(client, strategy, desk.gates, Unwinder(client))
            desk.loop = loop
            await desk.tick()
            stage.price("SOL", 150 * 0.532)
            market.quote()
            assert (await desk.tick()).mode is Mode.UNWINDING
            go_on.set()
            raised = False
            for _ in range(6):
                market.act(trader)
                try:
                    await desk.tick()
                except ArithmeticError:
                    raised = True
                    break
            await client.refresh()
            assert all(p.size == 0 for p in PositionManager(client).perps())
            assert (raised, len(calls) > 1) == (not held, held)

    asyncio.run(main())


def test_told_to_stop_it_waits_for_what_the_strategy_has_begun() -> None:
    async def main() -> None:
        stage, stop, ended = Stage(), asyncio.Event(), list[str]()
        stage.trader("trader", COLLATERAL)

        async def slow(_: Margin) -> None:
            while not stop.is_set():
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            ended.append("here")

        async def pause() -> None:
            await asyncio.sleep(0)
            stop.set()

        async with stage.client("trader") as client:
            await RiskFirstLoop(client, slow, SafetyGates(client), Unwinder(client)).run(stop, pause)
            assert ended == ["here"]

    asyncio.run(main())


def test_what_a_strategy_raised_waits_for_the_margin_to_be_looked_at() -> None:
    """A blind tick knows nothing: whoever ended the loop on it would leave an account that nobody has looked at."""

    async def main() -> None:
        stage = Stage()
        stage.trader("trader", COLLATERAL)

        calls: list[Margin] = []

        async def strategy(margin: Margin) -> None:
            calls.append(margin)
            raise ArithmeticError("the strategy's own")

        async with stage.client("trader") as client:
            gates = SafetyGates(client)
            loop = RiskFirstLoop(client, strategy, gates, Unwinder(client))
            assert (await loop.tick(stage.chain.slot)).called
            await asyncio.sleep(0)
            assert (await loop.tick(stage.chain.slot + gates.limits.stale + 1)).mode is Mode.BLIND
            with pytest.raises(ArithmeticError):
                await loop.tick(stage.chain.slot)
            await asyncio.sleep(0)
            assert len(calls) == 1

    asyncio.run(main())


OTHER_GATE = SafetyRefused(Gate.RATE, "too many", "wait")


@pytest.mark.parametrize("raised", [None, ArithmeticError("the strategy's own"), OTHER_GATE], ids=["held", "own", "other gate"])
@pytest.mark.parametrize("ends", ["before", "after"])
def test_told_to_stop_while_all_is_unwound_it_tells_what_the_strategy_raised(raised: Exception | None, ends: str) -> None:
    """Its own latch is no error, then as before; whether the call ends before the loop is told to stop or after."""

    async def main() -> None:
        stage, stop, go_on = Stage(), asyncio.Event(), asyncio.Event()
        trader, market = stage.trader("trader", COLLATERAL), Market(stage)
        _build(stage, market, trader, {"sizes": [2.0, 0.0, 0.0], "resting": 0, "borrowed": 0})
        async with stage.client("trader") as client:
            gates, ticks = SafetyGates(client), list[Tick]()

            async def strategy(_: Margin) -> None:
                await go_on.wait()
                if raised is not None:
                    raise raised
                gates.check([], stage.chain.slot)

            async def pause() -> None:
                stage.price("SOL", 150 * 0.532)
                stage.tick(2)
                if ticks[-1].mode is Mode.UNWINDING:
                    go_on.set()
                    if ends == "after" or len(ticks) > 3:
                        stop.set()
                        return
                await asyncio.sleep(0)

            loop = RiskFirstLoop(client, strategy, gates, Unwinder(client), record=ticks.append)
            if raised is None:
                await loop.run(stop, pause)
            else:
                with pytest.raises(type(raised)) as caught:
                    await loop.run(stop, pause)
                assert caught.value is raised
            assert loop.unwinding
            assert [tick.called for tick in ticks] == [True] + [False] * (len(ticks) - 1)

    asyncio.run(main())


def test_somebody_elses_latch_stays_when_the_loop_lets_go_of_its_own() -> None:
    async def main() -> None:
        stage = Stage()
        trader, market = stage.trader("trader", COLLATERAL), Market(stage)
        _build(stage, market, trader, {"sizes": [2.0, 0.0, 0.0], "resting": 0, "borrowed": 0})
        async with stage.client("trader") as client:
            desk = Desk(stage, client)
            await desk.tick()
            desk.gates.hold("a person said so")
            stage.price("SOL", 150 * 0.532)
            market.quote()
            for _ in range(5):
                if (await desk.tick()).called:
                    break
                market.act(trader)
            assert desk.called[1:]
            assert Mode.UNWINDING in {tick.mode for tick in desk.ticks}
            assert desk.gates.held == "a person said so"

    asyncio.run(main())


def test_it_runs_until_told_to_stop_and_is_blind_while_the_venue_is_down() -> None:
    async def main() -> None:
        stage, stop = Stage(), asyncio.Event()
        stage.trader("trader", COLLATERAL)
        async with stage.client("trader") as client:
            desk = Desk(stage, client)

            async def pause() -> None:
                await asyncio.sleep(0)
                stage.tick(2)
                stage.transport.down = len(desk.ticks) in (2, 3)
                if len(desk.ticks) == 6:
                    stop.set()

            await desk.loop.run(stop, pause)
            assert [tick.mode for tick in desk.ticks] == [Mode.TRADING] * 2 + [Mode.BLIND] * 2 + [Mode.TRADING] * 2
            assert [tick.called for tick in desk.ticks] == [True] * 2 + [False] * 2 + [True] * 2
            assert desk.ticks[2].slot == desk.ticks[1].slot

    asyncio.run(main())


def test_floor_and_resume_do_not_cross() -> None:
    async def main() -> None:
        stage = Stage()
        stage.trader("trader")
        async with stage.client("trader") as client:
            desk = Desk(stage, client)
            with pytest.raises(ValueError, match="Hint"):
                RiskFirstLoop(client, desk._strategy, desk.gates, Unwinder(client), floor=Decimal("0.5"), resume=Decimal("0.4"))

    asyncio.run(main())
