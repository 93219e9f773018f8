"""Brings a signed transaction to the chain and finds out what became of it.

Silence says nothing: the same bytes may be sent again, since a signature lands once, and its status is asked for until a block
has it or its blockhash has run out. It is never signed anew here: that would be another transaction, and both might land.
"""

import asyncio
import base64
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from driftpy.tx.types import TxSender, TxSigAndSlot
from solders.address_lookup_table_account import AddressLookupTableAccount
from solders.hash import Hash
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.message import MessageV0
from solders.signature import Signature
from solders.transaction import VersionedTransaction

from tradeport.adapters.drift.delivery.latency import LatencyMonitor
from tradeport.adapters.drift.delivery.outcome import Fate, NotLanded, Outcome, Signed
from tradeport.adapters.drift.delivery.rpc import Refused, Rpc, TurnedAway, Unheard

_SURE = ("confirmed", "finalized")
_DONE = "AlreadyProcessed"
_QUESTIONS_PER_SEND = 3
_REMEMBERED_SLOTS = 1_500  # ten times as long as a blockhash is good for


async def pause() -> None:
    """Between two questions: a slot or so."""
    await asyncio.sleep(0.4)


class Sender(TxSender):
    """Also driftpy's `tx_sender`, so that its own methods are as careful."""

    def __init__(self, rpc: Rpc, wait: Callable[[], Awaitable[None]] = pause, latency: LatencyMonitor | None = None) -> None:
        self._rpc, self._wait = rpc, wait
        self.latency = latency or LatencyMonitor()
        self._validity: dict[Signature, tuple[int, int]] = {}

    # -- signing -----------------------------------------------------------------------------------------------------------

    async def sign(self, instructions: Sequence[Instruction], payer: Keypair) -> Signed:
        """With a fresh blockhash, asked for until there is one: nothing is under way yet."""
        transaction = await self.get_versioned_tx(instructions, payer, [])
        return self._signed(transaction)

    async def get_versioned_tx(
        self, ixs: Sequence[Instruction], payer: Keypair, lookup_tables: Sequence[AddressLookupTableAccount],
        additional_signers: Sequence[Keypair] | None = None,
    ) -> VersionedTransaction:  # fmt: skip
        while True:
            blockhash, until, slot = await self._blockhash()
            message = MessageV0.try_compile(payer.pubkey(), ixs, lookup_tables, blockhash)
            transaction = VersionedTransaction(message, [payer, *(additional_signers or ())])
            if transaction.signatures[0] not in self._validity:
                self._validity = {s: v for s, v in self._validity.items() if v[1] > slot - _REMEMBERED_SLOTS}
                self._validity[transaction.signatures[0]] = (until, slot)
                return transaction
            await self._wait()  # the same act twice needs another blockhash, or it would be one

    async def _blockhash(self) -> tuple[Hash, int, int]:
        while True:
            try:
                found = await self._rpc.ask("getLatestBlockhash", {"commitment": "confirmed"})
            except (Unheard, TurnedAway, Refused):
                await self._wait()
                continue
            value = found["value"]
            return Hash.from_string(value["blockhash"]), value["lastValidBlockHeight"], found["context"]["slot"]

    def _signed(self, transaction: VersionedTransaction) -> Signed:
        until, slot = self._validity[transaction.signatures[0]]
        return Signed(transaction, until, slot)

    # -- sending -----------------------------------------------------------------------------------------------------------

    async def send(self, tx: VersionedTransaction) -> TxSigAndSlot:
        """For driftpy. Raises NotLanded."""
        outcome = await self.deliver(self._signed(tx))
        if outcome.fate is not Fate.LANDED:
            raise NotLanded(outcome)
        return TxSigAndSlot(tx.signatures[0], outcome.slot or 0)

    async def deliver(self, signed: Signed) -> Outcome:
        """Returns when it is certain what became of it, however long that takes."""
        raw, travelling, sends, questions = base64.b64encode(bytes(signed.transaction)).decode(), False, 0, 0
        self.latency.sent(signed.signature, signed.slot)
        while True:
            sends += 1
            try:
                await self._rpc.ask("sendTransaction", raw, {"encoding": "base64", "maxRetries": 0})
                travelling = True
            except TurnedAway:
                pass
            except Unheard:
                travelling = True
            except Refused as refused:
                if refused.preflight and refused.transaction_error != _DONE and not travelling:
                    self.latency.forget(signed.signature)
                    return Outcome(Fate.REFUSED, signed.signature, None, refused.transaction_error, sends, questions)
                travelling = True
            for _ in range(_QUESTIONS_PER_SEND):
                questions += 1
                found = await self.inquire(signed)
                if found is not None:
                    return Outcome(found.fate, found.signature, found.slot, found.error, sends, questions)
                await self._wait()

    async def inquire(self, signed: Signed) -> Outcome | None:
        """What is certain about it by now. The height is read before the status, so that what landed in between is seen; and a
        status is believed that is as young as the height: behind one address there may be many nodes."""
        try:
            epoch = await self._rpc.ask("getEpochInfo", {"commitment": "finalized"})
            answer = await self._rpc.ask("getSignatureStatuses", [signed.signature], {"searchTransactionHistory": True})
        except (Unheard, TurnedAway, Refused):
            return None
        status, seen_at = answer["value"][0], answer["context"]["slot"]
        self.latency.waiting(signed.signature, seen_at)
        if status is not None:
            return self._settled(signed.signature, status, seen_at)
        if epoch["blockHeight"] > signed.valid_until and seen_at >= epoch["absoluteSlot"]:
            self.latency.forget(signed.signature)
            return Outcome(Fate.EXPIRED, signed.signature)
        return None

    def _settled(self, signature: str, status: dict[str, Any], seen_at: int) -> Outcome | None:
        self.latency.seen(signature, seen_at)
        if status["confirmationStatus"] not in _SURE:
            return None
        self.latency.confirmed(signature, seen_at)
        failed = status["err"] is not None
        return Outcome(Fate.FAILED if failed else Fate.LANDED, signature, status["slot"], status["err"])
