"""What a node refuses, the loopback refuses, in the same words."""

import base64
from typing import Any

import httpx
from solders.compute_budget import set_compute_unit_limit
from solders.hash import Hash
from solders.instruction import AccountMeta, Instruction
from solders.message import MessageV0
from solders.pubkey import Pubkey
from solders.transaction import VersionedTransaction

from tradeport.adapters.drift.venue.addresses import PROGRAM_ID
from tradeport.adapters.drift.venue.codec import idl

from .loopback import LONG, Lab, order, run


async def call(lab: Lab, method: str, *params: Any) -> Any:
    async with httpx.AsyncClient() as http:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        return (await http.post(lab.server.url, json=body)).json()


async def send(lab: Lab, transaction: VersionedTransaction, **config: Any) -> Any:
    return await call(lab, "sendTransaction", base64.b64encode(bytes(transaction)).decode(), {"encoding": "base64", **config})


def signed(client: Any, *instructions: Instruction, blockhash: Hash) -> VersionedTransaction:
    message = MessageV0.try_compile(client.authority, list(instructions), [], blockhash)
    return VersionedTransaction(message, [client.wallet.payer])


def test_a_transaction_lands_once() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        place = client.get_place_perp_order_ix(order(LONG, 1, 140))
        transaction = signed(client, place, blockhash=lab.world.chain.blockhash)
        assert (await send(lab, transaction))["result"] == str(transaction.signatures[0])
        again = (await send(lab, transaction))["error"]
        assert again["data"]["err"] == "AlreadyProcessed"

    run(scenario)


def test_an_old_blockhash_a_bad_signature_and_a_long_transaction() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        place = client.get_place_perp_order_ix(order(LONG, 1, 140))
        old = signed(client, place, blockhash=lab.world.chain.blockhash)
        lab.node.advance(151)
        assert (await send(lab, old))["error"]["data"]["err"] == "BlockhashNotFound"
        fresh = signed(client, place, blockhash=lab.world.chain.blockhash)
        forged = VersionedTransaction.populate(fresh.message, [old.signatures[0]])
        assert (await send(lab, forged))["error"]["code"] == -32003
        keys = [AccountMeta(Pubkey.new_unique(), False, False) for _ in range(40)]
        long = signed(client, Instruction(PROGRAM_ID, b"", keys), blockhash=lab.world.chain.blockhash)
        assert "too large" in (await send(lab, long))["error"]["message"]

    run(scenario)


def test_preflight_says_which_instruction_failed_and_without_it_the_failure_lands() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        bad = [set_compute_unit_limit(400_000), client.get_place_perp_order_ix(order(LONG, 10_000, 140))]
        error = (await send(lab, signed(client, *bad, blockhash=lab.world.chain.blockhash)))["error"]
        assert error["message"].endswith("Error processing Instruction 1: custom program error: 0x1773")
        assert any("Error Number: 6003" in line for line in error["data"]["logs"])
        lab.node.advance(1)
        transaction = signed(client, *bad, blockhash=lab.world.chain.blockhash)
        assert "result" in await send(lab, transaction, skipPreflight=True)
        status = (await call(lab, "getSignatureStatuses", [str(transaction.signatures[0])]))["result"]["value"][0]
        assert status["err"] == {"InstructionError": [1, {"Custom": 6003}]}

    run(scenario)


def test_what_is_unknown_is_said_to_be() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        assert (await call(lab, "getBlock", 1))["error"]["code"] == -32601
        assert (await call(lab, "find", 1))["error"]["code"] == -32601
        assert (await call(lab, "getAccountInfo", "nonsense"))["error"]["code"] == -32602
        user = AccountMeta(client.get_user_account_public_key(), False, True)
        missing = Instruction(
            PROGRAM_ID,
            idl.discriminator("global", "update_user_reduce_only") + bytes(3),
            [user, AccountMeta(client.authority, True, True)],
        )
        error = (await send(lab, signed(client, missing, blockhash=lab.world.chain.blockhash)))["error"]
        assert "this venue has not: instruction updateUserReduceOnly" in error["message"]
        other = Instruction(Pubkey.new_unique(), b"", [])
        error = (await send(lab, signed(client, other, blockhash=lab.world.chain.blockhash)))["error"]
        assert "Error processing Instruction 0" in error["message"]

    run(scenario)


def test_reading_accounts_with_filters_slices_and_encodings() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        key, program = str(client.get_user_account_public_key()), str(PROGRAM_ID)
        pattern = base64.b64encode(idl.discriminator("account", "User")).decode()
        config = {"filters": [{"memcmp": {"offset": 0, "bytes": pattern, "encoding": "base64"}}, {"dataSize": 4376}]}
        rows = (await call(lab, "getProgramAccounts", program, {**config, "withContext": True}))["result"]["value"]
        assert [row["pubkey"] for row in rows] == [key]
        part = (await call(lab, "getAccountInfo", key, {"dataSlice": {"offset": 8, "length": 32}}))["result"]["value"]
        assert base64.b64decode(part["data"][0]) == bytes(client.authority)
        both = (await call(lab, "getMultipleAccounts", [key, str(Pubkey.new_unique())]))["result"]["value"]
        assert both[0] is not None
        assert both[1] is None

    run(scenario)


def test_only_the_loopback_listens() -> None:
    async def scenario(lab: Lab) -> None:
        assert lab.server.url.startswith("http://127.0.0.1:")

    run(scenario)
