"""A Drift of one's own for one run: a perp market for each instrument, a trader, and a maker who shows the market's prices."""

from decimal import Decimal

from tradeport.adapters.drift import translate
from tradeport.adapters.drift.venue.chain import Chain
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.desk import Trader
from tradeport.adapters.drift.venue.desk import order as parameters
from tradeport.adapters.drift.venue.enums import OrderAction, OrderType, PostOnlyParam
from tradeport.adapters.drift.venue.genesis import Genesis, PerpSpec, key_of, stand_at
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.balances import signed_tokens
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import FeeSchedule

#: Lent to every account, in 1e-6 USDC: margin never refuses (canonical cash does not). The most that 64 bits hold, nearly.
COLLATERAL = 15 * 10**15

#: The initial margin (1e-4) is also how far a fill may be from the oracle, and rounding to 1e-6 takes a tiny one far.
_WHOLE = 10_000

#: What the vAMM is away from the price shown, in 1e-6: every maker is better than it.
SPREAD = 10_000

#: Longer than any auction, in slots.
_AUCTION = 256

_ORDERS = 32


class Exchange:
    """Its clock's seconds stand still, so no funding is due and nothing expires; slots pass."""

    def __init__(self, instruments: tuple[Instrument, ...], fees: FeeSchedule, first: dict[str, int], ts: int) -> None:
        """`first`: a price (1e-6) of each instrument to begin with."""
        self.chain = Chain(ts=ts)
        self._opened: dict[str, int] = {}
        self.genesis = Genesis(self.chain)
        state = self.genesis.state
        _set_fees(state, *translate.fee_fraction(fees))
        state.oracle_guard_rails.price_divergence.oracle_twap5min_percent_divergence = units.PERCENTAGE
        self.chain.accounts.touch(self.chain.addresses.state)
        self.markets = {it.id: Market(self, rank, first[it.id]) for rank, it in enumerate(instruments)}

    def open_account(self, owner: str) -> Trader:
        """The next sub-account of somebody, with its collateral."""
        authority, number = key_of(owner), self._opened.get(owner, 0)
        self._opened[owner] = number + 1
        self.genesis.wallet(authority, {"USDC": COLLATERAL})
        trader = Trader(self.chain, authority, number)
        trader.open()
        trader.deposit(COLLATERAL)
        return trader

    def cash(self, traders: list[Trader]) -> Decimal:
        """What they have beyond their collateral, every position taken as paid in full."""
        bank = self.chain.accounts.record(self.chain.addresses.spot_market(0), "SpotMarket")
        assert bank is not None
        total = 0
        for trader in traders:
            user = trader.user
            balance = next(p for p in user.spot_positions if p.market_index == 0)
            total += signed_tokens(balance, bank) - COLLATERAL
            total += sum(p.quote_asset_amount for p in user.perp_positions)
        return translate.amount(total, translate.QUOTE)


class Market:
    """One perp market, the maker who quotes in it, and the strategy's sub-accounts that trade it."""

    def __init__(self, exchange: Exchange, index: int, price: int) -> None:
        self._exchange, self.index = exchange, index
        name = f"M{index}"
        spec = PerpSpec(
            f"{name}-PERP", price, tick=1, step=1, smallest=1, initial=_WHOLE, maintenance=_WHOLE // 2, spread=SPREAD
        )
        exchange.genesis.perp(spec)
        self._key, self._oracle = exchange.chain.addresses.perp_market(index), exchange.genesis.oracle(name)
        self.maker = exchange.open_account(f"maker {index}")
        self.traders = [exchange.open_account(f"trader {index}")]

    @property
    def record(self) -> Record:
        """The market's account as it stands."""
        record = self._exchange.chain.accounts.record(self._key, "PerpMarket")
        assert record is not None
        return record

    def room(self) -> Trader:
        """A sub-account with a free order slot; a new one where there is none."""
        for trader in self.traders:
            if trader.user.open_orders < _ORDERS:
                return trader
        self.traders.append(self._exchange.open_account(f"trader {self.index}"))
        return self.traders[-1]

    def position(self) -> int:
        """Base held, in 1e-9."""
        mine = (p for trader in self.traders for p in trader.user.perp_positions)
        return sum(p.base_asset_amount for p in mine if p.market_index == self.index)

    def show(self, price: int) -> None:
        """Oracle, averages and vAMM at a price (1e-6); running auctions are over."""
        stand_at(self.record.amm, price)
        self._exchange.chain.accounts.touch(self._key)
        self.pass_auctions()
        self.point_oracle(price)

    def wake(self, trader: Trader, number: int, price: int, sign: int) -> None:
        """Trigger a stop at a price. Drift does when the oracle is beyond it, so it goes one unit further than the market."""
        self.show(price)
        self.point_oracle(price + sign)
        self.maker.trigger(trader, number)

    def fill(self, trader: Trader, number: int, direction: int, base: int, price: int) -> Record | None:
        """The maker quotes `base` at `price`, a keeper brings order and quote together; the program's record of the fill."""
        self.show(price)
        quote = parameters(
            OrderType.LIMIT, direction, base, market=self.index, price=price, post_only=PostOnlyParam.MUST_POST_ONLY
        )
        maker = self.maker
        receipt = maker.send(
            maker.call("placePerpOrder", params=quote),
            maker.call(
                "fillPerpOrder", (maker.key, maker.stats_key), {"user": trader.key, "userStats": trader.stats_key},
                order_id=number,
            ),
        )  # fmt: skip
        fills = [e for e in receipt.events if type(e).__name__ == "OrderActionRecord" and e.action == OrderAction.FILL]
        return fills[0] if len(fills) == 1 else None

    def fund(self, move: int) -> int:
        """Move the market's cumulative funding (1e-9 of quote a unit of base) and let the program settle every position.

        Returns what the strategy's sub-accounts received, in 1e-6.
        """
        amm = self.record.amm
        amm.cumulative_funding_rate_long += move
        amm.cumulative_funding_rate_short += move
        amm.last_funding_rate = amm.last_funding_rate_long = amm.last_funding_rate_short = move
        self._exchange.chain.accounts.touch(self._key)
        settled = (trader.settle_funding() for trader in (*self.traders, self.maker))
        mine = {trader.key for trader in self.traders}
        records = (event for receipt in settled for event in receipt.events)
        return sum(paid.funding_payment for paid in records if paid.user in mine)

    def pass_auctions(self) -> None:
        """Let the slots of an auction pass, and no seconds."""
        self._exchange.chain.advance(_AUCTION, 0.0)

    def point_oracle(self, price: int) -> None:
        """The oracle alone says `price`."""
        chain = self._exchange.chain
        chain.oracles.publish(self._oracle, price, chain.slot)


def _set_fees(state: Record, numerator: int, denominator: int) -> None:
    """One rate in every tier, all of it to the venue."""
    structure = state.perp_fee_structure
    for tier in structure.fee_tiers:
        tier.fee_numerator, tier.fee_denominator = numerator, denominator
        tier.maker_rebate_numerator = 0
    structure.flat_filler_fee = structure.filler_reward_structure.reward_numerator = 0
