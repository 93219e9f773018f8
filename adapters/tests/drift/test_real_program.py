"""The real program beside the venue, where DRIFT_SO names its binary and DRIFT_IDL the interface of that build.

Without them these tests are skipped, and say so; that the machinery compares is shown with the programs that LiteSVM has.
"""

import json
import os
import struct
from pathlib import Path
from typing import Any

import pytest
from driftpy.types import OrderTriggerCondition, OrderType, PostOnlyParams
from solders.compute_budget import set_compute_unit_limit
from solders.instruction import AccountMeta, Instruction
from solders.message import MessageV0
from solders.signature import Signature
from solders.transaction import VersionedTransaction

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.execution.safety import SafetyGates
from tradeport.adapters.drift.execution.sync_executor import Leg, SyncExecutor
from tradeport.adapters.drift.rehearsal.stage import LONG, SHORT, SOL_SPOT, USDC, Stage, key_pair
from tradeport.adapters.drift.venue import golden, recordings, tokens
from tradeport.adapters.drift.venue.addresses import TOKEN_PROGRAM, token_account
from tradeport.adapters.drift.venue.beside import RealProgram, differences
from tradeport.adapters.drift.venue.codec import coder, idl
from tradeport.adapters.drift.venue.desk import Trader
from tradeport.adapters.drift.venue.program.registry import Call
from tradeport.adapters.drift.venue.rpc.wire import steps

from .live import BUY, SELL, limit, run, spot

BINARY, INTERFACE = os.environ.get("DRIFT_SO"), os.environ.get("DRIFT_IDL")
OWN = Path(__file__).parent / "own_fills.json"
real = pytest.mark.skipif(not (BINARY and INTERFACE), reason="DRIFT_SO and DRIFT_IDL name no program: nothing to compare with")


def _signed(stage: Stage, *instructions: Instruction) -> VersionedTransaction:
    message = MessageV0.try_compile(key_pair("trader").pubkey(), instructions, [], stage.chain.blockhash)
    return VersionedTransaction(message, [key_pair("trader")])


def _transfer(stage: Stage, amount: int) -> VersionedTransaction:
    """SPL tokens from the trader's wallet to the maker's."""
    mint = stage.genesis.mint("USDC")
    source, target = (token_account(key_pair(name).pubkey(), mint) for name in ("trader", "maker"))
    owner = AccountMeta(key_pair("trader").pubkey(), is_signer=True, is_writable=False)
    keys = [AccountMeta(source, False, True), AccountMeta(target, False, True), owner]
    return _signed(stage, Instruction(TOKEN_PROGRAM, b"\x03" + struct.pack("<Q", amount), keys))


def _wallets() -> Stage:
    stage = Stage()
    for name in ("trader", "maker"):
        stage.genesis.wallet(key_pair(name).pubkey(), {"USDC": 1_000 * USDC})
    return stage


@pytest.mark.parametrize("amount", [0, 1, 1_000 * USDC, 1_000 * USDC + 1])
def test_tokens_move_and_are_refused_as_by_the_real_token_program(amount: int) -> None:
    stage = _wallets()
    landed, wrong = differences(stage.node, RealProgram(), _transfer(stage, amount))
    assert wrong == []
    assert (landed.receipt.err is None) == (amount <= 1_000 * USDC)


def test_a_venue_that_moves_one_too_many_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    stage, move = _wallets(), tokens.move
    monkeypatch.setattr(tokens, "move", lambda *a: move(*a[:-1], a[-1] + 1))
    _, wrong = differences(stage.node, RealProgram(), _transfer(stage, 5))
    assert len(wrong) == 2
    _, wrong = differences(stage.node, RealProgram(), _transfer(stage, 1_000 * USDC - 6))
    assert wrong[0].startswith("error: the program None, the venue ")


def test_a_binary_that_is_not_there_is_said_to_be() -> None:
    with pytest.raises(FileNotFoundError, match="Hint: DRIFT_SO"):
        RealProgram(Path("nowhere.so"))


# -- the lane ----------------------------------------------------------------------------------------------------------


def _program() -> RealProgram:
    assert BINARY is not None
    return RealProgram(Path(BINARY))


