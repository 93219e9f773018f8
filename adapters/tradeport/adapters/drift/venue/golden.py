"""Replay recorded fills: `python -m tradeport.adapters.drift.venue.golden FILE`. Exit 1 where one differs, 2 for a bad file.

A vector holds a taker's market order, the accounts before the vAMM filled it, what the program logged, and the accounts
after, byte for byte. The keeper's account is not recorded: what it holds in the market is what the taker does not.
"""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.chain import Chain
from tradeport.adapters.drift.venue.codec import coder, idl
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import OrderAction
from tradeport.adapters.drift.venue.oracles import pyth_bytes
from tradeport.adapters.drift.venue.program.positions import forced_slot
from tradeport.adapters.drift.venue.program.registry import Call
from tradeport.adapters.drift.venue.recordings import NotARecording, Vector, address, load, order_of

_PRICE_TO_PYTH = 100
_KEEPERS_FUNDS = 10**15


class Staged(NamedTuple):
    """A chain as it was before a recorded fill, the call that a keeper made, and the recorded accounts by their names."""

    chain: Chain
    call: Call
    keys: dict[str, Pubkey]


def staged(vector: Vector, unchanged: Mapping[str, bytes]) -> Staged:
    """Everything is ready, and nothing has been done."""
    chain = Chain(vector.slot, vector.ts)
    addresses, (taker, filler) = chain.addresses, vector.parties
    keys = {name: address(addresses, data) for name, data in {**unchanged, **vector.before}.items()}
    for name, data in {**unchanged, **vector.before}.items():
        chain.accounts.put_bytes(keys[name], data, addresses.program)
    user = chain.accounts.record(taker, "User")
    assert user is not None
    order_id = vector.event["taker_order_id"]
    market = chain.accounts.record(addresses.perp_market(order_of(user, order_id).market_index), "PerpMarket")
    assert market is not None
    price = vector.event["oracle_price"] * _PRICE_TO_PYTH
    chain.accounts.pay(market.amm.oracle, 1)
    oracle = chain.accounts.get(market.amm.oracle)
    assert oracle is not None
    oracle.data = pyth_bytes(price, (price + 5000) // 10_000, vector.slot)
    keeper = _keeper(chain, filler, market)
    call = Call(
        "fillPerpOrder", coder.arguments("fillPerpOrder", order_id=order_id),
        {"state": addresses.state, "authority": keeper, "filler": filler, "fillerStats": addresses.user_stats(keeper),
         "user": taker, "userStats": addresses.user_stats(user.authority)},
        (), frozenset({keeper}),
    )  # fmt: skip
    return Staged(chain, call, keys)


def replay(vector: Vector, unchanged: Mapping[str, bytes]) -> tuple[Record, dict[str, bytes]]:
    """The event and the accounts that the venue makes of a vector, those that should not change among them."""
    chain, call, keys = staged(vector, unchanged)
    receipt = chain.execute([chain.call_step(call)])
    if receipt.error is not None:
        raise receipt.error
    fills = [e for e in receipt.events if type(e).__name__ == "OrderActionRecord" and e.action == OrderAction.FILL]
    if len(fills) != 1:
        raise ValueError(f"{len(fills)} fills where the recording has one")
    return fills[0], {name: _data(chain, key) for name, key in keys.items()}


def _data(chain: Chain, key: Pubkey) -> bytes:
    account = chain.accounts.get(key)
    assert account is not None
    return account.data


def _keeper(chain: Chain, key: Pubkey, market: Record) -> Pubkey:
    """The authority of the keeper's account, which is made up unless it was recorded."""
    accounts, addresses = chain.accounts, chain.addresses
    recorded = accounts.record(key, "User")
    authority = Pubkey.from_bytes(bytes(key)[::-1]) if recorded is None else recorded.authority
    accounts.pay(authority, 10**9)
    if recorded is None:
        user = coder.zero_account("User")
        user.authority, user.spot_positions[0].scaled_balance = authority, _KEEPERS_FUNDS
        others = (account.record for _, account in accounts if type(account.record).__name__ == "User")
        positions = [p for other in others if other is not None for p in other.perp_positions]
        taken = sum(p.quote_asset_amount for p in positions if p.market_index == market.market_index)
        if held := market.amm.quote_asset_amount - taken:
            forced_slot(user, market.market_index).quote_asset_amount = held
        accounts.put_record(key, user, addresses.program)
    if accounts.get(addresses.user_stats(authority)) is None:
        stats = coder.zero_account("UserStats")
        stats.authority = authority
        accounts.put_record(addresses.user_stats(authority), stats, addresses.program)
    return authority


def differences(vector: Vector, unchanged: Mapping[str, bytes]) -> Iterator[str]:
    """What the venue makes different, in words; nothing where it is exact."""
    try:
        event, after = replay(vector, unchanged)
    except Exception as error:
        yield f"failed: {type(error).__name__}: {error}"
        return
    ours = plain(event)
    for name, value in ours.items():
        if vector.event.get(name) != value:
            yield f"event.{name}: recorded {_shown(vector.event.get(name))}, venue {value}"
    for name in vector.event.keys() - ours.keys():
        yield f"event.{ascii(name)[1:-1]}: recorded {_shown(vector.event[name])}, venue has none"
    recorded = {**unchanged, **vector.after}
    for name, data in after.items():
        if data != recorded[name]:
            yield from field_differences(name, coder.decode_account(recorded[name]), coder.decode_account(data))


def _shown(value: Any) -> str:
    """One line of plain characters, whatever a file says."""
    return value if isinstance(value, str) and value.isascii() and value.isprintable() else ascii(value)


_VARIANTS = {"action": "OrderAction", "action_explanation": "OrderActionExplanation", "market_type": "MarketType"}
_IN_LATER_PROGRAMS = {"bit_flags"}


def plain(event: Record) -> dict[str, Any]:
    """An event as recordings write it: numbers as they are, enums and keys in words, what is absent left out."""
    plain: dict[str, Any] = {}
    for name, value in event.__dict__.items():
        if value is None or name in _IN_LATER_PROGRAMS:
            continue
        kind = _VARIANTS.get(name) or ("PositionDirection" if name.endswith("_direction") else None)
        if kind is not None:
            variant = idl.named("types")[kind]["type"]["variants"][value]["name"]
            plain[name] = f"{kind}.{variant}()"
        else:
            plain[name] = value if isinstance(value, int) else str(value)
    return plain


def field_differences(path: str, recorded: Any, ours: Any) -> Iterator[str]:
    """Where two records differ, field by field."""
    if isinstance(recorded, Record):
        for name, value in recorded.__dict__.items():
            yield from field_differences(f"{path}.{name}", value, getattr(ours, name))
    elif isinstance(recorded, list):
        for i, (a, b) in enumerate(zip(recorded, ours, strict=True)):
            yield from field_differences(f"{path}[{i}]", a, b)
    elif recorded != ours:
        yield f"{path}: recorded {recorded}, venue {ours}"


def main(arguments: list[str]) -> int:
    """The command; returns its exit status."""
    if len(arguments) != 1:
        print("usage: python -m tradeport.adapters.drift.venue.golden FILE", file=sys.stderr)
        return 2
    try:
        vectors, unchanged = load(Path(arguments[0]))
    except (OSError, NotARecording) as error:
        print(f"{arguments[0]}: no file of recorded fills: {error}", file=sys.stderr)
        return 2
    wrong = 0
    for vector in vectors:
        found = list(differences(vector, unchanged))
        wrong += bool(found)
        print(f"{vector.name:>4} {vector.direction:<5} {vector.size / 10**9:<8g} {'different' if found else 'exact'}")
        for line in found:
            print(f"     {line}")
    print(f"{len(vectors) - wrong} of {len(vectors)} exact")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
