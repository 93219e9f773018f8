"""A venue with SOL-PERP at 150, SOL to lend, and traders who have USDC."""

from collections.abc import Callable
from typing import Any

from solders.keypair import Keypair

from tradeport.adapters.drift.venue.chain import Chain, Receipt
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.desk import Trader, order
from tradeport.adapters.drift.venue.enums import OrderAction, OrderStatus, OrderType, PositionDirection
from tradeport.adapters.drift.venue.errors import ProgramError
from tradeport.adapters.drift.venue.genesis import Genesis, PerpSpec, SpotSpec

U, BASE = 10**6, 10**9
LONG, SHORT = PositionDirection.LONG, PositionDirection.SHORT
MUST, TRY, SLIDE = 1, 2, 3
IOC = 1


def key_pair(name: str) -> Keypair:
    return Keypair.from_seed(name.encode().ljust(32))


class World:
    def __init__(self, *, quote_oracle: bool = False, perp: PerpSpec | None = None) -> None:
        self.chain = Chain()
        self.genesis = Genesis(self.chain, quote_oracle=quote_oracle)
        self.genesis.perp(perp or PerpSpec("SOL-PERP", 150 * U))
        self.genesis.spot(SpotSpec("SOL", 9, 150 * U, 100, 10**6, (8000, 9000), (12000, 11000)))
        self.prices = {"SOL": 150 * U}

    def trader(self, name: str, usdc: int = 50_000, sol: int = 0) -> Trader:
        trader = Trader(self.chain, key_pair(name).pubkey())
        self.genesis.wallet(trader.authority, {"USDC": usdc * U, "SOL": sol * BASE})
        trader.open()
        if usdc:
            trader.deposit(usdc * U)
        if sol:
            trader.deposit(sol * BASE, 1)
        return trader

    @property
    def market(self) -> Record:
        record = self.chain.accounts.record(self.chain.addresses.perp_market(0), "PerpMarket")
        assert record is not None
        return record

    def bank(self, index: int) -> Record:
        record = self.chain.accounts.record(self.chain.addresses.spot_market(index), "SpotMarket")
        assert record is not None
        return record

    def price(self, sol: float) -> None:
        self.prices["SOL"] = round(sol * U)
        self.tick(0)

    def tick(self, slots: int = 1, seconds: float | None = None) -> None:
        """Let time pass, oracles kept fresh."""
        self.chain.advance(slots, seconds)
        for name, price in self.prices.items():
            self.genesis.price(name, price)


def limit(direction: int, size: float, price: float, **fields: Any) -> Record:
    return order(OrderType.LIMIT, direction, round(size * BASE), price=round(price * U), **fields)


def market_order(direction: int, size: float, price: float) -> Record:
    """Its auction starts and ends at the price."""
    at = round(price * U)
    auction = {"auction_duration": 10, "auction_start_price": at, "auction_end_price": at}
    return order(OrderType.MARKET, direction, round(size * BASE), price=at, **auction)


def stop(direction: int, size: float, trigger: float, **fields: Any) -> Record:
    condition = 0 if direction == LONG else 1
    at = {"trigger_price": round(trigger * U), "trigger_condition": condition}
    return order(OrderType.TRIGGER_MARKET, direction, round(size * BASE), **at, **fields)


def refused(attempt: Callable[[], object]) -> int | None:
    """The program's error number, or None where it went through."""
    try:
        attempt()
    except ProgramError as error:
        return error.code
    return None


def live(trader: Trader) -> list[Record]:
    return [o for o in trader.user.orders if o.status == OrderStatus.OPEN]


def position(trader: Trader) -> Record:
    found: Record = trader.user.perp_positions[0]
    return found


def fills(receipt: Receipt) -> list[tuple[int, int, int, int | None]]:
    """Base, quote, taker's fee, maker's fee of each fill."""
    return [
        (e.base_asset_amount_filled, e.quote_asset_amount_filled, e.taker_fee, e.maker_fee)
        for e in receipt.events
        if type(e).__name__ == "OrderActionRecord" and e.action == OrderAction.FILL
    ]


def actions(receipt: Receipt) -> list[tuple[OrderAction, int]]:
    """Action and explanation of each order action."""
    return [(OrderAction(e.action), e.action_explanation) for e in receipt.events if type(e).__name__ == "OrderActionRecord"]
