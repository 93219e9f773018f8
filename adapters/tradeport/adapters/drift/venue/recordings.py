"""Files of recorded fills: accounts as the bytes in them that are not zero, one vector a fill."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.addresses import Addresses
from tradeport.adapters.drift.venue.codec import coder, idl
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import OrderStatus

MOST_BYTES = 10 * 2**20  # of an account, by the rules of the chain
_EVENT = {"taker": str, "filler": str, "taker_order_id": int, "oracle_price": int}


class NotARecording(ValueError):
    """The file cannot be replayed; says in one line where and why."""


class Vector(NamedTuple):
    """One fill: who ordered what (1e9), the clock, the accounts before and after, what the program logged."""

    name: str
    direction: str
    size: int
    slot: int
    ts: int
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    event: Mapping[str, Any]

    @property
    def parties(self) -> tuple[Pubkey, Pubkey]:
        """The taker's and the filler's user account."""
        return Pubkey.from_string(self.event["taker"]), Pubkey.from_string(self.event["filler"])


class Recording(NamedTuple):
    """`unchanged`: the accounts that no fill touches."""

    vectors: list[Vector]
    unchanged: Mapping[str, bytes]


def load(path: Path) -> Recording:
    """Raises OSError, or NotARecording."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except RecursionError as error:
        raise NotARecording("nested too deeply") from error
    except ValueError as error:
        raise NotARecording(str(error)) from error
    return parsed(content)


def parsed(content: Any) -> Recording:
    """What is known is checked, what is not is passed over. Raises NotARecording."""
    if not isinstance(content, dict):
        raise NotARecording("no object at its top")
    vectors, packed = _field(content, "vectors", list), _field(content, "unchanged", dict)
    unchanged = _accounts({name: one for name, one in packed.items() if _is_the_programs(one)}, "unchanged")
    if not vectors:
        raise NotARecording("vectors: none")
    found = []
    for i, one in enumerate(vectors):
        try:
            found.append(_vector(one, i, unchanged))
        except NotARecording as error:
            raise NotARecording(f"vector {i}: {error}") from error
    return Recording(found, unchanged)


def address(addresses: Addresses, data: bytes) -> Pubkey:
    """Where an account of the program lives."""
    record = coder.decode_account(data)
    match type(record).__name__:
        case "State":
            return addresses.state
        case "PerpMarket":
            return addresses.perp_market(record.market_index)
        case "SpotMarket":
            return addresses.spot_market(record.market_index)
        case "UserStats":
            return addresses.user_stats(record.authority)
        case "User":
            return addresses.user(record.authority, record.sub_account_id)
    raise NotARecording(f"an account of kind {type(record).__name__}")


def order_of(user: Record, order_id: int) -> Record:
    """The open order that a vector is about. Raises NotARecording."""
    found = next((o for o in user.orders if o.order_id == order_id and o.status == OrderStatus.OPEN), None)
    if found is None:
        raise NotARecording(f"the taker has no open order {order_id}")
    return found


def unpack(packed: Mapping[str, Any]) -> bytes:
    """`{"size": n, "set": [[offset, hex], ...]}` to bytes. Raises NotARecording."""
    size = _field(packed, "size", int)
    if not 0 <= size <= MOST_BYTES:
        raise NotARecording(f"size: {size} bytes")
    return patch(bytes(size), _field(packed, "set", list))


def pack(data: bytes) -> dict[str, Any]:
    """What `unpack` reads."""
    return {"size": len(data), "set": runs(bytes(len(data)), data)}


def patch(data: bytes, changes: list[Any]) -> bytes:
    """Bytes with these changes applied. Raises NotARecording for one that is none, or lies outside."""
    out = bytearray(data)
    for change in changes:
        try:
            offset, text = change
            new = bytes.fromhex(text)
            within = 0 <= offset <= len(out) - len(new)
        except (TypeError, ValueError) as error:
            raise NotARecording(f"{change!a:.40} is no [offset, hex]") from error
        if not within:
            raise NotARecording(f"{change!a:.40} lies outside of {len(out)} bytes")
        out[offset : offset + len(new)] = new
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


def _vector(one: Any, i: int, unchanged: Mapping[str, bytes]) -> Vector:
    if not isinstance(one, dict):
        raise NotARecording("no object")
    before, event = _accounts(_field(one, "before", dict), "before"), _field(one, "event", dict)
    for name, kind in _EVENT.items():
        _field(event, name, kind)
    vector = Vector(
        ascii(one.get("i", i)), _field(one, "direction", str), _field(one, "size", int), _field(one, "slot", int),
        _field(one, "ts", int), before, _after(before, _field(one, "after", dict)), event,
    )  # fmt: skip
    if vector.slot < 0 or vector.ts < 0:
        raise NotARecording("a clock before its beginning")
    if vector.direction not in ("long", "short"):
        raise NotARecording(f"direction: {vector.direction!a:.40} is neither long nor short")
    _check_complete(vector, [*unchanged.values(), *before.values()])
    return vector


def _check_complete(vector: Vector, accounts: list[bytes]) -> None:
    """All that a fill needs is there."""
    addresses = Addresses()
    try:
        taker, _ = vector.parties
    except ValueError as error:
        raise NotARecording("event: taker or filler is no address") from error
    found = {address(addresses, data): coder.decode_account(data) for data in accounts}
    if taker not in found:
        raise NotARecording(f"no account of the taker, {taker}")
    order = order_of(found[taker], vector.event["taker_order_id"])
    for needed, words in (
        (addresses.state, "State"), (addresses.spot_market(0), "SpotMarket 0"),
        (addresses.perp_market(order.market_index), f"PerpMarket {order.market_index}"),
        (addresses.user_stats(found[taker].authority), "UserStats of the taker"),
    ):  # fmt: skip
        if needed not in found:
            raise NotARecording(f"no account {words}")


def _after(before: Mapping[str, bytes], changes: Mapping[str, Any]) -> dict[str, bytes]:
    if unknown := sorted(changes.keys() - before.keys()):
        raise NotARecording(f"after: {unknown[0]} is not among the accounts before")
    found = {name: patch(data, _field(changes, name, list)) for name, data in before.items()}
    for name, data in found.items():
        if _read(data, f"after: {name}") is not _read(before[name], name):
            raise NotARecording(f"after: {name} has become another kind of account")
    return found


def _accounts(packed: Mapping[str, Any], where: str) -> dict[str, bytes]:
    found = {name: unpack(_field(packed, name, dict)) for name in packed}
    for name, data in found.items():
        _read(data, f"{where}: {name}")
    return found


def _is_the_programs(packed: Any) -> bool:
    """An oracle or a mint beside the program's own accounts is passed over: a replay makes what it needs of them."""
    return not isinstance(packed, dict) or unpack(packed)[: idl.DISCRIMINATOR] in coder.account_names()


def _read(data: bytes, where: str) -> type[Record]:
    """The kind of account this is, whole. Raises NotARecording."""
    try:
        record = coder.decode_account(data)
        if coder.encode_account(record) == data:
            return type(record)
    except Exception as error:  # whatever bytes can do to a decoder, the file is at fault
        raise NotARecording(f"{where} is no account of the program") from error
    raise NotARecording(f"{where} is no account of the program, or not a whole one")


def _field(of: Mapping[str, Any], name: str, kind: type) -> Any:
    if name not in of:
        raise NotARecording(f"no {name}")
    value = of[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise NotARecording(f"{name}: {value!a:.40} is no {_WORDS[kind]}")
    return value


_WORDS = {int: "whole number", str: "text", list: "list", dict: "object"}
