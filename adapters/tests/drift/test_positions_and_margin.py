"""Positions and margin are driftpy's, in Decimals; a what-if is what the trade comes to."""

from decimal import Decimal

import pytest
from driftpy.math.margin import MarginCategory
from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.core.margin import MarginMonitor
from tradeport.adapters.drift.core.positions import PositionManager
from tradeport.adapters.drift.core.types import whole
from tradeport.adapters.drift.core.what_if import Change
from tradeport.adapters.drift.rehearsal.stage import BASE, LONG, SHORT, USDC, Stage
from tradeport.adapters.drift.venue.desk import Trader, order
from tradeport.adapters.drift.venue.enums import OrderType

from .live import run

IOC = 1


def _holding(base: int, price: float) -> object:
    """So much SOL-PERP taken at 150, now at this price."""

    def before(stage: Stage, trader: Trader) -> None:
        maker = stage.trader("maker", 1_000_000)
        buys = base > 0
        stage.quote(maker, 0, SHORT if buys else LONG, abs(base), 150.01 if buys else 149.99)
        side = LONG if buys else SHORT
        worst = (151 if buys else 149) * USDC
        trader.take(order(OrderType.LIMIT, side, abs(base) * BASE, price=worst, bit_flags=IOC), [maker])
        stage.price("SOL", price)

    return before


@settings(max_examples=15)
@given(base=st.integers(1, 60) | st.integers(-60, -1), price=st.integers(110, 200), sol=st.integers(0, 20))
def test_every_figure_is_driftpys(base: int, price: int, sol: int) -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        margin, user = MarginMonitor(client).now(), client.user
        assert margin.collateral * USDC == int(user.get_total_collateral(MarginCategory.MAINTENANCE))
        assert margin.maintenance * USDC == int(user.get_margin_requirement(MarginCategory.MAINTENANCE))
        assert margin.initial * USDC == int(user.get_margin_requirement(MarginCategory.INITIAL, strict=True))
        assert margin.free * USDC == int(user.get_free_collateral())
        assert margin.leverage * 10_000 == user.get_leverage()
        assert round(float(margin.health) * 100) == user.get_health()
        at = user.get_perp_liq_price(0)
        assert margin.liquidation_prices == ({} if at < 0 else {0: Decimal(at) / USDC})

    run(scenario, usdc=2_000, sol=sol, before=_holding(base, price))  # type: ignore[arg-type]


def test_health_is_what_is_left_of_collateral_over_maintenance() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        margin = MarginMonitor(client).now()
        assert margin.health == 1 - margin.maintenance / margin.collateral
        assert 0 < margin.health < 1

    run(scenario, usdc=1_000, before=_holding(50, 140))  # type: ignore[arg-type]


def test_holdings_in_decimals() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        (perp,) = PositionManager(client).perps()
        assert (perp.market, perp.size, perp.entry_price) == (0, Decimal(-10), Decimal("149.99"))
        fee = Decimal("1.4999")
        assert perp.unrealised == 10 * (Decimal("149.99") - 140) - fee
        assert perp.unsettled_funding == 0
        usdc, sol = PositionManager(client).spots()
        assert (usdc.tokens, sol.tokens, sol.value) == (2_000, 3, 420)

    run(scenario, usdc=2_000, sol=3, before=_holding(-10, 140))  # type: ignore[arg-type]


def test_unsettled_funding_is_what_driftpy_says_is_due() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        market = stage.chain.accounts.record(stage.chain.addresses.perp_market(0), "PerpMarket")
        account = stage.chain.accounts.get(stage.chain.addresses.perp_market(0))
        assert market is not None
        assert account is not None
        market.amm.cumulative_funding_rate_long += 2 * 10**9  # two quote on each base
        account.touched()
        await client.refresh()
        (perp,) = PositionManager(client).perps()
        assert perp.unsettled_funding == -20 == Decimal(int(client.user.get_unrealized_funding_pnl(0))) / USDC

    run(scenario, usdc=2_000, before=_holding(10, 150))  # type: ignore[arg-type]


@pytest.mark.parametrize(("base", "price"), [(5 * BASE, 151), (-5 * BASE, 149), (-20 * BASE, 150), (-10 * BASE, 150)])
def test_a_what_if_is_what_the_trade_comes_to(base: int, price: int) -> None:
    """But for the fee, which it does not know."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        monitor = MarginMonitor(client)
        before, foreseen = monitor.now(), monitor.after([Change(0, True, base, price * USDC)])
        assert monitor.now() == before
        user = stage.record("trader")
        held = user.perp_positions[0]
        held.base_asset_amount += base
        held.quote_asset_amount -= base * price * USDC // BASE
        account = stage.chain.accounts.get(stage.chain.addresses.user(client.drift.authority))
        assert account is not None
        account.touched()
        await client.refresh()
        assert monitor.now(prices=False) == foreseen

    run(scenario, usdc=2_000, before=_holding(10, 150))  # type: ignore[arg-type]


def test_a_what_if_settles_the_funding_that_is_due_and_may_turn_the_position() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        market = stage.chain.accounts.record(stage.chain.addresses.perp_market(0), "PerpMarket")
        account = stage.chain.accounts.get(stage.chain.addresses.perp_market(0))
        assert market is not None
        assert account is not None
        market.amm.cumulative_funding_rate_long += 2 * 10**9
        market.amm.cumulative_funding_rate_short += 10**9  # what a rate is capped to may differ by side
        account.touched()
        await client.refresh()
        monitor = MarginMonitor(client)
        held = monitor.now()
        turned = monitor.after([Change(0, True, -20 * BASE, 150 * USDC)])
        assert turned.collateral == held.collateral  # twenty are owed either way, and the price is the oracle's
        assert monitor.after([Change(0, True, -10 * BASE, 150 * USDC)]).health == 1

    run(scenario, usdc=2_000, before=_holding(10, 150))  # type: ignore[arg-type]


def test_an_account_with_every_place_taken_is_said_to_be() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        for position in client.account.perp_positions:
            position.market_index, position.base_asset_amount = 9, BASE
        with pytest.raises(LookupError, match="Hint: close one"):
            MarginMonitor(client).after([Change(0, True, BASE, 150 * USDC)])

    run(scenario)


def test_a_what_if_of_spot_moves_token_and_quote() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        margin = MarginMonitor(client).after([Change(1, False, 2 * BASE, 150 * USDC)])
        # paid in full, counted at nine tenths
        assert margin.collateral == Decimal(1_000) - 300 + Decimal("0.9") * 300
        short = MarginMonitor(client).after([Change(1, False, -2 * BASE, 150 * USDC)])
        assert short.maintenance == Decimal("1.1") * 300

    run(scenario, usdc=1_000)


def test_what_is_finer_than_the_chain_counts_is_an_error() -> None:
    assert whole(Decimal("4.1"), 9) == 4_100_000_000
    with pytest.raises(ValueError, match="Hint"):
        whole(Decimal("0.0000000001"), 9)
