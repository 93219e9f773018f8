"""One sub-account on a chain that has been checked, over driftpy's own DriftClient."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal

from driftpy.account_subscription_config import AccountSubscriptionConfig
from driftpy.drift_client import DriftClient
from driftpy.drift_user import DriftUser
from driftpy.types import OraclePriceData, TxParams, UserAccount, is_variant
from solana.rpc.async_api import AsyncClient
from solders.account import Account
from solders.pubkey import Pubkey

from tradeport.adapters.drift.delivery.rpc import Rpc
from tradeport.adapters.drift.delivery.sender import Sender, pause
from tradeport.adapters.drift.keys import Signer
from tradeport.adapters.drift.profile import check_deployment, profile

COMPUTE_UNITS = 1_000_000


class NoAccount(Exception):
    """The authority has no such sub-account."""


class LiveClient:
    """What the layers above need of the account: who it is, what it holds, what the oracle says, how to send.

    `drift` is driftpy's client, unmodified; whatever is called on it sends through `sender`, too.
    """

    def __init__(self, drift: DriftClient, rpc: Rpc, sender: Sender) -> None:
        self.drift, self.rpc, self.sender = drift, rpc, sender

    @classmethod
    async def connect(
        cls, connection: AsyncClient, signer: Signer, *, name: str = "drift-v2", sub_account: int = 0,
        updates: Literal["cached", "websocket"] = "websocket", wait: Callable[[], Awaitable[None]] = pause,
    ) -> "LiveClient":  # fmt: skip
        """Raises ProfileRefused before anything is loaded where the chain does not run the profile; NoAccount.

        `cached`: accounts are as of the last `refresh`. `websocket`: they are pushed, and `refresh` reads them anew.
        """

        async def account(key: Pubkey) -> Account | None:
            return (await connection.get_account_info(key)).value

        wanted = profile(name)
        await check_deployment(wanted, account)
        rpc = Rpc.of(connection)
        sender = Sender(rpc, wait)
        drift = DriftClient(
            connection, signer.reveal(), "mainnet", account_subscription=AccountSubscriptionConfig(updates),
            tx_params=TxParams(COMPUTE_UNITS, 0), tx_sender=sender, market_lookup_tables=[],
            active_sub_account_id=sub_account,
        )  # fmt: skip
        if await account(drift.get_user_account_public_key(sub_account)) is None:
            raise NoAccount(f"{signer.public_key} has no sub-account {sub_account}. Hint: initialize_user and deposit first")
        client: Any = drift  # driftpy's own signatures are half typed
        await client.subscribe()
        return cls(drift, rpc, sender)

    async def refresh(self) -> None:
        """Read state, markets, oracles and the account anew."""
        await self.drift.account_subscriber.fetch()
        await self.user.account_subscriber.fetch()

    async def close(self) -> None:
        """Unsubscribe. The connection is its owner's to close."""
        unsubscribed: Any = self.user.account_subscriber.unsubscribe()
        if unsubscribed is not None:
            await unsubscribed
        client: Any = self.drift
        await client.unsubscribe()

    @property
    def user(self) -> DriftUser:
        return self.drift.get_user()

    @property
    def account(self) -> UserAccount:
        account: UserAccount = self.user.get_user_account()
        return account

    @property
    def account_slot(self) -> int:
        """The slot that `account` is of."""
        found = self.user.get_user_account_and_slot()
        return 0 if found is None else int(found.slot)

    @property
    def open_orders(self) -> list[Any]:
        """As the account has them, in its slots' order."""
        return [order for order in self.account.orders if is_variant(order.status, "Open")]

    def oracle(self, market: int, *, perp: bool = True) -> OraclePriceData:
        """The last price known of a market, and the slot it is of."""
        read = self.drift.get_oracle_price_data_for_perp_market if perp else self.drift.get_oracle_price_data_for_spot_market
        found: OraclePriceData | None = read(market)
        if found is None:
            raise LookupError(f"no oracle for {'perp' if perp else 'spot'} market {market}. Hint: refresh() first")
        return found
