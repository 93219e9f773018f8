"""Writes own_fills.json: what this venue does, to notice when it changes. `python -m` is not needed: run by hand, with care."""

import json
import random
from pathlib import Path
from typing import Any

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.golden import plain
from tradeport.adapters.drift.venue.recordings import pack, runs

from .world import BASE, LONG, SHORT, U, World, market_order

OPENING = (("long", 20), ("long", 5), ("short", 10), ("short", 15), ("short", 7), ("long", 30))


def record(path: Path, count: int = 20, *, keeper_too: bool = False) -> None:
    """Six fills that open, grow, shrink, close and flip a position, then random ones; the oracle wanders.

    `keeper_too`: the keeper's accounts are recorded as well, which the real recordings do without.
    """
    world, numbers = World(), random.Random(11)
    taker, keeper = world.trader("taker", 200_000), world.trader("keeper", 5_000)
    addresses = world.chain.addresses
    moving = {"perp0": addresses.perp_market(0), "user": taker.key, "stats": taker.stats_key}
    if keeper_too:
        moving |= {"keeper": keeper.key, "keeper_stats": keeper.stats_key}
    still = {"state": addresses.state, "spot0": addresses.spot_market(0)}

    def data(keys: dict[str, Any]) -> dict[str, bytes]:
        return {name: account.data for name, key in keys.items() if (account := world.chain.accounts.get(key))}

    vectors: list[dict[str, Any]] = []
    for i in range(count):
        name, size = OPENING[i] if i < len(OPENING) else (numbers.choice(["long", "short"]), numbers.randint(1, 400) / 10)
        direction, price = (LONG if name == "long" else SHORT), world.prices["SOL"] / U
        world.tick(3)
        taker.place(market_order(direction, size, price * (1.03 if direction == LONG else 0.97) // 0.00001 * 0.00001))
        order_id = taker.user.next_order_id - 1
        limit = max(o.price for o in taker.user.orders if o.order_id == order_id)
        world.tick(13)
        # a recording's oracle is as sure of itself as one basis point
        world.genesis.price("SOL", world.prices["SOL"], (world.prices["SOL"] + 50) // 100 // 100)
        before, slot, ts = data(moving), world.chain.slot, world.chain.ts
        event = _fill(keeper.fill(taker, order_id).events)
        after = {key: runs(before[key], value) for key, value in data(moving).items()}
        vectors.append(
            {"i": i, "slot": slot, "ts": ts, "direction": name, "size": round(size * BASE), "limit": limit,
             "before": {key: pack(value) for key, value in before.items()}, "event": plain(event), "after": after}
        )  # fmt: skip
        if i % 3 == 2:
            world.price(price * numbers.uniform(0.995, 1.005))
    unchanged = {key: pack(value) for key, value in data(still).items()}
    lines = ",\n".join(json.dumps(v, separators=(",", ":")) for v in vectors)
    path.write_text(json.dumps({"unchanged": unchanged}, separators=(",", ":"))[:-1] + ',"vectors":[\n' + lines + "\n]}\n")


def _fill(events: list[Record]) -> Record:
    (fill,) = [e for e in events if type(e).__name__ == "OrderActionRecord" and e.action == 2]
    return fill
