"""A node in front of the chain: signatures, blockhashes, duplicates, the record of transactions, and who listens."""

from collections.abc import Callable, Sequence
from typing import Any

from solders.hash import Hash
from solders.pubkey import Pubkey
from solders.signature import Signature
from solders.transaction import VersionedTransaction

from tradeport.adapters.drift.venue.chain import BLOCKHASH_SLOTS, Chain, Receipt, blockhash_at
from tradeport.adapters.drift.venue.errors import NotSupported
from tradeport.adapters.drift.venue.rpc.errors import SIGNATURE_FAILED, UNSUPPORTED, RpcError, simulation_failed
from tradeport.adapters.drift.venue.rpc.wire import reason, steps

type Listener = Callable[[str, Any], None]


class Landed:
    """A transaction that got into a block, failed or not."""

    def __init__(self, receipt: Receipt, raw: bytes, keys: Sequence[Pubkey]) -> None:
        self.receipt, self.raw, self.keys = receipt, raw, keys


class Node:
    """`slots_per_transaction`: how far the clock moves with each. Listeners hear `accounts`, `transaction` and `slot`."""

    def __init__(self, chain: Chain, slots_per_transaction: int = 1) -> None:
        self.chain, self.slots_per_transaction = chain, slots_per_transaction
        self.landed: dict[Signature, Landed] = {}
        self.listeners: list[Listener] = []

    def advance(self, slots: int = 1, seconds: float | None = None) -> None:
        """Let time pass, and tell who listens."""
        self.chain.advance(slots, seconds)
        self.tell("slot", self.chain.slot)

    def tell(self, kind: str, payload: Any) -> None:
        for listener in list(self.listeners):
            listener(kind, payload)

    def touched(self, keys: Sequence[Pubkey]) -> None:
        """Accounts were changed from outside (an oracle, a test): tell who listens."""
        self.tell("accounts", list(keys))

    def is_recent(self, blockhash: Hash) -> bool:
        """Of one of the last 150 slots."""
        slot = self.chain.slot
        return any(blockhash_at(s) == blockhash for s in range(slot, max(-1, slot - BLOCKHASH_SLOTS - 1), -1))

    def check(self, transaction: VersionedTransaction, *, fresh: bool = True) -> None:
        """Raises RpcError as a node does before it runs anything."""
        if not all(transaction.verify_with_results()):
            raise RpcError(SIGNATURE_FAILED, "Transaction signature verification failure")
        if fresh and not self.is_recent(transaction.message.recent_blockhash):
            raise simulation_failed("Blockhash not found", "BlockhashNotFound")
        if transaction.signatures[0] in self.landed:
            raise simulation_failed("This transaction has already been processed", "AlreadyProcessed")

    def simulate(self, transaction: VersionedTransaction, *, fresh: bool = True) -> Receipt:
        """Run it, keep nothing."""
        self.check(transaction, fresh=fresh)
        return self._run(transaction, commit=False)

    def preflight(self, transaction: VersionedTransaction) -> None:
        """Raises what sendTransaction answers where the transaction would fail."""
        receipt = self.simulate(transaction)
        if receipt.error is not None:
            raise simulation_failed(reason(receipt.err), receipt.err, receipt.logs)

    def submit(self, transaction: VersionedTransaction) -> Landed:
        """Run it and keep it, failed or not."""
        self.check(transaction)
        landed = Landed(self._run(transaction, commit=True), bytes(transaction), list(transaction.message.account_keys))
        self.landed[transaction.signatures[0]] = landed
        self._announce(transaction.signatures[0], landed)
        return landed

    def _announce(self, signature: Signature, landed: Landed) -> None:
        if self.slots_per_transaction:
            self.advance(self.slots_per_transaction)
        self.tell("transaction", (signature, landed))
        self.tell("accounts", landed.keys)

    def submit_all(self, transactions: Sequence[VersionedTransaction]) -> Receipt | None:
        """All in one slot, or none; returns what failed. For bundles."""
        for transaction in transactions:
            self.check(transaction)
        together = [step for transaction in transactions for step in steps(self.chain, transaction)]
        receipt = self._guarded(together, commit=True)
        if receipt.error is not None:
            return receipt
        for transaction in transactions:
            part = Receipt(receipt.slot, receipt.ts, [], [], None)
            self.landed[transaction.signatures[0]] = Landed(part, bytes(transaction), list(transaction.message.account_keys))
        self.advance(1)
        for transaction in transactions:
            landed = self.landed[transaction.signatures[0]]
            self.tell("transaction", (transaction.signatures[0], landed))
            self.tell("accounts", landed.keys)
        return None

    def _run(self, transaction: VersionedTransaction, *, commit: bool) -> Receipt:
        return self._guarded(steps(self.chain, transaction), commit=commit)

    def _guarded(self, todo: Sequence[Any], *, commit: bool) -> Receipt:
        try:
            return self.chain.execute(todo, commit=commit)
        except NotSupported as missing:
            raise RpcError(UNSUPPORTED, f"this venue has not: {missing}") from missing
