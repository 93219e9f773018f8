"""A real program beside the venue: each transaction runs on both, from the same accounts, and what differs is named.

The program is a binary that somebody has (DRIFT_SO) and that is not in this repository; it runs in-process in LiteSVM. The
programs of tokens are there in any case.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs
from solders.account import Account
from solders.clock import Clock
from solders.litesvm import LiteSVM
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction
from solders.transaction_metadata import FailedTransactionMetadata

from tradeport.adapters.drift.venue.addresses import LOADER, PROGRAM_ID
from tradeport.adapters.drift.venue.chain import Chain
from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.golden import field_differences
from tradeport.adapters.drift.venue.rpc.node import Landed, Node

_LAMPORTS = 10**12


@attrs.frozen
class Ran:
    """What a transaction came to on the real program. `error` as the RPC tells it."""

    error: Any
    logs: list[str]
    data: dict[Pubkey, bytes]


class RealProgram:
    """Loaded once; every run begins with the accounts and the clock of a chain."""

    def __init__(self, binary: Path | None = None, program: Pubkey = PROGRAM_ID) -> None:
        """Raises FileNotFoundError. Without a binary there are the builtin programs alone."""
        if binary is not None and not binary.is_file():
            raise FileNotFoundError(f"no program at {binary}. Hint: DRIFT_SO names the binary of a Drift v2 program")
        self._binary, self._program = binary, program

    def run(self, chain: Chain, transaction: VersionedTransaction) -> Ran:
        """The chain is only read."""
        svm = LiteSVM()
        svm.with_blockhash_check(False)
        svm.with_sigverify(False)  # recordings have no keys; the venue's node checks signatures itself
        svm.with_transaction_history(0)
        if self._binary is not None:
            svm.add_program_from_file(self._program, self._binary)
        svm.warp_to_slot(chain.slot)
        clock = svm.get_clock()
        svm.set_clock(Clock(chain.slot, clock.epoch_start_timestamp, clock.epoch, clock.leader_schedule_epoch, chain.ts))
        for key, account in chain.accounts:
            if account.owner != LOADER:
                lamports = max(account.lamports, svm.minimum_balance_for_rent_exemption(len(account.data)))
                svm.set_account(key, Account(lamports, account.data, account.owner, False, 0))
        payer = transaction.message.account_keys[0]
        svm.airdrop(payer, _LAMPORTS)
        done = svm.send_transaction(transaction)
        failed = isinstance(done, FailedTransactionMetadata)
        error = json.loads(done.to_json())["err"] if failed else None
        logs = done.meta().logs() if isinstance(done, FailedTransactionMetadata) else done.logs()
        found = {key: svm.get_account(key) for key in transaction.message.account_keys}
        return Ran(error, list(logs), {key: bytes(a.data) for key, a in found.items() if a is not None})


def differences(node: Node, program: RealProgram, transaction: VersionedTransaction) -> tuple[Landed, list[str]]:
    """Run it on both; the venue's is kept."""
    ran = program.run(node.chain, transaction)
    landed = node.submit(transaction)
    wrong = [] if ran.error == landed.receipt.err else [f"error: the program {ran.error}, the venue {landed.receipt.err}"]
    return landed, wrong + list(_accounts(node.chain, ran))


def _accounts(chain: Chain, ran: Ran) -> Iterator[str]:
    for key, theirs in ran.data.items():
        account = chain.accounts.get(key)
        if account is None or account.owner == LOADER or account.data == theirs:
            continue
        if account.record is None or len(theirs) != len(account.data):
            yield f"{key}: the program has {theirs.hex()}, the venue {account.data.hex()}"
        else:
            yield from field_differences(type(account.record).__name__, coder.decode_account(theirs), account.record)
