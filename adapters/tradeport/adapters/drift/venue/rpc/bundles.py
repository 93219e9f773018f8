"""Jito bundles: up to five transactions, one of them tips, all in one slot or none at all."""

import hashlib
from typing import Any

from solders.transaction import VersionedTransaction

from tradeport.adapters.drift.venue.rpc.errors import INVALID_PARAMS, RpcError
from tradeport.adapters.drift.venue.rpc.node import Node

TIP_ACCOUNTS = ("96gYZGLnJYVFmbjzopPSU6QiEV5fGqZNyN9nmNhvrZU5",)
MOST = 5


class Bundles:
    """A bundle that fails simply never lands: its status stays None, the reason is kept beside it."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._status: dict[str, dict[str, Any] | None] = {}
        self.reasons: dict[str, Any] = {}

    def send(self, transactions: list[VersionedTransaction]) -> str:
        """Returns the bundle's id, landed or not. Raises RpcError for what is no bundle."""
        if not 1 <= len(transactions) <= MOST:
            raise RpcError(INVALID_PARAMS, f"bundle must contain 1..{MOST} transactions")
        if not any(str(key) in TIP_ACCOUNTS for t in transactions for key in t.message.account_keys):
            raise RpcError(INVALID_PARAMS, "Bundles must write lock at least one tip account")
        signatures = [str(t.signatures[0]) for t in transactions]
        bundle_id = hashlib.sha256(",".join(signatures).encode()).hexdigest()
        slot = self._node.chain.slot
        self._status[bundle_id] = None
        try:
            failed = self._node.submit_all(transactions)
        except RpcError as refused:
            self.reasons[bundle_id] = refused.body()
            return bundle_id
        if failed is not None:
            self.reasons[bundle_id] = failed.err
        else:
            self._status[bundle_id] = {
                "bundle_id": bundle_id, "transactions": signatures, "slot": slot, "confirmation_status": "confirmed",
                "err": {"Ok": None},
            }  # fmt: skip
        return bundle_id

    def status(self, bundle_id: str) -> dict[str, Any] | None:
        return self._status.get(bundle_id)
