"""The node without sockets does what the one with sockets does; late requests are done late."""

import asyncio
import base64
from typing import Any

import pytest

from tradeport.adapters.drift.delivery.rpc import Refused, Rpc, TurnedAway, Unheard
from tradeport.adapters.drift.rehearsal.stage import Stage
from tradeport.adapters.drift.venue.rpc.faults import Kind
from tradeport.adapters.drift.venue.rpc.inprocess import connection

from .live import BUY, limit


def _ask(stage: Stage, method: str, *params: Any) -> Any:
    async def main() -> Any:
        link = connection(stage.transport)
        try:
            return await Rpc.of(link).ask(method, *params)
        finally:
            await link.close()

    return asyncio.run(main())


def test_answers_refusals_and_silence_are_three_things() -> None:
    stage = Stage()
    assert _ask(stage, "getSlot") == stage.chain.slot
    with pytest.raises(Refused, match="Method not found"):
        _ask(stage, "getNothing")
    for kind, error in ((Kind.DROP, Unheard), (Kind.LOST_ANSWER, Unheard), (Kind.TOO_MANY, TurnedAway), (Kind.REFUSE, Refused)):
        stage.transport.faults.next("getSlot", kind)
        with pytest.raises(error):
            _ask(stage, "getSlot")
    stage.transport.down = True
    with pytest.raises(Unheard):
        _ask(stage, "getSlot")


def test_a_late_answer_is_an_answer_and_slots_have_passed() -> None:
    stage = Stage()
    before = stage.chain.slot
    stage.transport.faults.next("getSlot", Kind.DELAY, seconds=4.0)
    assert _ask(stage, "getSlot") == before + 10


def test_what_its_client_has_given_up_on_is_done_all_the_same_later() -> None:
    async def main() -> None:
        stage = Stage()
        stage.trader("trader")
        async with stage.client("trader") as client:
            place = client.drift.get_place_perp_order_ix(limit(BUY, 1, 140))
            signed = await client.sender.sign([place], client.drift.wallet.payer)
            raw = base64.b64encode(bytes(signed.transaction)).decode()
            stage.transport.faults.next("sendTransaction", Kind.DELAY, seconds=20.0)  # the client waits for ten
            with pytest.raises(Unheard):
                await client.rpc.ask("sendTransaction", raw, {"encoding": "base64"})
            await client.refresh()
            assert client.open_orders == []
            stage.tick(26)
            await client.refresh()
            assert len(client.open_orders) == 1

    asyncio.run(main())


def test_a_batch_is_answered_in_order() -> None:
    async def main() -> None:
        stage = Stage()
        link = connection(stage.transport)
        body = [{"jsonrpc": "2.0", "id": i, "method": m, "params": []} for i, m in enumerate(("getSlot", "getHealth"))]
        answer = (await link._provider.session.post("http://inprocess", json=body)).json()
        assert [one["result"] for one in answer] == [stage.chain.slot, "ok"]
        await link.close()

    asyncio.run(main())
