"""The venue's bytes are driftpy's: accounts, instructions and events coded by both give the same."""

import random
import re
from typing import Any

import pytest
from driftpy.decode.user import decode_user

from tradeport.adapters.drift.venue.codec import coder, idl
from tradeport.adapters.drift.venue.codec.layout import Struct
from tradeport.adapters.drift.venue.program.registry import handlers

from .subscriber import program

ACCOUNTS = ["State", "PerpMarket", "SpotMarket", "User", "UserStats"]


def _plain(value: Any) -> Any:
    """Either side's value as numbers, bytes, lists and dicts."""
    name = type(value).__name__
    if isinstance(value, bool | int | str | bytes) or value is None:
        return int(value) if isinstance(value, bool) else value
    if isinstance(value, list | tuple):
        return (
            bytes(value)
            if value and all(isinstance(v, int) for v in value) and max(value) < 256
            else [_plain(v) for v in value]
        )
    if name == "Pubkey":
        return bytes(value)
    fields = {k: v for k, v in vars(value).items() if not k.startswith("_")}
    return {k: _plain(v) for k, v in fields.items()} if fields else type(value).__name__


@pytest.mark.parametrize("name", ACCOUNTS)
def test_accounts_of_zeros_are_the_same_bytes(name: str) -> None:
    data = coder.encode_account(coder.zero_account(name))
    assert coder.encode_account(coder.decode_account(data)) == data
    assert type(program().coder.accounts.decode(data)).__name__ == name


@pytest.mark.parametrize("name", ACCOUNTS)
def test_random_bytes_are_read_as_anchorpy_reads_them(name: str) -> None:
    ours = coder.decode_account(_random(name))
    theirs = program().coder.accounts.decode(coder.encode_account(ours))
    for field, value in ours.__dict__.items():
        if isinstance(value, int) and not isinstance(getattr(theirs, field), int):
            continue  # an enum: a class of its own there
        if isinstance(value, int | bytes):
            assert _plain(getattr(theirs, field)) in (value, list(value) if isinstance(value, bytes) else value), field
    assert coder.encode_account(ours) == _random(name)


def _random(name: str) -> bytes:
    """An account of random numbers; small ones, so that enums and flags are valid."""
    numbers, layout = random.Random(5), coder.account_layout(name)
    record = layout.zero()
    _scramble(record, layout, numbers)
    return coder.encode_account(record)


def _scramble(record: Any, layout: Struct, numbers: random.Random) -> None:
    for field, value in record.__dict__.items():
        if isinstance(value, bool):
            setattr(record, field, numbers.random() < 0.5)
        elif isinstance(value, int):
            setattr(record, field, numbers.randint(0, 2))
        elif isinstance(value, bytes):
            setattr(record, field, numbers.randbytes(len(value)))


def test_a_user_is_what_driftpys_fast_decoder_reads() -> None:
    user = coder.zero_account("User")
    user.next_order_id, user.name = 7, b"somebody".ljust(32)
    order = user.orders[3]
    order.price, order.base_asset_amount, order.status, order.order_id, order.direction = 150_000_000, 10**9, 1, 6, 1
    user.perp_positions[0].base_asset_amount = -5
    theirs = decode_user(coder.encode_account(user))
    assert (theirs.next_order_id, theirs.perp_positions[0].base_asset_amount) == (7, -5)
    (open_order,) = [o for o in theirs.orders if o.order_id]
    assert (open_order.price, str(open_order.direction)) == (150_000_000, "PositionDirection.Short()")


def test_every_instruction_of_the_venue_is_in_the_idl_and_decodes() -> None:
    for name in handlers():
        arguments = coder.arguments(name)
        out = bytearray(idl.discriminator("global", idl.snake(name)))
        coder._arguments(name).write(arguments, out)
        assert coder.decode_instruction(bytes(out)) == (name, arguments)
        theirs = program().coder.instruction.parse(bytes(out))
        assert idl.snake(re.sub("^(.)", lambda m: m[1].lower(), theirs.name)) == idl.snake(name)


def test_an_argument_that_does_not_exist_is_named() -> None:
    with pytest.raises(AttributeError, match="placePerpOrder has no argument size"):
        coder.arguments("placePerpOrder", size=1)


def test_events_are_what_driftpy_parses() -> None:
    line = coder.event_log(coder.event("OrderActionRecord", ts=5, action=2, taker_fee=7, maker_fee=-1, oracle_price=9))
    event = program().coder.events.parse(__import__("base64").b64decode(line.removeprefix("Program data: ")))
    assert (event.name, event.data.ts, event.data.taker_fee, event.data.maker_fee, event.data.filler) == (
        "OrderActionRecord", 5, 7, -1, None,
    )  # fmt: skip
