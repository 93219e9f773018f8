"""The in-process door: instructions called directly, accounts as records. No RPC, no base64, no signature; same rules."""

from collections.abc import Iterable, Sequence
from typing import Any

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.addresses import TOKEN_PROGRAM, token_account
from tradeport.adapters.drift.venue.chain import Chain, Receipt, Step
from tradeport.adapters.drift.venue.codec import coder, idl
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.program.registry import Call


def order(kind: int, direction: int, base: int, *, market: int = 0, market_type: int = 1, **fields: Any) -> Record:
    """Order parameters; sizes in 1e9 (tokens for spot), prices in 1e6."""
    return coder.struct(
        "OrderParams", order_type=kind, direction=direction, base_asset_amount=base, market_index=market,
        market_type=market_type, **fields,
    )  # fmt: skip


class Trader:
    """One sub-account on a chain. Every method is one transaction: it returns the receipt, or raises the program's error."""

    def __init__(self, chain: Chain, authority: Pubkey, sub_account: int = 0) -> None:
        self.chain, self.authority, self.sub_account = chain, authority, sub_account
        self.key = chain.addresses.user(authority, sub_account)
        self.stats_key = chain.addresses.user_stats(authority)

    @property
    def user(self) -> Record:
        """The account as it stands. Not to be written to."""
        return self._record(self.key, "User")

    @property
    def stats(self) -> Record:
        """The authority's statistics as they stand. Not to be written to."""
        return self._record(self.stats_key, "UserStats")

    def _record(self, key: Pubkey, kind: str) -> Record:
        record = self.chain.accounts.record(key, kind)
        if record is None:
            raise LookupError(f"no {kind} account at {key}. Hint: open() it first")
        return record

    def call(self, name: str, rest: Iterable[Pubkey] = (), keys: dict[str, Pubkey] | None = None, /, **arguments: Any) -> Step:
        """An instruction of this user's, to be sent alone or with others by `send`."""
        addresses = self.chain.addresses
        known = {
            "state": addresses.state, "user": self.key, "userStats": self.stats_key, "authority": self.authority,
            "payer": self.authority, "filler": self.key, "fillerStats": self.stats_key, "liquidator": self.key,
            "liquidatorStats": self.stats_key, "driftSigner": addresses.signer, "tokenProgram": TOKEN_PROGRAM,
            **(keys or {}),
        }  # fmt: skip
        wanted = (account["name"] for account in idl.named("instructions")[name]["accounts"])
        named = {account: known[account] for account in wanted if account in known}
        return self.chain.call_step(
            Call(name, coder.arguments(name, **arguments), named, tuple(rest), frozenset({self.authority}))
        )

    def send(self, *steps: Step) -> Receipt:
        """One transaction: all of them or none."""
        receipt = self.chain.execute(steps)
        if receipt.error is not None:
            raise receipt.error
        return receipt

    def open(self, name: str = "Main Account") -> Receipt:
        """Create the sub-account, and the statistics if it is the first."""
        steps = [] if self.chain.accounts.get(self.stats_key) else [self.call("initializeUserStats")]
        padded = name.encode().ljust(32)[:32]
        return self.send(*steps, self.call("initializeUser", sub_account_id=self.sub_account, name=padded))

    def deposit(self, amount: int, market: int = 0) -> Receipt:
        return self.send(self.call("deposit", (), self._tokens(market), market_index=market, amount=amount))

    def withdraw(self, amount: int, market: int = 0, *, reduce_only: bool = False) -> Receipt:
        keys = self._tokens(market)
        return self.send(self.call("withdraw", (), keys, market_index=market, amount=amount, reduce_only=reduce_only))

    def transfer(self, amount: int, to: "Trader", market: int = 0) -> Receipt:
        keys = {"fromUser": self.key, "toUser": to.key, **self._tokens(market)}
        return self.send(self.call("transferDeposit", (), keys, market_index=market, amount=amount))

    def _tokens(self, market: int) -> dict[str, Pubkey]:
        record = self._record(self.chain.addresses.spot_market(market), "SpotMarket")
        return {"spotMarketVault": record.vault, "userTokenAccount": token_account(self.authority, record.mint)}

    def place(self, params: Record) -> Receipt:
        """A perp order, or a spot order, by its market type."""
        return self.send(self.call("placePerpOrder" if params.market_type else "placeSpotOrder", params=params))

    def place_many(self, orders: Sequence[Record]) -> Receipt:
        return self.send(self.call("placeOrders", params=list(orders)))

    def take(self, params: Record, makers: Iterable["Trader"] = ()) -> Receipt:
        """Place and take at once from these makers (and the vAMM, once an order is old enough for it)."""
        name = "placeAndTakePerpOrder" if params.market_type else "placeAndTakeSpotOrder"
        return self.send(self.call(name, _accounts(makers), params=params))

    def cancel(self, order_id: int | None = None) -> Receipt:
        """By id; the latest without one. An unknown id is no error."""
        return self.send(self.call("cancelOrder", order_id=order_id))

    def cancel_by_user_id(self, user_order_id: int) -> Receipt:
        return self.send(self.call("cancelOrderByUserId", user_order_id=user_order_id))

    def cancel_all(self, market_type: int | None = None, market: int | None = None, direction: int | None = None) -> Receipt:
        return self.send(self.call("cancelOrders", market_type=market_type, market_index=market, direction=direction))

    def modify(self, order_id: int, **changes: Any) -> Receipt:
        change = coder.struct("ModifyOrderParams", **changes)
        return self.send(self.call("modifyOrder", order_id=order_id, modify_order_params=change))

    def modify_by_user_id(self, user_order_id: int, **changes: Any) -> Receipt:
        change = coder.struct("ModifyOrderParams", **changes)
        return self.send(self.call("modifyOrderByUserId", user_order_id=user_order_id, modify_order_params=change))

    def fill(self, taker: "Trader", order_id: int, makers: Iterable["Trader"] = ()) -> Receipt:
        """Act as a keeper: fill somebody's resting order."""
        spot = any(o.order_id == order_id and o.status == 1 and o.market_type == 0 for o in taker.user.orders)
        keys = {"user": taker.key, "userStats": taker.stats_key}
        return self.send(self.call("fillSpotOrder" if spot else "fillPerpOrder", _accounts(makers), keys, order_id=order_id))

    def trigger(self, taker: "Trader", order_id: int) -> Receipt:
        """Act as a keeper: wake somebody's trigger order."""
        return self.send(self.call("triggerOrder", (), {"user": taker.key}, order_id=order_id))

    def liquidate(self, victim: "Trader", market: int, most: int, limit: int | None = None) -> Receipt:
        keys = {"user": victim.key, "userStats": victim.stats_key}
        arguments = {"market_index": market, "liquidator_max_base_asset_amount": most, "limit_price": limit}
        return self.send(self.call("liquidatePerp", (), keys, **arguments))

    def update_funding(self, market: int) -> Receipt:
        record = self._record(self.chain.addresses.perp_market(market), "PerpMarket")
        keys = {"perpMarket": record.pubkey, "oracle": record.amm.oracle}
        return self.send(self.call("updateFundingRate", (), keys, market_index=market))

    def accrue(self, market: int) -> Receipt:
        """Act as a keeper: let a spot market's interest accrue, and its averages follow its oracle."""
        addresses = self.chain.addresses
        record = self._record(addresses.spot_market(market), "SpotMarket")
        keys = {"spotMarket": record.pubkey, "oracle": record.oracle, "spotMarketVault": addresses.spot_vault(market)}
        return self.send(self.call("updateSpotMarketCumulativeInterest", (), keys))

    def settle_funding(self) -> Receipt:
        return self.send(self.call("settleFundingPayment"))

    def settle_pnl(self, market: int, of: "Trader | None" = None) -> Receipt:
        keys = {"user": (of or self).key, "spotMarketVault": self.chain.addresses.spot_vault(0)}
        return self.send(self.call("settlePnl", (), keys, market_index=market))


def _accounts(makers: Iterable[Trader]) -> list[Pubkey]:
    return [key for maker in makers for key in (maker.key, maker.stats_key)]
