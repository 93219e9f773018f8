"""Post-only orders against the vAMM: refused, skipped, or moved out of the way."""

from .world import LONG, MUST, SHORT, SLIDE, TRY, World, limit, live, refused


def test_one_that_must_not_take_is_refused() -> None:
    maker = World().trader("maker")
    assert refused(lambda: maker.place(limit(LONG, 5, 160, post_only=MUST))) == 6057
    assert live(maker) == []


def test_one_that_tries_is_skipped_in_silence() -> None:
    maker = World().trader("maker")
    assert maker.place(limit(LONG, 5, 160, post_only=TRY)).events == []
    assert live(maker) == []


def test_one_that_slides_stands_a_tick_off_the_vamm() -> None:
    maker = World().trader("maker")
    maker.place(limit(LONG, 5, 160, post_only=SLIDE))
    maker.place(limit(SHORT, 5, 140, post_only=SLIDE))
    assert [order.price for order in live(maker)] == [150_037_490, 149_962_510]


def test_inside_the_spread_it_rests_where_it_was_put() -> None:
    maker = World().trader("maker")
    maker.place(limit(SHORT, 5, 150.02, post_only=MUST))
    assert [order.price for order in live(maker)] == [150_020_000]
