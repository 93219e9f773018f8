"""Quotes and trades as books of one level: the same log as the reference's, for every kind of order."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.contract_tests.data import bars, dataset, quotes, trades
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script

#: Steps of a price, and whether the event shares the time stamp of the one before.
WALK = st.lists(st.tuples(st.integers(-2, 2), st.integers(0, 2), st.booleans()), min_size=4, max_size=14)
ORDERS = st.lists(
    st.tuples(
        st.sampled_from("QTB"), st.booleans(), st.sampled_from(["market", "limit", "stop", "stop_limit"]), st.integers(-3, 3)
    ),
    max_size=2,
)


def rows(walk: list[tuple[int, int, bool]], *, quoted: bool) -> list[str]:
    out, price = [], 100
    for number, (step, spread, same) in enumerate(walk):
        price += step
        row = f"{price - spread} {price + spread}" if quoted else f"{price}"
        out.append(f"={row}" if same and number else row)
    return out


@settings(max_examples=100)
@given(quoted=WALK, traded=WALK, script=st.lists(ORDERS, min_size=1, max_size=16))
def test_the_log_is_the_reference_s(
    bench: Bench, reference: Bench, quoted: list[Any], traded: list[Any], script: list[list[Any]]
) -> None:
    data = dataset(
        quotes(*rows(quoted, quoted=True), of="Q"),
        trades(*rows(traded, quoted=False), of="T"),
        bars(*["100 103 97 100"] * 10, of="B"),
    )

    def act(s: Player) -> None:
        for number, (instrument, buying, kind, offset) in enumerate(script[s.count % len(script)]):
            price = 100 + offset
            terms: dict[str, Any] = {"stop_limit": {"stop": price, "limit": price}, "market": {}}.get(kind, {kind: price})
            (s.buy if buying else s.sell)(instrument, 1, tag=f"{s.count}-{number}", **terms)

    log = [one.play(data, Script(every=act)).audit for one in (bench, reference)]
    assert log[0] == log[1]


def test_a_buyer_meets_the_ask_and_a_seller_the_bid(bench: Bench) -> None:
    def act(s: Player) -> None:
        s.buy("X", 1, tag="buy")
        s.sell("X", 2, tag="sell")
        s.buy("X", 1, limit=102, tag="through")

    played = bench.play(dataset(quotes("99 100", "98.5 101.25")), {0: act})
    assert played.filled == [("buy", 1, "101.25"), ("sell", 1, "98.5"), ("through", 1, "101.25")]
