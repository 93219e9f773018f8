"""The recorded fills are every other one of twenty in a row. The venue plays all twenty, from the accounts before the first:
what it does between two recorded ones must lead from the one to the other, in every byte.
"""

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tradeport.adapters.drift.venue import golden, recordings
from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.desk import Trader
from tradeport.adapters.drift.venue.enums import OrderAction
from tradeport.adapters.drift.venue.oracles import pyth_bytes

from .test_recorded_fills import RECORDED
from .world import LONG, SHORT, U, market_order

FIRST_SLOT, FIRST_TS, SLOT_MILLISECONDS = 250_000_000, 1_700_000_000, 400
PYTH = 10**8


class Move(NamedTuple):
    """One order of the script: its size in 1e9, the oracle's price in USD, and the clock when it was placed and filled."""

    long: bool
    size: int
    price: float
    placed: tuple[int, int]
    filled: tuple[int, int]

    @property
    def limit(self) -> int:
        return int(self.price * (1.03 if self.long else 0.97) * U) // 10 * 10


def script(count: int = 20) -> Iterator[Move]:
    """What the recording did, from its seed: a side, a size, and a new oracle price after every fourth."""
    numbers, price = random.Random(7), 150.0
    slot, ts, fraction = FIRST_SLOT, FIRST_TS, 0.0

    def advance(slots: int) -> tuple[int, int]:
        nonlocal slot, ts, fraction
        fraction += slots * SLOT_MILLISECONDS / 1000
        slot, ts, fraction = slot + slots, ts + int(fraction), fraction - int(fraction)
        return slot, ts

    for _ in range(8):
        advance(1)
    for i in range(count):
        long, size = numbers.choice([True, False]), numbers.randint(1, 400) * 10**8
        placed = advance(3)
        advance(1)
        yield Move(long, size, price, placed, advance(12))
        advance(1)
        if i % 4 == 3:
            price *= numbers.uniform(0.995, 1.005)


@pytest.mark.realdata
@pytest.mark.skipif(not RECORDED.is_file(), reason=f"recorded fills are absent: {RECORDED.name}")
def test_what_lies_between_recorded_fills_leads_from_one_to_the_next() -> None:
    vectors, unchanged = recordings.load(RECORDED)
    recorded = {int(vector.name): vector for vector in vectors}
    chain, call, keys = golden.staged(recorded[0], unchanged)
    accounts = {name: chain.accounts.get(key) for name, key in keys.items()}
    market, taker = accounts["perp0"].record, Trader(chain, accounts["user"].record.authority)

    def at(clock: tuple[int, int], price: float) -> None:
        chain.slot, chain.ts = clock
        oracle = chain.accounts.get(market.amm.oracle)
        assert oracle is not None
        oracle.data = pyth_bytes(round(price * PYTH), round(price * 1e-4 * PYTH), chain.slot)

    compared, found = 0, list[str]()
    for i, move in enumerate(script()):
        vector = recorded.get(i)
        if i:
            at(move.placed, move.price)
            taker.place(market_order(LONG if move.long else SHORT, move.size / 10**9, move.limit / U))
        at(move.filled, move.price)
        if vector is not None:
            shown = (vector.direction == "long", vector.size, (vector.slot, vector.ts))
            assert shown == (move.long, move.size, move.filled)
            found += _different(f"{i} before", {**unchanged, **vector.before}, accounts)
        order_id = taker.user.next_order_id - 1
        step = call._replace(args=coder.arguments("fillPerpOrder", order_id=order_id))
        receipt = chain.execute([chain.call_step(step)])
        fills = [e for e in receipt.events if type(e).__name__ == "OrderActionRecord" and e.action == OrderAction.FILL]
        assert [(e.taker_order_id, e.base_asset_amount_filled) for e in fills] == [(order_id, move.size)]
        if vector is not None:
            found += _different(f"{i} after", {**unchanged, **vector.after}, accounts)
            compared += 1
    assert found == []
    assert compared == len(recorded) >= 10


def _different(when: str, recorded: dict[str, bytes], accounts: dict[str, Any]) -> Iterator[str]:
    for name, account in accounts.items():
        if account.data != recorded[name]:
            theirs, ours = coder.decode_account(recorded[name]), coder.decode_account(account.data)
            yield from golden.field_differences(f"{when} {name}", theirs, ours)
