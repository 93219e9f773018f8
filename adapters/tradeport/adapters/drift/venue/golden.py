"""Replay recorded fills: `python -m tradeport.adapters.drift.venue.golden FILE`. Exit 1 where one differs, 2 for a bad file.

A vector holds a taker's market order, the accounts before the vAMM filled it, what the program logged, and the accounts
after, byte for byte. The keeper's account is not recorded: what it holds in the market is what the taker does not.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.chain import Chain
from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import OrderAction
from tradeport.adapters.drift.venue.oracles import pyth_bytes
from tradeport.adapters.drift.venue.program.positions import forced_slot
from tradeport.adapters.drift.venue.program.registry import Call

_PRICE_TO_PYTH = 100
_KEEPERS_FUNDS = 10**15


def unpack(packed: Mapping[str, Any]) -> bytes:
    """`{"size": n, "set": [[offset, hex], ...]}` to bytes."""
    return patch(bytes(packed["size"]), packed["set"])


def patch(data: bytes, changes: list[list[Any]]) -> bytes:
    """Bytes with these changes applied."""
    out = bytearray(data)
    for offset, text in changes:
        out[offset : offset + len(text) // 2] = bytes.fromhex(text)
    return bytes(out)


def runs(old: bytes, new: bytes) -> list[list[Any]]:
    """The changes that `patch` applies."""
    found: list[list[Any]] = []
    at = 0
    while at < len(new):
        if old[at] == new[at]:
            at += 1
            continue
        end = at + 1
        while end < len(new) and old[end] != new[end]:
            end += 1
        found.append([at, new[at:end].hex()])
        at = end
    return found


class Staged(NamedTuple):
    """A chain as it was before a recorded fill, the call that a keeper made, and the recorded accounts by their names."""

    chain: Chain
    call: Call
    keys: dict[str, Pubkey]


def staged(vector: Mapping[str, Any], unchanged: Mapping[str, Any]) -> Staged:
    """Everything is ready, and nothing has been done."""
    chain, event = Chain(vector["slot"], vector["ts"]), vector["event"]
    program, before = chain.addresses.program, {name: unpack(packed) for name, packed in vector["before"].items()}
    market, user = coder.decode_account(before["perp0"]), coder.decode_account(before["user"])
    taker, filler = Pubkey.from_string(event["taker"]), Pubkey.from_string(event["filler"])
    keeper = Pubkey.from_bytes(bytes(filler)[::-1])
    keys = {
        "perp0": chain.addresses.perp_market(market.market_index), "user": taker,
        "stats": chain.addresses.user_stats(user.authority), "state": chain.addresses.state,
        "spot0": chain.addresses.spot_market(0),
    }  # fmt: skip
    for name, data in {**before, **{name: unpack(packed) for name, packed in unchanged.items()}}.items():
        chain.accounts.put_bytes(keys[name], data, program)
    price = event["oracle_price"] * _PRICE_TO_PYTH
    chain.accounts.pay(market.amm.oracle, 1)
    oracle = chain.accounts.get(market.amm.oracle)
    assert oracle is not None
    oracle.data = pyth_bytes(price, (price + 5000) // 10_000, vector["slot"])
    _place_keeper(chain, filler, keeper, market, user)
    order_id = event["taker_order_id"]
    call = Call(
        "fillPerpOrder", coder.arguments("fillPerpOrder", order_id=order_id),
        {"state": keys["state"], "authority": keeper, "filler": filler, "fillerStats": chain.addresses.user_stats(keeper),
         "user": taker, "userStats": keys["stats"]},
        (), frozenset({keeper}),
    )  # fmt: skip
    return Staged(chain, call, {name: keys[name] for name in vector["before"]})


def replay(vector: Mapping[str, Any], unchanged: Mapping[str, Any]) -> tuple[Record, dict[str, bytes]]:
    """The event and the accounts that the venue makes of a vector."""
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


def _place_keeper(chain: Chain, key: Pubkey, authority: Pubkey, market: Record, taker: Record) -> None:
    user, stats = coder.zero_account("User"), coder.zero_account("UserStats")
    user.authority = stats.authority = authority
    user.spot_positions[0].scaled_balance = _KEEPERS_FUNDS
    taken = sum(p.quote_asset_amount for p in taker.perp_positions if p.market_index == market.market_index)
    held = market.amm.quote_asset_amount - taken
    if held:
        forced_slot(user, market.market_index).quote_asset_amount = held
    chain.accounts.pay(authority, 10**9)
    for where, record in ((key, user), (chain.addresses.user_stats(authority), stats)):
        chain.accounts.put_record(where, record, chain.addresses.program)


def differences(vector: Mapping[str, Any], unchanged: Mapping[str, Any]) -> Iterator[str]:
    """What the venue makes different, in words; nothing where it is exact."""
    try:
        event, after = replay(vector, unchanged)
    except Exception as error:
        yield f"failed: {type(error).__name__}: {error}"
        return
    for name, value in plain(event).items():
        if vector["event"].get(name) != value:
            yield f"event.{name}: recorded {vector['event'].get(name)}, venue {value}"
    for name in vector["event"].keys() - plain(event).keys():
        yield f"event.{name}: recorded {vector['event'][name]}, venue has none"
    for name, data in after.items():
        recorded = patch(unpack(vector["before"][name]), vector["after"][name])
        if data != recorded:
            yield from field_differences(name, coder.decode_account(recorded), coder.decode_account(data))


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
            from tradeport.adapters.drift.venue.codec import idl

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
        content = json.loads(Path(arguments[0]).read_text())
        vectors, unchanged = content["vectors"], content["unchanged"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        print(f"{arguments[0]}: no file of recorded fills ({error})", file=sys.stderr)
        return 2
    wrong = 0
    for vector in vectors:
        found = list(differences(vector, unchanged))
        wrong += bool(found)
        size = vector["size"] / 10**9
        print(f"{vector['i']:>4} {vector['direction']:<5} {size:<8g} {'different' if found else 'exact'}")
        for line in found:
            print(f"     {line}")
    print(f"{len(vectors) - wrong} of {len(vectors)} exact")
    return 1 if wrong or not vectors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
