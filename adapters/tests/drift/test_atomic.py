"""A transaction lands whole or not at all."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.adapters.drift.venue.errors import ProgramError

from .world import LONG, SHORT, World, limit, live


def test_one_bad_order_among_good_ones_undoes_them() -> None:
    trader = World().trader("trader")
    steps = [trader.call("placePerpOrder", params=limit(LONG, size, 137)) for size in (1, 100_000)]
    receipt = trader.chain.execute(steps)
    assert receipt.err == {"InstructionError": [1, {"Custom": 6003}]}
    assert receipt.events == []
    assert live(trader) == []


@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from([LONG, SHORT]), st.integers(1, 3000), st.integers(100, 200), st.booleans()), max_size=6)
)
def test_whatever_fails_leaves_every_byte_as_it_was(orders: list[tuple[int, int, int, bool]]) -> None:
    world = World()
    trader = world.trader("trader")
    steps = [
        trader.call("placePerpOrder", params=limit(direction, size / 10, price, post_only=int(post)))
        for direction, size, price, post in orders
    ]
    keys = [trader.key, trader.stats_key, world.chain.addresses.perp_market(0), world.chain.addresses.state]
    before = [_data(world, key) for key in keys]
    receipt = world.chain.execute(steps)
    if receipt.error is None:
        assert len(live(trader)) == len(orders)
    else:
        assert isinstance(receipt.error, ProgramError)
        assert [_data(world, key) for key in keys] == before


def test_a_simulation_changes_nothing() -> None:
    world = World()
    trader = world.trader("trader")
    before = _data(world, trader.key)
    receipt = world.chain.execute([trader.call("placePerpOrder", params=limit(LONG, 1, 140))], commit=False)
    assert receipt.error is None
    assert len(receipt.events) == 2
    assert _data(world, trader.key) == before


def _data(world: World, key: object) -> bytes:
    account = world.chain.accounts.get(key)  # type: ignore[arg-type]
    assert account is not None
    return account.data
