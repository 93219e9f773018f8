"""Bundles for a block engine: up to five transactions and a tip, all in one slot or none. driftpy's own sender is gone."""

import base64
from collections.abc import Awaitable, Callable, Sequence

import attrs
from solders.instruction import Instruction
from solders.keypair import Keypair
from solders.pubkey import Pubkey
from solders.system_program import TransferParams, transfer

from tradeport.adapters.drift.delivery.outcome import Fate, Signed
from tradeport.adapters.drift.delivery.rpc import Refused, Rpc, TurnedAway, Unheard
from tradeport.adapters.drift.delivery.sender import Sender, pause

MOST = 5
_QUESTIONS_PER_SEND = 3


class NoBundle(Exception):
    """It cannot be one; nothing was signed."""


@attrs.frozen
class BundleOutcome:
    """LANDED: every transaction, in `slot`. EXPIRED: none, and none can any more. REFUSED: the engine would not have it."""

    fate: Fate
    signatures: tuple[str, ...]
    slot: int | None = None
    reason: str = ""


class BundleSender:
    """`engine` is the block engine, `sender` the chain's own node: the engine is asked to land it, the chain whether it did."""

    def __init__(self, engine: Rpc, sender: Sender, wait: Callable[[], Awaitable[None]] = pause) -> None:
        self._engine, self._sender, self._wait = engine, sender, wait

    async def send(self, transactions: Sequence[Sequence[Instruction]], payer: Keypair, tip: int) -> BundleOutcome:
        """`tip` in lamports, paid by the last transaction. The same bytes are sent again until their blockhashes run out."""
        if not 1 <= len(transactions) <= MOST:
            raise NoBundle(f"{len(transactions)} transactions. Hint: a bundle has 1 to {MOST}")
        if tip <= 0:
            raise NoBundle(f"a tip of {tip} lamports. Hint: nobody lands a bundle for nothing")
        signed = await self._sign(transactions, payer, tip)
        signatures = tuple(one.signature for one in signed)
        raws, travelling = [base64.b64encode(bytes(one.transaction)).decode() for one in signed], False
        while True:
            try:
                await self._engine.ask("sendBundle", raws, {"encoding": "base64"})
                travelling = True
            except TurnedAway:
                pass
            except Unheard:
                travelling = True
            except Refused as refused:
                if not travelling:
                    return BundleOutcome(Fate.REFUSED, signatures, reason=str(refused))
            for _ in range(_QUESTIONS_PER_SEND):
                # all or none: what became of one of them became of all, and the last to expire decides
                found = await self._sender.inquire(signed[-1])
                if found is not None:
                    return BundleOutcome(found.fate, signatures, found.slot)
                await self._wait()

    async def _sign(self, transactions: Sequence[Sequence[Instruction]], payer: Keypair, tip: int) -> list[Signed]:
        paying = transfer(TransferParams(from_pubkey=payer.pubkey(), to_pubkey=await self._tip_account(), lamports=tip))
        *others, last = transactions
        return [await self._sender.sign(one, payer) for one in [*others, [*last, paying]]]

    async def _tip_account(self) -> Pubkey:
        while True:
            try:
                return Pubkey.from_string((await self._engine.ask("getTipAccounts"))[0])
            except (Unheard, TurnedAway):
                await self._wait()
            except Refused as refused:
                raise NoBundle(f"no account to tip: {refused}. Hint: give the address of a block engine") from refused
