"""What the venue does not have it refuses by name, and leaves everything as it was."""

from collections.abc import Callable

import pytest

from tradeport.adapters.drift.venue.codec import idl
from tradeport.adapters.drift.venue.desk import Trader
from tradeport.adapters.drift.venue.errors import NotSupported
from tradeport.adapters.drift.venue.program.registry import Call, handlers

from .world import IOC, LONG, MUST, SHORT, World, limit

ABSENT = [
    "placeAndMakePerpOrder",
    "placeSignedMsgTakerOrder",
    "liquidateSpot",
    "liquidateBorrowForPerpPnl",
    "resolvePerpBankruptcy",
    "enableUserHighLeverageMode",
    "changeApprovedBuilder",
    "updateUserFuelBonus",
    "beginSwap",
    "addInsuranceFundStake",
]


@pytest.mark.parametrize("name", ABSENT)
def test_an_instruction_without_a_handler_is_named(name: str) -> None:
    """The IDL knows it, the venue does not have it."""
    assert name in idl.named("instructions")
    assert name not in handlers()
    world = World()
    trader = world.trader("trader")
    call = Call(name, None, {}, (), frozenset({trader.authority}))
    with pytest.raises(NotSupported, match=name):
        world.chain.execute([world.chain.call_step(call)])


def _jit(world: World, taker: Trader, maker: Trader) -> None:
    world.market.amm.amm_jit_intensity = 100
    taker.take(limit(LONG, 1, 150.05, bit_flags=IOC), [maker])


def _largest(world: World, taker: Trader, maker: Trader) -> None:
    taker.place(limit(LONG, 1, 149).changed(base_asset_amount=2**64 - 1))


def _conditional(world: World, taker: Trader, maker: Trader) -> None:
    accounts = [maker.key, maker.stats_key]
    params = limit(LONG, 1, 150.05, bit_flags=IOC)
    taker.send(taker.call("placeAndTakePerpOrder", accounts, params=params, success_condition=1))


def _switchboard(world: World, taker: Trader, maker: Trader) -> None:
    world.market.amm.oracle_source = 1  # Switchboard
    taker.place(limit(LONG, 1, 149))


@pytest.mark.parametrize(
    ("attempt", "what"),
    [
        (_jit, "just-in-time"),
        (_largest, "largest possible size"),
        (_conditional, "success condition"),
        (_switchboard, "oracle source"),
    ],
)
def test_a_variant_is_refused_whole(attempt: Callable[[World, Trader, Trader], None], what: str) -> None:
    world = World()
    taker, maker = world.trader("taker"), world.trader("maker")
    maker.place(limit(SHORT, 1, 150.01, post_only=MUST))
    before = {key: world.chain.accounts.get(key).data for key in (taker.key, maker.key)}  # type: ignore[union-attr]
    with pytest.raises(NotSupported, match=what):
        attempt(world, taker, maker)
    assert {key: world.chain.accounts.get(key).data for key in before} == before  # type: ignore[union-attr]
