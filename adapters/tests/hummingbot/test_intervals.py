"""Instruments of different intervals, with missing bars: an order waits for a bar of its own that began after it."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tradeport.contract_tests.data import bars, dataset
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.time import MINUTE

ROWS = st.lists(
    st.sampled_from(["100 103 97 101", "102 104 99 100", "98 101 96 99", "100 100 100 100", "-"]), min_size=5, max_size=15
)
ORDERS = st.lists(
    st.tuples(st.sampled_from("FMS"), st.booleans(), st.sampled_from(["market", "limit", "stop"]), st.integers(-3, 3)),
    max_size=2,
)


@settings(max_examples=100)
@given(fast=ROWS, middle=ROWS, slow=ROWS, script=st.lists(ORDERS, min_size=1, max_size=20))
def test_the_log_is_the_reference_s(
    bench: Bench, reference: Bench, fast: list[str], middle: list[str], slow: list[str], script: list[list[Any]]
) -> None:
    first = "100 101 99 100"
    data = dataset(
        bars(first, *slow[:6], of="S", every=5 * MINUTE),
        bars(first, *fast, of="F"),
        bars(first, *middle, of="M", every=2 * MINUTE),
    )

    def act(s: Player) -> None:
        for number, (instrument, buying, kind, offset) in enumerate(script[s.count % len(script)]):
            terms = {} if kind == "market" else {kind: 100 + offset}
            (s.buy if buying else s.sell)(instrument, 1, tag=f"{s.count}-{number}", **terms)
        if s.count % 3 == 2 and (working := s.execution.open_orders()):
            s.cancel(working[0].client_order_id)

    log = [one.play(data, Script(every=act)).audit for one in (bench, reference)]
    assert log[0] == log[1]
