"""From an instruction's bytes to the function that does it."""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import NamedTuple

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec import coder, idl
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.errors import NotSupported, ProgramError, refusal, require
from tradeport.adapters.drift.venue.work import Work

_FAMILIES = (
    "users", "deposits", "placing", "cancelling", "modifying", "taking", "filling", "triggering", "liquidating", "funding",
    "settling", "spot_placing", "spot_taking", "upkeep",
)  # fmt: skip


class Call(NamedTuple):
    """An instruction ready to run: its named accounts by their IDL name, and those that follow."""

    name: str
    args: Record
    keys: Mapping[str, Pubkey]
    rest: tuple[Pubkey, ...] = ()
    signers: frozenset[Pubkey] = frozenset()


type Handler = Callable[[Work, Call], None]

_HANDLERS: dict[str, Handler] = {}


def instruction(name: str) -> Callable[[Handler], Handler]:
    """Register the handler of an instruction by its IDL name."""

    def register(handler: Handler) -> Handler:
        _HANDLERS[name] = handler
        return handler

    return register


@cache
def handlers() -> Mapping[str, Handler]:
    """All instructions this venue has."""
    for family in _FAMILIES:
        import_module(f"tradeport.adapters.drift.venue.program.{family}")
    return _HANDLERS


def decoded(data: bytes, accounts: tuple[Pubkey, ...], signers: frozenset[Pubkey]) -> Call:
    """What an instruction on the wire asks for. Raises as Anchor does where it cannot be read."""
    if len(data) < idl.DISCRIMINATOR:
        raise refusal("InstructionMissing")
    if data[: idl.DISCRIMINATOR] not in idl.instructions():
        raise refusal("InstructionFallbackNotFound")
    try:
        name, args = coder.decode_instruction(data)
    except (IndexError, ValueError, OSError) as error:
        raise refusal("InstructionDidNotDeserialize") from error
    names = [account["name"] for account in idl.named("instructions")[name]["accounts"]]
    if len(accounts) < len(names):
        raise refusal("AccountNotEnoughKeys")
    return Call(name, args, dict(zip(names, accounts, strict=False)), accounts[len(names) :], signers)


def run(work: Work, call: Call) -> None:
    """Do it. Raises ProgramError, or NotSupported for an instruction that this venue does not have."""
    handler = handlers().get(call.name)
    if handler is None:
        raise NotSupported(f"instruction {call.name}. Hint: docs/reference/drift-fidelity.md lists what the venue has")
    handler(work, call)


def keeping(work: Work, call: Call) -> Record:
    """The account of the keeper who fills; its authority or delegate must have signed."""
    who = call.keys["authority"]
    require(who in call.signers, "ConstraintSigner")
    filler = work.user(call.keys["filler"])
    require(who in (filler.authority, filler.delegate), "ConstraintRaw")
    return filler


def authorized(work: Work, call: Call, account: str = "user", signer: str = "authority") -> Record:
    """The user account an instruction acts for; its authority or delegate must have signed."""
    user = work.user(call.keys[account])
    who = call.keys[signer]
    if who not in call.signers:
        raise ProgramError(3010, "AccountNotSigner", "The given account did not sign")
    if who not in (user.authority, user.delegate):
        raise refusal("ConstraintRaw")
    return user
