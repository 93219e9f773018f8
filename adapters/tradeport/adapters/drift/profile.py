"""Which protocol stands behind the name Drift: program, seeds, interface, features; and the guard before any live start."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import attrs
from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.addresses import LOADER, PROGRAM_ID, Addresses
from tradeport.adapters.drift.venue.codec import coder, idl


@attrs.frozen
class ProtocolProfile:
    """One deployment of one version of the protocol.

    `idl` names the package resource that describes it; empty where none can be loaded. `unsupported` says why nothing runs on
    it, and is empty for a profile with code behind it.
    """

    name: str
    program_id: Pubkey
    state_seed: bytes
    idl: str
    quote: str
    quote_mint: Pubkey
    price_decimals: int = 6
    base_decimals: int = 9
    features: frozenset[str] = frozenset()
    unsupported: str = ""

    @property
    def addresses(self) -> Addresses:
        return Addresses(self.program_id, self.state_seed)


DRIFT_V2 = ProtocolProfile(
    name="drift-v2",
    program_id=PROGRAM_ID,
    state_seed=b"drift_state",
    idl="driftpy/idl/drift.json",
    quote="USDC",
    quote_mint=Pubkey.from_string("EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v"),
    features=frozenset({"spot_order_book", "auctions", "borrow_lend", "sub_accounts"}),
)

VELOCITY = ProtocolProfile(
    name="velocity",
    program_id=Pubkey.from_string("vELoC1audYbSYVRXn1vPaV8Axoa9oU6BYmNGZZBDZ1P"),
    state_seed=b"velocity_state",
    idl="",
    quote="USDT",
    quote_mint=Pubkey.from_string("Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB"),
    features=frozenset({"auctions", "borrow_lend"}),
    unsupported="its accounts have other layouts, its IDL is of Anchor 1.0, and there is no Python client for it",
)

PROFILES = {profile.name: profile for profile in (DRIFT_V2, VELOCITY)}


class ProfileRefused(Exception):
    """Nothing may be sent under this profile. The message ends with a hint."""


class AccountLike(Protocol):
    """What an RPC client says of an account (solders' `Account` does)."""

    @property
    def owner(self) -> Pubkey: ...

    @property
    def executable(self) -> bool: ...

    @property
    def data(self) -> bytes: ...


def profile(name: str) -> ProtocolProfile:
    """Raises ProfileRefused for an unknown one, and for one that has no code behind it."""
    if name not in PROFILES:
        raise ProfileRefused(f"no protocol profile {name}. Hint: {', '.join(PROFILES)}")
    found = PROFILES[name]
    if found.unsupported:
        raise ProfileRefused(f"profile {name} is declared and not supported: {found.unsupported}. Hint: use drift-v2")
    return found


async def check_deployment(wanted: ProtocolProfile, account: Callable[[Pubkey], Awaitable[AccountLike | None]]) -> None:
    """The guard before a live start: program and State on the chain must be the profile's. Raises ProfileRefused."""
    profile(wanted.name)
    program, state = await account(wanted.program_id), await account(wanted.addresses.state)
    for complaint in (_program_complaint(program), _state_complaint(wanted, state)):
        if complaint:
            raise ProfileRefused(
                f"the chain does not run {wanted.name}: {complaint}. Hint: simulate, or choose the profile of what is deployed"
            )


def _program_complaint(program: AccountLike | None) -> str:
    if program is None:
        return "there is no program account"
    if not program.executable or program.owner != LOADER:
        return "the program account is not an executable"
    return ""


def _state_complaint(wanted: ProtocolProfile, state: AccountLike | None) -> str:
    if state is None:
        return "there is no State account"
    if state.owner != wanted.program_id:
        return f"State belongs to {state.owner}"
    data, expected = bytes(state.data), len(coder.encode_account(coder.zero_account("State")))
    if data[: idl.DISCRIMINATOR] != idl.discriminator("account", "State"):
        return "State is an account of another kind"
    return f"State has {len(data)} bytes, not {expected}" if len(data) != expected else ""
