"""What a new order is refused for, by number."""

import pytest

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.desk import order
from tradeport.adapters.drift.venue.enums import OrderType
from tradeport.adapters.drift.venue.genesis import PerpSpec

from .world import BASE, LONG, MUST, SHORT, U, World, limit, live, market_order, refused, stop

REFUSALS = [
    (limit(LONG, 0.00005, 140), 6059),  # below the step
    (limit(LONG, 1, 0), 6191),  # no price
    (limit(LONG, 1, 140, trigger_price=150 * U), 6053),
    (limit(LONG, 1, 140, oracle_price_offset=5), 6191),  # both a price and a peg
    (limit(LONG, 1, 140, post_only=MUST, auction_duration=10, auction_start_price=1, auction_end_price=2), 6042),
    (limit(LONG, 10_000, 140), 6003),  # beyond the margin
    (market_order(LONG, 1, 151).changed(post_only=MUST), 6051),
    (market_order(LONG, 1, 151).changed(auction_start_price=152 * U), 6054),  # starts worse than it ends
    (stop(LONG, 1, 0), 6053),
    (stop(LONG, 1, 160, price=U), 6191),
    (stop(LONG, 1, 160).changed(trigger_condition=2), 6215),
    (order(OrderType.TRIGGER_LIMIT, LONG, BASE, trigger_price=160 * U), 6191),
    (order(OrderType.ORACLE, LONG, BASE, auction_duration=10, auction_start_price=50, auction_end_price=40), 6054),
    (limit(LONG, 1, 140, market=7), 6078),
]


@pytest.mark.parametrize(("params", "code"), REFUSALS)
def test_refused_with_the_programs_number(params: Record, code: int) -> None:
    trader = World().trader("trader")
    before = trader.chain.accounts.get(trader.key)
    assert before is not None
    data = before.data
    assert refused(lambda: trader.place(params)) == code
    after = trader.chain.accounts.get(trader.key)
    assert after is not None
    assert after.data == data


def test_below_the_smallest_order_only_a_reduction_may_be() -> None:
    trader = World(perp=PerpSpec("SOL-PERP", 150 * U, smallest=BASE)).trader("trader")
    assert refused(lambda: trader.place(limit(LONG, 0.5, 140))) == 6056
    assert refused(lambda: trader.place(limit(LONG, 0.5, 140, reduce_only=True))) is None


def test_prices_go_to_the_tick_in_the_owners_favour_and_sizes_down_to_the_step() -> None:
    trader = World().trader("trader")
    trader.place(order(OrderType.LIMIT, LONG, BASE + 99_999, price=140_000_005))
    trader.place(order(OrderType.LIMIT, SHORT, BASE, price=160_000_005))
    assert [(o.price, o.base_asset_amount) for o in live(trader)] == [(140_000_000, BASE), (160_000_010, BASE)]


def test_a_user_order_id_is_unique_while_its_order_is_open() -> None:
    trader = World().trader("trader")
    trader.place(limit(LONG, 1, 140, user_order_id=4))
    assert refused(lambda: trader.place(limit(LONG, 1, 141, user_order_id=4))) == 6071
    trader.cancel_by_user_id(4)
    assert refused(lambda: trader.place(limit(LONG, 1, 141, user_order_id=4))) is None


def test_thirty_two_orders_are_the_most() -> None:
    trader = World().trader("trader")
    trader.place_many([limit(LONG, 0.1, 140 - i) for i in range(32)])
    assert refused(lambda: trader.place(limit(LONG, 0.1, 100))) == 6060
    trader.cancel()
    assert refused(lambda: trader.place(limit(LONG, 0.1, 100))) is None
