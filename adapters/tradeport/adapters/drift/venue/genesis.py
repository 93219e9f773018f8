"""A deployment from nothing: State, a quote market, and the markets asked for, as Drift's admin sets them up."""

from typing import NamedTuple

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.accounts import Account
from tradeport.adapters.drift.venue.addresses import LOADER, derived, token_account
from tradeport.adapters.drift.venue.chain import Chain
from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import AssetTier, ContractTier, MarketStatus, OracleSource
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.spreads import update_spreads
from tradeport.adapters.drift.venue.tokens import mint_account
from tradeport.adapters.drift.venue.tokens import token_account as spl_account

CONCENTRATION = 1_414_200
_TIERS = (100, 90, 80, 70, 60, 50)


class PerpSpec(NamedTuple):
    """A perp market. Price, tick in 1e6; step, smallest order, reserves in 1e9; ratios and fees in 1e4, spreads in 1e6."""

    name: str
    price: int
    tick: int = 10
    step: int = 10**5
    smallest: int = 10**5
    reserve: int = 100_000 * 10**9
    initial: int = 1000
    maintenance: int = 500
    imf: int = 0
    spread: int = 500
    max_spread: int = 90_000
    liquidator_fee: int = 10_000
    insurance_fee: int = 5_000
    tier: ContractTier = ContractTier.SPECULATIVE


class SpotSpec(NamedTuple):
    """A spot market. Price in 1e6, tick in 1e6, step in units of the token; weights in 1e4, rates in 1e6."""

    name: str
    decimals: int = 6
    price: int = units.PRICE
    tick: int = 1
    step: int = 1
    asset_weights: tuple[int, int] = (10_000, 10_000)
    liability_weights: tuple[int, int] = (10_000, 10_000)
    optimal_utilization: int = 500_000
    optimal_rate: int = 1_000_000
    max_rate: int = 1_000_000
    guard: int = 10**16


def key_of(name: str) -> Pubkey:
    """A stable address for a thing that has no program behind it (a mint, an oracle)."""
    return derived(Pubkey.default(), b"tradeport", name.encode()[:32])


class Genesis:
    """What there is before anybody trades. Mints and oracles are the venue's own."""

    def __init__(self, chain: Chain, quote: SpotSpec | None = None, *, quote_oracle: bool = False) -> None:
        """`quote_oracle`: give USDC a stable-coin oracle account, which websocket clients need."""
        self.chain = chain
        self.perps: list[PerpSpec] = []
        self.spots: list[SpotSpec] = []
        chain.accounts.put(chain.addresses.program, Account(LOADER, 1, b""))
        chain.accounts.put_record(chain.addresses.state, _state(chain.addresses.signer), chain.addresses.program)
        self.spot(quote or SpotSpec("USDC"), OracleSource.PYTH_STABLE_COIN if quote_oracle else OracleSource.QUOTE_ASSET)

    @property
    def state(self) -> Record:
        record = self.chain.accounts.record(self.chain.addresses.state, "State")
        assert record is not None
        return record

    def oracle(self, name: str) -> Pubkey:
        return key_of(f"oracle {name}")

    def mint(self, name: str) -> Pubkey:
        return key_of(f"mint {name}")

    def spot(self, spec: SpotSpec, source: OracleSource = OracleSource.PYTH) -> int:
        """Add a spot market with its mint and vault; returns its index."""
        chain, index = self.chain, len(self.spots)
        market = coder.zero_account("SpotMarket")
        market.pubkey, market.market_index = chain.addresses.spot_market(index), index
        market.mint, market.vault = self.mint(spec.name), chain.addresses.spot_vault(index)
        market.oracle_source, market.decimals = source, spec.decimals
        market.oracle = Pubkey.default() if source == OracleSource.QUOTE_ASSET else self.oracle(spec.name)
        market.name = spec.name.encode().ljust(32)
        market.status, market.asset_tier = MarketStatus.ACTIVE, AssetTier.COLLATERAL
        market.cumulative_deposit_interest = market.cumulative_borrow_interest = units.INTEREST
        market.initial_asset_weight, market.maintenance_asset_weight = spec.asset_weights
        market.initial_liability_weight, market.maintenance_liability_weight = spec.liability_weights
        market.optimal_utilization, market.optimal_borrow_rate = spec.optimal_utilization, spec.optimal_rate
        market.max_borrow_rate, market.withdraw_guard_threshold = spec.max_rate, spec.guard
        market.order_step_size = market.min_order_size = spec.step
        market.order_tick_size, market.orders_enabled = spec.tick, index != 0
        market.next_fill_record_id = market.next_deposit_record_id = 1
        market.last_interest_ts = market.last_twap_ts = chain.ts
        market.insurance_fund.unstaking_period = 13 * units.DAY
        market.revenue_pool.market_index = market.spot_fee_pool.market_index = 0
        _start_history(market.historical_oracle_data, spec.price, chain.ts)
        chain.accounts.put(market.mint, mint_account(spec.decimals, chain.addresses.signer))
        chain.accounts.put(market.vault, spl_account(market.mint, chain.addresses.signer, 0))
        if market.oracle != Pubkey.default():
            chain.oracles.publish(market.oracle, spec.price, chain.slot)
        chain.accounts.put_record(market.pubkey, market, chain.addresses.program)
        self.spots.append(spec)
        self._count("number_of_spot_markets", len(self.spots))
        return index

    def perp(self, spec: PerpSpec, oracle: Pubkey | None = None) -> int:
        """Add a perp market, its vAMM pegged to the price; returns its index."""
        chain, index = self.chain, len(self.perps)
        market = coder.zero_account("PerpMarket")
        market.pubkey, market.market_index = chain.addresses.perp_market(index), index
        market.name, market.status, market.contract_tier = spec.name.encode().ljust(32), MarketStatus.ACTIVE, spec.tier
        market.next_fill_record_id = market.next_funding_rate_record_id = market.next_curve_record_id = 1
        market.liquidator_fee, market.if_liquidation_fee = spec.liquidator_fee, spec.insurance_fee
        market.margin_ratio_initial, market.margin_ratio_maintenance = spec.initial, spec.maintenance
        market.imf_factor, market.unrealized_pnl_maintenance_asset_weight = spec.imf, units.MARGIN
        amm, now = market.amm, chain.ts
        amm.oracle, amm.oracle_source = oracle or self.oracle(spec.name.removesuffix("-PERP")), OracleSource.PYTH
        amm.base_asset_reserve = amm.quote_asset_reserve = amm.sqrt_k = spec.reserve
        amm.terminal_quote_asset_reserve, amm.peg_multiplier = spec.reserve, spec.price
        amm.concentration_coef = CONCENTRATION
        amm.min_base_asset_reserve = spec.reserve * units.PERCENTAGE // CONCENTRATION
        amm.max_base_asset_reserve = spec.reserve * CONCENTRATION // units.PERCENTAGE
        amm.last_oracle_normalised_price = spec.price
        amm.last_bid_price_twap = amm.last_ask_price_twap = amm.last_mark_price_twap = spec.price
        amm.last_mark_price_twap5min, amm.last_mark_price_twap_ts, amm.last_trade_ts = spec.price, now, now
        amm.last_funding_rate_ts, amm.funding_period, amm.last_update_slot = now, units.HOUR, chain.slot
        amm.order_step_size, amm.order_tick_size, amm.min_order_size = spec.step, spec.tick, spec.smallest
        amm.base_spread, amm.max_spread = spec.spread, spec.max_spread
        amm.max_fill_reserve_fraction, amm.max_slippage_ratio = 100, 50
        _start_history(amm.historical_oracle_data, spec.price, now)
        update_spreads(amm, spec.price)
        if chain.accounts.get(amm.oracle) is None:
            chain.oracles.publish(amm.oracle, spec.price, chain.slot)
        chain.accounts.put_record(market.pubkey, market, chain.addresses.program)
        self.perps.append(spec)
        self._count("number_of_markets", len(self.perps))
        return index

    def wallet(self, owner: Pubkey, amounts: dict[str, int], lamports: int = 10**12) -> None:
        """Lamports and token accounts for somebody; amounts in units of the token, by the market's name."""
        self.chain.accounts.pay(owner, lamports)
        for name, amount in amounts.items():
            mint = self.mint(name)
            self.chain.accounts.put(token_account(owner, mint), spl_account(mint, owner, amount))

    def price(self, name: str, price: int, confidence: int = 0) -> None:
        """A new price (1e6) from the oracle of that name, at the present slot."""
        self.chain.oracles.publish(self.oracle(name), price, self.chain.slot, confidence)

    def _count(self, field: str, number: int) -> None:
        state = self.state
        setattr(state, field, number)
        self.chain.accounts.put_record(self.chain.addresses.state, state, self.chain.addresses.program)


