"""Immediate-or-cancel exists in place_and_take alone, against named makers."""

from .world import BASE, IOC, LONG, MUST, SHORT, World, actions, fills, limit, live, position, refused


def test_it_takes_what_the_maker_has_and_cancels_the_rest() -> None:
    world = World()
    taker, maker = world.trader("taker"), world.trader("maker")
    maker.place(limit(SHORT, 5, 150.02, post_only=MUST))
    receipt = taker.take(limit(LONG, 8, 150.10, bit_flags=IOC), [maker])
    assert fills(receipt) == [(5 * BASE, 750_100_000, 750_100, -150_020)]
    assert [kind.name for kind, _ in actions(receipt)] == ["PLACE", "FILL", "CANCEL"]
    assert (position(taker).base_asset_amount, position(maker).base_asset_amount) == (5 * BASE, -5 * BASE)
    assert live(taker) == live(maker) == []


def test_the_flag_on_a_resting_order_is_refused() -> None:
    taker = World().trader("taker")
    assert refused(lambda: taker.place(limit(LONG, 1, 140, bit_flags=IOC))) == 6050
    assert refused(lambda: taker.place_many([limit(LONG, 1, 140), limit(LONG, 1, 140, bit_flags=IOC)])) == 6050


def test_without_makers_and_inside_the_vamms_auction_the_fill_is_impossible() -> None:
    taker = World().trader("taker")
    assert refused(lambda: taker.take(limit(LONG, 1, 150.02, bit_flags=IOC))) == 6252
    assert live(taker) == []


def test_a_post_only_order_cannot_take() -> None:
    taker = World().trader("taker")
    assert refused(lambda: taker.take(limit(LONG, 1, 140, post_only=MUST))) == 6051
