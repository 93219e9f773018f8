"""A live client connects to a chain that runs what the profile says, for an account that is there, or not at all."""

import asyncio

import pytest

from tradeport.adapters.drift.core.client import LiveClient, NoAccount
from tradeport.adapters.drift.keys import Signer
from tradeport.adapters.drift.profile import ProfileRefused
from tradeport.adapters.drift.rehearsal.stage import Stage, key_pair
from tradeport.adapters.drift.venue.rpc.inprocess import connection

from .live import BUY, limit, run


def _connect(stage: Stage, **options: object) -> None:
    async def main() -> None:
        link = connection(stage.transport)
        try:
            await LiveClient.connect(link, Signer(key_pair("trader")), updates="cached", **options)  # type: ignore[arg-type]
        finally:
            await link.close()

    asyncio.run(main())


def test_a_chain_without_the_program_is_refused_before_anything_else_is_read() -> None:
    stage = Stage()
    stage.chain.accounts.drop(stage.chain.addresses.program)
    with pytest.raises(ProfileRefused, match="no program account"):
        _connect(stage)
    assert set(stage.transport.calls) == {"getAccountInfo"}
    assert stage.transport.calls["getAccountInfo"] == 2


def test_a_profile_without_code_behind_it_is_refused_without_asking_anybody() -> None:
    stage = Stage()
    with pytest.raises(ProfileRefused, match="velocity"):
        _connect(stage, name="velocity")
    assert not stage.transport.calls


def test_an_account_that_is_not_there_is_named() -> None:
    with pytest.raises(NoAccount, match="no sub-account 0"):
        _connect(Stage())


def test_it_reads_account_orders_and_oracles() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        stage.price("SOL", 151)
        await client.drift.place_perp_order(limit(BUY, 1, 140, user_order_id=7))
        await client.refresh()
        assert [(o.user_order_id, o.price) for o in client.open_orders] == [(7, 140_000_000)]
        assert client.oracle(0).price == 151_000_000
        assert client.account_slot == stage.chain.slot
        with pytest.raises(LookupError, match="Hint"):
            client.oracle(99)

    run(scenario)


def test_driftpys_own_methods_send_through_the_careful_sender() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        from tradeport.adapters.drift.venue.rpc.faults import Kind

        stage.transport.faults.next("sendTransaction", Kind.LOST_ANSWER)
        await client.drift.place_perp_order(limit(BUY, 1, 140))
        await client.refresh()
        assert len(client.open_orders) == 1

    run(scenario)
