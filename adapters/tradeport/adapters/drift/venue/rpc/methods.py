"""The JSON-RPC methods. What is not here answers `Method not found`."""

import base64
from collections.abc import Callable
from typing import Any

import base58
from solders.hash import Hash
from solders.pubkey import Pubkey
from solders.signature import Signature

from tradeport.adapters.drift.venue import tokens
from tradeport.adapters.drift.venue.accounts import rent
from tradeport.adapters.drift.venue.chain import BLOCKHASH_SLOTS
from tradeport.adapters.drift.venue.codec.idl import snake
from tradeport.adapters.drift.venue.rpc.bundles import TIP_ACCOUNTS, Bundles
from tradeport.adapters.drift.venue.rpc.errors import INVALID_PARAMS, RpcError
from tradeport.adapters.drift.venue.rpc.node import Node
from tradeport.adapters.drift.venue.rpc.views import account_view, matching, status_view, transaction_view
from tradeport.adapters.drift.venue.rpc.wire import parsed

type Config = dict[str, Any] | None
_VERBS = ("get", "is", "request", "send", "simulate")
MOST_ACCOUNTS, MOST_SIGNATURES = 100, 1000


class Methods:
    """One method each, its wire name in snake case; parameters as they come."""

    def __init__(self, node: Node) -> None:
        self._node, self._chain = node, node.chain
        self.bundles = Bundles(node)

    def find(self, name: str) -> Callable[..., Any] | None:
        """The method of that wire name, or None."""
        return getattr(self, snake(name), None) if name.startswith(_VERBS) else None

    def with_context(self, value: Any) -> dict[str, Any]:
        return {"context": {"slot": self._chain.slot, "apiVersion": "2.1.0"}, "value": value}

    def get_health(self) -> str:
        return "ok"

    def get_version(self) -> dict[str, Any]:
        return {"solana-core": "2.1.0", "feature-set": 0}

    def get_genesis_hash(self) -> str:
        return str(Hash.default())

    def get_slot(self, config: Config = None) -> int:
        return self._chain.slot

    def get_block_height(self, config: Config = None) -> int:
        return self._chain.slot

    def get_block_time(self, slot: int) -> int:
        return self._chain.ts

    def get_epoch_info(self, config: Config = None) -> dict[str, Any]:
        slot = self._chain.slot
        return {
            "absoluteSlot": slot, "blockHeight": slot, "epoch": slot // 432_000, "slotIndex": slot % 432_000,
            "slotsInEpoch": 432_000, "transactionCount": len(self._node.landed),
        }  # fmt: skip

    def get_latest_blockhash(self, config: Config = None) -> dict[str, Any]:
        valid = self._chain.slot + BLOCKHASH_SLOTS
        return self.with_context({"blockhash": str(self._chain.blockhash), "lastValidBlockHeight": valid})

    def is_blockhash_valid(self, blockhash: str, config: Config = None) -> dict[str, Any]:
        return self.with_context(self._node.is_recent(Hash.from_string(blockhash)))

    def get_minimum_balance_for_rent_exemption(self, size: int, config: Config = None) -> int:
        return rent(size)

    def get_recent_prioritization_fees(self, keys: list[str] | None = None) -> list[dict[str, Any]]:
        return [{"slot": self._chain.slot, "prioritizationFee": 0}]

    def get_balance(self, key: str, config: Config = None) -> dict[str, Any]:
        account = self._chain.accounts.get(Pubkey.from_string(key))
        return self.with_context(0 if account is None else account.lamports)

    def get_account_info(self, key: str, config: Config = None) -> dict[str, Any]:
        return self.with_context(account_view(self._chain.accounts.get(Pubkey.from_string(key)), config))

    def get_multiple_accounts(self, keys: list[str], config: Config = None) -> dict[str, Any]:
        if len(keys) > MOST_ACCOUNTS:
            raise RpcError(INVALID_PARAMS, f"Too many inputs provided; max {MOST_ACCOUNTS}")
        return self.with_context([account_view(self._chain.accounts.get(Pubkey.from_string(k)), config) for k in keys])

    def get_program_accounts(self, owner: str, config: Config = None) -> Any:
        config = config or {}
        rows = [
            {"pubkey": str(key), "account": account_view(account, config)}
            for key, account in matching(self._chain.accounts, Pubkey.from_string(owner), config.get("filters"))
        ]
        return self.with_context(rows) if config.get("withContext") else rows

    def get_token_account_balance(self, key: str, config: Config = None) -> dict[str, Any]:
        account = self._chain.accounts.get(Pubkey.from_string(key))
        if account is None:
            raise RpcError(INVALID_PARAMS, "Invalid param: could not find account")
        mint = self._chain.accounts.get(Pubkey.from_bytes(account.data[:32]))
        decimals, amount = (0 if mint is None else mint.data[44]), tokens.amount_of(account)
        shown = f"{amount / 10**decimals:.{decimals}f}"
        value = {"amount": str(amount), "decimals": decimals, "uiAmount": float(shown), "uiAmountString": shown}
        return self.with_context(value)

    def request_airdrop(self, key: str, lamports: int, config: Config = None) -> str:
        self._chain.accounts.pay(Pubkey.from_string(key), lamports)
        return str(Signature.new_unique())

    def send_transaction(self, raw: str, config: Config = None) -> str:
        config = config or {}
        transaction = parsed(_bytes(raw, config, "base58"))
        if not config.get("skipPreflight"):
            self._node.preflight(transaction)
        self._node.submit(transaction)
        return str(transaction.signatures[0])

    def simulate_transaction(self, raw: str, config: Config = None) -> dict[str, Any]:
        config = config or {}
        transaction = parsed(_bytes(raw, config, "base58"))
        receipt = self._node.simulate(transaction, fresh=not config.get("replaceRecentBlockhash"))
        return self.with_context(
            {"err": receipt.err, "logs": receipt.logs, "accounts": None, "unitsConsumed": 0, "returnData": None,
             "innerInstructions": None, "replacementBlockhash": None}
        )  # fmt: skip

    def get_signature_statuses(self, signatures: list[str], config: Config = None) -> dict[str, Any]:
        landed = self._node.landed
        return self.with_context([status_view(landed.get(Signature.from_string(s))) for s in signatures])

    def get_signatures_for_address(self, key: str, config: Config = None) -> list[dict[str, Any]]:
        config, wanted = config or {}, Pubkey.from_string(key)
        rows: list[dict[str, Any]] = []
        for signature, landed in reversed(self._node.landed.items()):
            if str(signature) == config.get("until"):
                break
            if wanted in landed.keys:
                rows.append(
                    {"signature": str(signature), "slot": landed.receipt.slot, "err": landed.receipt.err, "memo": None,
                     "blockTime": landed.receipt.ts, "confirmationStatus": "finalized"}
                )  # fmt: skip
        before = config.get("before")
        if before:
            at = next((i for i, row in enumerate(rows) if row["signature"] == before), -1)
            rows = rows[at + 1 :]
        return rows[: config.get("limit", MOST_SIGNATURES)]

    def get_transaction(self, signature: str, config: Config = None) -> dict[str, Any] | None:
        landed = self._node.landed.get(Signature.from_string(signature))
        return None if landed is None else transaction_view(landed)

    def get_tip_accounts(self) -> list[str]:
        return list(TIP_ACCOUNTS)

    def send_bundle(self, raws: list[str], config: Config = None) -> str:
        return self.bundles.send([parsed(_bytes(raw, config or {}, "base58")) for raw in raws])

    def get_bundle_statuses(self, ids: list[str]) -> dict[str, Any]:
        return self.with_context([self.bundles.status(i) for i in ids])


def _bytes(text: str, config: dict[str, Any], default: str) -> bytes:
    encoding = config.get("encoding", default)
    try:
        return base64.b64decode(text, validate=True) if encoding == "base64" else base58.b58decode(text)
    except ValueError as error:
        raise RpcError(INVALID_PARAMS, f"invalid {encoding} encoding: {error}") from error
