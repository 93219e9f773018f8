"""driftpy's risk engine over the venue's accounts, without any RPC: what margin is held against."""

import json
from functools import cache
from typing import Any

from anchorpy import Program, Provider, Wallet
from anchorpy_core.idl import Idl
from driftpy.accounts.types import DataAndSlot, DriftClientAccountSubscriber, UserAccountSubscriber
from driftpy.constants.config import DRIFT_PROGRAM_ID
from driftpy.drift_client import DriftClient
from driftpy.drift_user import DriftUser
from driftpy.oracles.oracle_id import get_oracle_id
from driftpy.types import OraclePriceData, OracleSource
from solana.rpc.async_api import AsyncClient
from solders.keypair import Keypair
from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec import coder, idl
from tradeport.adapters.drift.venue.codec.record import Record

from .world import World


class Memory(DriftClientAccountSubscriber):
    def __init__(self, world: World, program: Program) -> None:
        addresses, accounts = world.chain.addresses, world.chain.accounts

        def decoded(key: Pubkey) -> Any:
            account = accounts.get(key)
            assert account is not None
            return program.coder.accounts.decode(account.data)

        self._slot = world.chain.slot
        self._state = decoded(addresses.state)
        self._perp = {0: decoded(addresses.perp_market(0))}
        self._spot = {i: decoded(addresses.spot_market(i)) for i in (0, 1)}
        usdc = OraclePriceData(10**6, self._slot, 1, 1, 0, True)
        sol = OraclePriceData(world.prices["SOL"], self._slot, 0, world.prices["SOL"], 0, True)
        self._prices = {
            get_oracle_id(Pubkey.default(), OracleSource.QuoteAsset()): self._at(usdc),
            get_oracle_id(world.genesis.oracle("SOL"), OracleSource.Pyth()): self._at(sol),
        }

    def _at(self, value: Any) -> Any:
        return DataAndSlot(self._slot, value)

    async def subscribe(self) -> None: ...

    def unsubscribe(self) -> None: ...

    async def fetch(self) -> None: ...

    def get_state_account_and_slot(self) -> Any:
        return self._at(self._state)

    def get_perp_market_and_slot(self, index: int) -> Any:
        return self._at(self._perp[index]) if index in self._perp else None

    def get_spot_market_and_slot(self, index: int) -> Any:
        return self._at(self._spot[index]) if index in self._spot else None

    def get_oracle_price_data_and_slot(self, oracle: Any) -> Any:
        return self._prices.get(oracle)

    def get_oracle_price_data_and_slot_for_perp_market(self, index: int) -> Any:
        amm = self._perp[index].amm
        return self._prices.get(get_oracle_id(amm.oracle, amm.oracle_source))

    def get_oracle_price_data_and_slot_for_spot_market(self, index: int) -> Any:
        market = self._spot[index]
        return self._prices.get(get_oracle_id(market.oracle, market.oracle_source))

    def get_market_accounts_and_slots(self) -> Any:
        return [self._at(market) for market in self._perp.values()]

    def get_spot_market_accounts_and_slots(self) -> Any:
        return [self._at(market) for market in self._spot.values()]


class One(UserAccountSubscriber):
    def __init__(self, user: Any) -> None:
        self._user = user

    async def subscribe(self) -> None: ...

    def unsubscribe(self) -> None: ...

    async def fetch(self) -> None: ...

    def get_user_account_and_slot(self) -> Any:
        return DataAndSlot(1, self._user)


@cache
def program() -> Program:
    """driftpy's program object, connected to nothing."""
    nowhere = AsyncClient("http://127.0.0.1:1")
    return Program(Idl.from_json(json.dumps(idl.document())), DRIFT_PROGRAM_ID, Provider(nowhere, Wallet(Keypair())))


def subscribed(world: World, user: Record) -> DriftUser:
    """A DriftUser that sees this user on this world."""
    shared = program()
    client, risk = DriftClient.__new__(DriftClient), DriftUser.__new__(DriftUser)
    client.account_subscriber, client.program, client.program_id = Memory(world, shared), shared, DRIFT_PROGRAM_ID
    risk.drift_client, risk.user_public_key = client, None
    risk.account_subscriber = One(shared.coder.accounts.decode(coder.encode_account(user)))
    return risk
