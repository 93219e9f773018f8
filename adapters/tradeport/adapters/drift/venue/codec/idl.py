"""driftpy's IDL, read once: names, discriminators, error codes. driftpy itself is not imported for it."""

import hashlib
import json
import re
from functools import cache
from importlib.resources import files
from typing import Any

DISCRIMINATOR = 8


def snake(name: str) -> str:
    """`lastMarkPriceTwap5min` as driftpy writes it: `last_mark_price_twap5min`."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def discriminator(space: str, name: str) -> bytes:
    """First eight bytes of an Anchor account (`account:User`), instruction (`global:place_perp_order`) or event."""
    return hashlib.sha256(f"{space}:{name}".encode()).digest()[:DISCRIMINATOR]


@cache
def document() -> dict[str, Any]:
    """The whole IDL."""
    text = files("driftpy").joinpath("idl", "drift.json").read_text()
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def named(section: str) -> dict[str, dict[str, Any]]:
    """The entries of `types`, `accounts`, `instructions`, `events` or `errors`, by name."""
    return {entry["name"]: entry for entry in document()[section]}


@cache
def instructions() -> dict[bytes, dict[str, Any]]:
    """Every instruction by its discriminator."""
    return {discriminator("global", snake(name)): entry for name, entry in named("instructions").items()}


@cache
def error_code(name: str) -> int:
    """The number the program answers with, 6000 and up."""
    code: int = named("errors")[name]["code"]
    return code


@cache
def error_message(name: str) -> str:
    """The program's own words for an error."""
    return str(named("errors")[name].get("msg", name))
