"""Signed transactions to steps the chain can run. Other programs are known as far as driftpy's clients use them."""

import struct
from collections.abc import Callable
from typing import Any

from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from tradeport.adapters.drift.venue import tokens
from tradeport.adapters.drift.venue.addresses import (
    ASSOCIATED_TOKEN_PROGRAM,
    COMPUTE_BUDGET,
    SYSTEM_PROGRAM,
    TOKEN_PROGRAM,
    token_account,
)
from tradeport.adapters.drift.venue.chain import Chain, Step
from tradeport.adapters.drift.venue.errors import ProgramError, TokenError
from tradeport.adapters.drift.venue.program.registry import decoded, run
from tradeport.adapters.drift.venue.rpc.errors import INVALID_PARAMS, UNSUPPORTED, RpcError
from tradeport.adapters.drift.venue.work import Work

MEMO = Pubkey.from_string("MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr")
MAX_TRANSACTION = 1232
_SYSTEM_TRANSFER, _SPL_TRANSFER = 2, 3
_INSUFFICIENT_LAMPORTS = 1


def parsed(data: bytes) -> VersionedTransaction:
    """Raises RpcError for what is too long or no transaction."""
    if len(data) > MAX_TRANSACTION:
        size = f"base64 encoded VersionedTransaction too large: {len(data)} bytes (max: encoded/raw 1644/{MAX_TRANSACTION})"
        raise RpcError(INVALID_PARAMS, size)
    try:
        transaction = VersionedTransaction.from_bytes(data)
    except ValueError as error:
        raise RpcError(INVALID_PARAMS, f"failed to deserialize VersionedTransaction: {error}") from error
    if getattr(transaction.message, "address_table_lookups", None):
        raise RpcError(UNSUPPORTED, "address look-up tables. Hint: DriftClient(..., market_lookup_tables=[])")
    return transaction


def steps(chain: Chain, transaction: VersionedTransaction) -> list[Step]:
    """Its instructions. Ones that cannot be read fail when they run, as on a node."""
    message = transaction.message
    keys = list(message.account_keys)
    signers = frozenset(keys[: message.header.num_required_signatures])
    found = []
    for instruction in message.instructions:
        program = keys[instruction.program_id_index]
        accounts = tuple(keys[i] for i in bytes(instruction.accounts))
        data = bytes(instruction.data)
        if program == chain.addresses.program:
            found.append(_drift(chain, data, accounts, signers))
        else:
            found.append(Step(program, "", _other(program, data, accounts, signers)))
    return found


def _drift(chain: Chain, data: bytes, accounts: tuple[Pubkey, ...], signers: frozenset[Pubkey]) -> Step:
    try:
        call = decoded(data, accounts, signers)
    except ProgramError as unreadable:
        return Step(chain.addresses.program, "", _failing(unreadable))
    step = chain.call_step(call, frozenset(accounts))
    return Step(step.program, step.title, lambda work: run(work, call), step.visible)


def _failing(error: ProgramError) -> Callable[[Work], None]:
    def fail(_: Work) -> None:
        raise error

    return fail


def _other(program: Pubkey, data: bytes, accounts: tuple[Pubkey, ...], signers: frozenset[Pubkey]) -> Callable[[Work], None]:
    if program in (COMPUTE_BUDGET, MEMO):
        return lambda _: None
    if program == SYSTEM_PROGRAM and data[:4] == struct.pack("<I", _SYSTEM_TRANSFER):
        return lambda work: _pay(work, accounts, signers, int.from_bytes(data[4:12], "little"))
    if program == ASSOCIATED_TOKEN_PROGRAM:
        return lambda work: _open_token_account(work, accounts, idempotent=data[:1] == b"\x01")
    if program == TOKEN_PROGRAM and data[:1] == bytes([_SPL_TRANSFER]):
        return lambda work: _move_tokens(work, accounts, int.from_bytes(data[1:9], "little"))
    return _failing(ProgramError(_INSUFFICIENT_LAMPORTS, "UnsupportedProgramId", f"program {program} is not on this venue"))


def _pay(work: Work, accounts: tuple[Pubkey, ...], signers: frozenset[Pubkey], lamports: int) -> None:
    source, target = accounts[:2]
    for key in (source, target):
        work.journal.remember(key)
    account = work.accounts.get(source)
    if source not in signers or account is None or account.lamports < lamports:
        raise ProgramError(_INSUFFICIENT_LAMPORTS, "ResultWithNegativeLamports", "insufficient lamports")
    work.accounts.pay(source, -lamports)
    work.accounts.pay(target, lamports)


def _open_token_account(work: Work, accounts: tuple[Pubkey, ...], *, idempotent: bool) -> None:
    _, key, owner, mint = accounts[:4]
    if key != token_account(owner, mint):
        raise TokenError(0, "Provided seeds do not result in a valid address")
    if work.accounts.get(key) is not None:
        if idempotent:
            return
        raise ProgramError(0, "AccountAlreadyInUse", "account already in use")
    work.journal.remember(key)
    work.accounts.put(key, tokens.token_account(mint, owner, 0))


def _move_tokens(work: Work, accounts: tuple[Pubkey, ...], amount: int) -> None:
    source, target, owner = accounts[:3]
    for key in (source, target):
        work.journal.remember(key)
    tokens.move(work.accounts, source, target, owner, amount)


def reason(err: Any) -> str:
    """`{"InstructionError": [2, {"Custom": 6003}]}` in a node's words."""
    index, detail = err["InstructionError"]
    return f"Error processing Instruction {index}: custom program error: {detail['Custom']:#x}"
