"""Accounts, instructions and events to bytes and back."""

import base64
from functools import cache
from typing import Any

from tradeport.adapters.drift.venue.codec import idl
from tradeport.adapters.drift.venue.codec.layout import Struct, defined
from tradeport.adapters.drift.venue.codec.record import Record


@cache
def account_layout(name: str) -> Struct:
    """The layout of `State`, `PerpMarket`, `SpotMarket`, `User` or `UserStats`, after its discriminator."""
    return Struct(name, idl.named("accounts")[name]["type"]["fields"])


@cache
def account_names() -> dict[bytes, str]:
    """Account names by discriminator."""
    return {idl.discriminator("account", name): name for name in idl.named("accounts")}


def encode_account(record: Record) -> bytes:
    """Discriminator and fields."""
    name = type(record).__name__
    out = bytearray(idl.discriminator("account", name))
    account_layout(name).write(record, out)
    return bytes(out)


def decode_account(data: bytes) -> Record:
    """Raises KeyError where the discriminator is no account's."""
    record: Record = account_layout(account_names()[data[: idl.DISCRIMINATOR]]).read(data, idl.DISCRIMINATOR)[0]
    return record


def zero_account(name: str) -> Record:
    """All bytes zero."""
    record: Record = account_layout(name).zero()
    return record


@cache
def _arguments(name: str) -> Struct:
    return Struct(name, idl.named("instructions")[name]["args"])


def decode_instruction(data: bytes) -> tuple[str, Record]:
    """Its camelCase name and its arguments. Raises KeyError where the discriminator is no instruction's."""
    name = idl.instructions()[data[: idl.DISCRIMINATOR]]["name"]
    return name, _arguments(name).read(data, idl.DISCRIMINATOR)[0]


def encode_instruction(name: str, arguments: Record) -> bytes:
    """An instruction's data, by its camelCase name."""
    out = bytearray(idl.discriminator("global", idl.snake(name)))
    _arguments(name).write(arguments, out)
    return bytes(out)


def arguments(name: str, /, **values: Any) -> Record:
    """The arguments of an instruction; what is not given is zero, or absent where optional."""
    record: Record = _arguments(name).zero()
    for key, value in values.items():
        if key not in record.__dict__:
            raise AttributeError(f"{name} has no argument {key}. Hint: {', '.join(record.__dict__)}")
        setattr(record, key, value)
    return record


def struct(name: str, /, **values: Any) -> Record:
    """A struct of the IDL; what is not given is zero, or absent where optional."""
    layout = defined(name)
    assert isinstance(layout, Struct)
    record: Record = layout.zero()
    record.__dict__.update(values)
    return record


@cache
def _event_layout(name: str) -> Struct:
    return Struct(name, idl.named("events")[name]["fields"])


def event(name: str, /, **values: Any) -> Record:
    """An event to be logged; what is not given is zero, or absent where optional."""
    layout = _event_layout(name)
    record: Record = layout.zero()
    record.__dict__.update(values)
    return record


def event_log(record: Record) -> str:
    """The log line that carries an event, as Anchor's `emit!` writes it."""
    name = type(record).__name__
    out = bytearray(idl.discriminator("event", name))
    _event_layout(name).write(record, out)
    return "Program data: " + base64.b64encode(bytes(out)).decode()