def stand_at(amm: Record, price: int) -> None:
    """All that a perp market remembers of prices, and its vAMM, at one price (1e-6): as if that had lasted."""
    remember(amm.historical_oracle_data, price)
    amm.peg_multiplier = amm.last_oracle_normalised_price = price
    amm.last_bid_price_twap = amm.last_ask_price_twap = amm.last_mark_price_twap = amm.last_mark_price_twap5min = price


def remember(history: Record, price: int) -> None:
    """What a market remembers of its oracle, at one price (1e-6): as if that had lasted."""
    history.last_oracle_price = history.last_oracle_price_twap = history.last_oracle_price_twap5min = price


def _start_history(history: Record, price: int, now: int) -> None:
    remember(history, price)
    history.last_oracle_price_twap_ts = now


def _state(signer: Pubkey) -> Record:
    state = coder.zero_account("State")
    state.signer = signer
    for structure, taker in ((state.perp_fee_structure, _TIERS), (state.spot_fee_structure, _TIERS[:1])):
        for i, tier in enumerate(structure.fee_tiers):
            live = i < len(taker)
            tier.fee_numerator, tier.fee_denominator = taker[i] if live else 0, 100_000
            tier.maker_rebate_numerator, tier.maker_rebate_denominator = 20 if live else 0, 100_000
            tier.referrer_reward_denominator = tier.referee_fee_denominator = 100
            if live and structure is state.perp_fee_structure:
                tier.referrer_reward_numerator, tier.referee_fee_numerator = 15, 5
        reward = structure.filler_reward_structure
        reward.reward_numerator, reward.reward_denominator, reward.time_based_reward_lower_bound = 10, 100, 10_000
        structure.referrer_reward_epoch_upper_bound, structure.flat_filler_fee = 4_000 * units.QUOTE, 10_000
    rails = state.oracle_guard_rails
    rails.price_divergence.mark_oracle_percent_divergence = units.PERCENTAGE // 10
    rails.price_divergence.oracle_twap5min_percent_divergence = units.PERCENTAGE // 2
    rails.validity.slots_before_stale_for_amm, rails.validity.slots_before_stale_for_margin = 10, 120
    rails.validity.confidence_interval_max_size, rails.validity.too_volatile_ratio = 20_000, 5
    state.liquidation_margin_buffer_ratio = 200
    state.min_perp_auction_duration, state.default_market_order_time_in_force = 10, 60
    state.default_spot_auction_duration = 10
    return state
