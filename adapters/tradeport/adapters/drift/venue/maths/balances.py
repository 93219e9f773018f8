"""Deposits and borrows: scaled balances (1e9) against token amounts, and the interest between them."""

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import SpotBalanceType
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.integers import ceiling
from tradeport.adapters.drift.venue.maths.oracle_rules import OraclePrice, sanitized
from tradeport.adapters.drift.venue.maths.stats import new_twap, weighted_average

DEPOSIT, BORROW = SpotBalanceType.DEPOSIT, SpotBalanceType.BORROW


class Pool:
    """A market's own balance (fee pool, P&L pool, revenue pool), which is always a deposit, in a position's clothes."""

    def __init__(self, pool: Record) -> None:
        self._pool = pool
        self.balance_type = DEPOSIT

    @property
    def scaled_balance(self) -> int:
        return int(self._pool.scaled_balance)

    @scaled_balance.setter
    def scaled_balance(self, value: int) -> None:
        self._pool.scaled_balance = value


type Balance = Record | Pool


def token_amount(scaled: int, market: Record, kind: int) -> int:
    """Tokens that a scaled balance is worth; a borrow is rounded up."""
    precision = 10 ** (19 - market.decimals)
    if kind == DEPOSIT:
        return int(scaled * market.cumulative_deposit_interest // precision)
    return ceiling(scaled * market.cumulative_borrow_interest, precision)


def signed_tokens(balance: Balance, market: Record) -> int:
    """Tokens of a position, a borrow negative."""
    amount = token_amount(balance.scaled_balance, market, balance.balance_type)
    return amount if balance.balance_type == DEPOSIT else -amount


def scaled(tokens: int, market: Record, kind: int, up: bool) -> int:
    """Scaled balance for an amount of tokens."""
    interest = market.cumulative_deposit_interest if kind == DEPOSIT else market.cumulative_borrow_interest
    amount = int(tokens * 10 ** (19 - market.decimals) // interest)
    return amount + 1 if up and amount else amount


def update_balance(tokens: int, direction: int, market: Record, balance: Balance, *, leaving: bool = False) -> None:
    """Move tokens into (DEPOSIT) or out of (BORROW) a balance, through zero where need be."""
    if direction == balance.balance_type:
        delta = scaled(tokens, market, direction, balance.balance_type == BORROW)
        _grow(balance, market, direction, delta)
    else:
        present = token_amount(balance.scaled_balance, market, balance.balance_type)
        if present != 0:
            if present > tokens:
                up = leaving or balance.balance_type == BORROW
                taken, delta = tokens, scaled(tokens, market, balance.balance_type, up)
            else:
                taken, delta = present, balance.scaled_balance
            _grow(balance, market, balance.balance_type, -delta)
            tokens -= taken
        if tokens > 0:
            require(isinstance(balance, Record), "CantUpdatePoolBalanceType")
            balance.balance_type = direction
            _grow(balance, market, direction, scaled(tokens, market, direction, direction == BORROW))
    if leaving and direction == BORROW:
        deposits, borrows = totals(market)
        require(deposits >= borrows, "SpotMarketInsufficientDeposits")


def _grow(balance: Balance, market: Record, kind: int, delta: int) -> None:
    balance.scaled_balance += delta
    if kind == DEPOSIT:
        market.deposit_balance += delta
    else:
        market.borrow_balance += delta


def transfer(tokens: int, market: Record, source: Balance, target: Balance) -> None:
    """Move tokens between two balances of one market; negative: backwards."""
    if tokens == 0:
        return
    update_balance(abs(tokens), DEPOSIT if tokens < 0 else BORROW, market, source)
    update_balance(abs(tokens), BORROW if tokens < 0 else DEPOSIT, market, target)


def totals(market: Record) -> tuple[int, int]:
    """All deposits and all borrows of a market, in tokens."""
    return token_amount(market.deposit_balance, market, DEPOSIT), token_amount(market.borrow_balance, market, BORROW)


def _utilization(deposits: int, borrows: int) -> int:
    if deposits == 0:
        return 0 if borrows == 0 else units.PERCENTAGE
    return borrows * units.PERCENTAGE // deposits


def _borrow_rate(market: Record, utilization: int) -> int:
    optimal, rate = market.optimal_utilization, market.optimal_borrow_rate
    if utilization > optimal:
        slope = (market.max_borrow_rate - rate) * units.PERCENTAGE // (units.PERCENTAGE - optimal)
        return int(rate + (utilization - optimal) * slope // units.PERCENTAGE)
    return int(utilization * (rate * units.PERCENTAGE // optimal) // units.PERCENTAGE)


def accrue_interest(market: Record, oracle: OraclePrice | None, now: int) -> None:
    """Interest since the last time, and the market's averages."""
    utilization = _utilization(*totals(market))
    if now > market.last_interest_ts and utilization:
        rate = _borrow_rate(market, utilization) * (now - market.last_interest_ts)
        borrow = market.cumulative_borrow_interest * rate // units.YEAR // units.PERCENTAGE + 1
        deposit = (
            market.cumulative_deposit_interest * (rate * utilization // units.PERCENTAGE) // units.YEAR // units.PERCENTAGE
        )
        staked = deposit * market.insurance_fund.total_factor // units.PERCENTAGE
        if deposit - staked > 0 and borrow > 1:
            market.cumulative_deposit_interest += deposit - staked
            market.cumulative_borrow_interest += borrow
            market.last_interest_ts = now
            tokens = market.deposit_balance * staked // 10 ** (19 - market.decimals)
            update_balance(tokens, DEPOSIT, market, Pool(market.revenue_pool))
    _update_averages(market, oracle, now)


def _update_averages(market: Record, oracle: OraclePrice | None, now: int) -> None:
    elapsed = max(0, now - market.last_twap_ts)
    rest = max(1, units.DAY - elapsed)
    deposits, borrows = totals(market)
    market.deposit_token_twap = weighted_average(deposits, market.deposit_token_twap, elapsed, rest)
    market.borrow_token_twap = weighted_average(borrows, market.borrow_token_twap, elapsed, rest)
    market.utilization_twap = weighted_average(_utilization(deposits, borrows), market.utilization_twap, elapsed, rest)
    if oracle is not None:
        history = market.historical_oracle_data
        price = sanitized(oracle.price, history.last_oracle_price_twap, 3)
        slow = new_twap(price, now, history.last_oracle_price_twap, history.last_oracle_price_twap_ts, units.HOUR)
        fast = new_twap(price, now, history.last_oracle_price_twap5min, history.last_oracle_price_twap_ts, units.FIVE_MINUTES)
        history.last_oracle_price, history.last_oracle_conf = oracle.price, oracle.confidence
        history.last_oracle_delay = oracle.delay
        history.last_oracle_price_twap, history.last_oracle_price_twap5min = slow, fast
        history.last_oracle_price_twap_ts = now
    market.last_twap_ts = now


def withdrawable(market: Record, tokens: int) -> int:
    """How much may leave a balance of `tokens` (signed) inside Drift: what is there, and what may be borrowed."""
    deposits, borrows = totals(market)
    least = min(deposits, market.deposit_token_twap)
    ceiling_ = max(
        market.withdraw_guard_threshold,
        min(max(least // 6, market.borrow_token_twap + least // 10), least - least // 5),
    )
    room = min(max(0, ceiling_ - borrows), max(0, deposits - borrows))
    return max(0, tokens) + room


def within_withdraw_limits(market: Record, borrowing: bool) -> bool:
    """Whether what is left after a withdrawal respects the daily guard."""
    deposits, borrows = totals(market)
    twap, guard = market.deposit_token_twap, market.withdraw_guard_threshold
    usage = market.utilization_twap
    most_used = max(market.optimal_utilization, usage + (units.PERCENTAGE - usage) // 2)
    needed = min(borrows * units.PERCENTAGE // most_used, max(0, deposits - guard))
    floor = max(twap - max(twap // 4, min(guard, twap)), needed)
    if not borrowing:
        return bool(deposits >= floor)
    least = min(deposits, twap)
    by_twap = max(guard, min(max(least // 6, market.borrow_token_twap + least // 10), least - least // 5))
    most = min(by_twap, max(most_used * deposits // units.PERCENTAGE, guard))
    return bool(borrows <= most and deposits >= floor)
