"""Accounts and transactions as JSON."""

import base64
from typing import Any

import base58
import zstandard
from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.accounts import Account, Accounts
from tradeport.adapters.drift.venue.addresses import LOADER
from tradeport.adapters.drift.venue.rpc.errors import INVALID_PARAMS, RpcError
from tradeport.adapters.drift.venue.rpc.node import Landed

FEE = 5000


def account_view(account: Account | None, config: dict[str, Any] | None) -> dict[str, Any] | None:
    """An account in the encoding asked for; None where there is none."""
    if account is None:
        return None
    config = config or {}
    data = account.data
    part = config.get("dataSlice")
    if part:
        data = data[part["offset"] : part["offset"] + part["length"]]
    return {
        "data": _encoded(data, config.get("encoding", "base64")),
        "executable": account.owner == LOADER,
        "lamports": account.lamports,
        "owner": str(account.owner),
        "rentEpoch": 0,
        "space": len(data),
    }


def _encoded(data: bytes, encoding: str) -> list[str]:
    if encoding == "base64":
        return [base64.b64encode(data).decode(), encoding]
    if encoding == "base64+zstd":
        return [base64.b64encode(zstandard.ZstdCompressor().compress(data)).decode(), encoding]
    if encoding == "base58":
        return [base58.b58encode(data).decode(), encoding]
    raise RpcError(INVALID_PARAMS, f"encoding {encoding}")


def matching(accounts: Accounts, owner: Pubkey, filters: list[dict[str, Any]] | None) -> list[tuple[Pubkey, Account]]:
    """An owner's accounts that pass every filter, by key."""
    found = [(key, account) for key, account in accounts.owned_by(owner) if passes(account, filters)]
    return sorted(found, key=lambda item: bytes(item[0]))


def passes(account: Account, filters: list[dict[str, Any]] | None) -> bool:
    """Whether an account satisfies dataSize and memcmp filters."""
    for wanted in filters or []:
        if "dataSize" in wanted and len(account.data) != wanted["dataSize"]:
            return False
        if "memcmp" in wanted:
            at, pattern = wanted["memcmp"]["offset"], _pattern(wanted["memcmp"])
            if account.data[at : at + len(pattern)] != pattern:
                return False
    return True


def _pattern(memcmp: dict[str, Any]) -> bytes:
    text = memcmp["bytes"]
    if isinstance(text, list):
        return bytes(text)
    return base64.b64decode(text) if memcmp.get("encoding") == "base64" else base58.b58decode(text)


def status_view(landed: Landed | None) -> dict[str, Any] | None:
    """As getSignatureStatuses gives it; None for what never landed."""
    if landed is None:
        return None
    err = landed.receipt.err
    return {
        "slot": landed.receipt.slot, "confirmations": None, "err": err, "status": _status(err),
        "confirmationStatus": "finalized",
    }  # fmt: skip


def _status(err: Any) -> dict[str, Any]:
    return {"Ok": None} if err is None else {"Err": err}


def transaction_view(landed: Landed) -> dict[str, Any]:
    """As getTransaction gives it, base64. Balances are not recorded and stand as zero."""
    err, count = landed.receipt.err, len(landed.keys)
    meta = {
        "err": err, "status": _status(err), "fee": FEE, "preBalances": [0] * count, "postBalances": [0] * count,
        "innerInstructions": [], "logMessages": landed.receipt.logs, "preTokenBalances": [], "postTokenBalances": [],
        "rewards": [], "loadedAddresses": {"readonly": [], "writable": []}, "computeUnitsConsumed": 0,
    }  # fmt: skip
    return {
        "slot": landed.receipt.slot, "blockTime": landed.receipt.ts, "version": 0, "meta": meta,
        "transaction": [base64.b64encode(landed.raw).decode(), "base64"],
    }  # fmt: skip