@real
def test_instructions_have_the_same_arguments_in_that_build() -> None:
    assert INTERFACE is not None
    theirs = {i["name"]: i["args"] for i in json.loads(Path(INTERFACE).read_text())["instructions"]}
    used = (
        "placePerpOrder",
        "placeSpotOrder",
        "placeAndTakePerpOrder",
        "placeAndTakeSpotOrder",
        "cancelOrders",
        "fillPerpOrder",
    )
    shape = lambda args: [a["type"] for a in args]  # noqa: E731
    assert [n for n in used if shape(theirs[n]) != shape(idl.named("instructions")[n]["args"])] == []


@real
def test_recorded_fills_come_out_alike() -> None:
    vectors, unchanged = recordings.load(OWN)
    for vector in vectors:
        chain, call, keys = golden.staged(vector, unchanged)
        ran = _program().run(chain, _unsigned(chain, call))
        assert ran.error is None, ran.logs
        _, ours = golden.replay(vector, unchanged)
        assert {name: ran.data[key] for name, key in keys.items()} == ours


def test_a_recorded_call_is_put_on_the_wire_as_it_was_made() -> None:
    vectors, unchanged = recordings.load(OWN)
    chain, call, _ = golden.staged(vectors[0], unchanged)
    (_, step) = steps(chain, _unsigned(chain, call))
    assert step.title == "FillPerpOrder"
    receipt = chain.execute([step])
    assert receipt.error is None
    assert receipt.events


def _unsigned(chain: Any, call: Call) -> VersionedTransaction:
    """The keeper's call, with the markets and oracles that the program wants behind its own accounts."""
    accounts = [
        AccountMeta(call.keys[a["name"]], bool(a["isSigner"]), bool(a["isMut"]))
        for a in idl.named("instructions")[call.name]["accounts"]
    ]
    market = chain.accounts.record(chain.addresses.perp_market(0), "PerpMarket")
    rest = [(market.amm.oracle, False), (chain.addresses.spot_market(0), False), (market.pubkey, True)]
    data = coder.encode_instruction(call.name, call.args)
    keys = [*accounts, *(AccountMeta(key, False, writable) for key, writable in rest)]
    instruction = Instruction(chain.addresses.program, data, keys)
    message = MessageV0.try_compile(
        call.keys["authority"], [set_compute_unit_limit(1_400_000), instruction], [], chain.blockhash
    )
    return VersionedTransaction.populate(message, [Signature.default()])


@real
def test_a_stock_clients_session_is_answered_alike() -> None:
    """Orders good and bad, triggers, changes, cancels, a pair and one that cannot be: every error and every byte."""

    async def scenario(stage: Stage, client: LiveClient) -> None:
        wrong: list[str] = []
        submit, program = stage.node.submit, _program()

        def both(transaction: VersionedTransaction) -> Any:
            stage.node.submit = submit  # type: ignore[method-assign]
            landed, found = differences(stage.node, program, transaction)
            stage.node.submit = both  # type: ignore[method-assign]
            wrong.extend(found)
            return landed

        stage.node.submit = both  # type: ignore[method-assign]
        stage.node.preflight = lambda transaction: None  # type: ignore[method-assign]
        drift = client.drift
        below = OrderTriggerCondition.Below()
        for params in (
            limit(BUY, 3, 140.000005, user_order_id=1),
            limit(BUY, 3, 140, user_order_id=1),
            limit(SELL, 2.5, 160, post_only=PostOnlyParams.MustPostOnly()),
            limit(BUY, 0.00001, 140),
            limit(BUY, 5_000, 140),
            limit(SELL, 1, 0, trigger_price=130 * USDC, trigger_condition=below, reduce_only=True),
        ):
            if params.trigger_price:
                params.order_type = OrderType.TriggerMarket()
            await client.sender.deliver(await client.sender.sign([drift.get_place_perp_order_ix(params)], drift.wallet.payer))
            await client.refresh()
        await drift.cancel_orders()
        await client.refresh()
        makers = (stage.maker_info(client, Trader(stage.chain, key_pair("maker").pubkey())),)
        for size in (5, 50):
            pair = Leg(spot(BUY, size, 150.05), makers), Leg(limit(SELL, 5, 149.9), makers)
            await SyncExecutor(client, SafetyGates(client)).enter(*pair, stage.chain.slot)
            await client.refresh()
        assert wrong == []

    run(scenario, before=_liquidity)


def _liquidity(stage: Stage, trader: Trader) -> None:
    maker = stage.trader("maker", 100_000, 500)
    stage.quote(maker, 0, LONG, 20, 149.99)
    stage.quote(maker, SOL_SPOT, SHORT, 20, 150.01, spot=True)
