"""The program's enums by number, as records carry them (a test holds them against the IDL)."""

from enum import IntEnum


class OrderStatus(IntEnum):
    """A slot of the order array."""

    INIT, OPEN, FILLED, CANCELED = range(4)


class OrderType(IntEnum):
    """What decides the price an order accepts."""

    MARKET, LIMIT, TRIGGER_MARKET, TRIGGER_LIMIT, ORACLE = range(5)


class MarketType(IntEnum):
    """Balances, or perpetuals."""

    SPOT, PERP = range(2)


class PositionDirection(IntEnum):
    """Of an order or a position."""

    LONG, SHORT = range(2)


class PostOnlyParam(IntEnum):
    """What a maker wants done with an order that would take."""

    NONE, MUST_POST_ONLY, TRY_POST_ONLY, SLIDE = range(4)


class OrderTriggerCondition(IntEnum):
    """Where the oracle must be, or has been."""

    ABOVE, BELOW, TRIGGERED_ABOVE, TRIGGERED_BELOW = range(4)


class SpotBalanceType(IntEnum):
    """Which way a balance is owed."""

    DEPOSIT, BORROW = range(2)


class OrderAction(IntEnum):
    """What an OrderActionRecord tells."""

    PLACE, CANCEL, FILL, TRIGGER, EXPIRE = range(5)


class OrderActionExplanation(IntEnum):
    """Those this venue gives, of twenty-one."""

    NONE = 0
    INSUFFICIENT_FREE_COLLATERAL = 1
    ORACLE_PRICE_BREACHED_LIMIT_PRICE = 2
    ORDER_EXPIRED = 4
    LIQUIDATION = 5
    ORDER_FILLED_WITH_AMM = 6
    ORDER_FILLED_WITH_MATCH = 8
    REDUCE_ONLY_ORDER_INCREASED_POSITION = 12


class MarketStatus(IntEnum):
    """What a market allows."""

    INITIALIZED, ACTIVE, FUNDING_PAUSED, AMM_PAUSED, FILL_PAUSED, WITHDRAW_PAUSED, REDUCE_ONLY, SETTLEMENT, DELISTED = range(9)


class ContractTier(IntEnum):
    """How well a perp market is insured: its limits follow."""

    A, B, C, SPECULATIVE, HIGHLY_SPECULATIVE, ISOLATED = range(6)


class PerpOperation(IntEnum):
    """What may be paused of a perp market: its bit of `paused_operations`. One of seven."""

    UPDATE_FUNDING = 0


class AssetTier(IntEnum):
    """What a token may be used for."""

    COLLATERAL, PROTECTED, CROSS, ISOLATED, UNLISTED = range(5)


class OracleSource(IntEnum):
    """Those this venue reads, of sixteen."""

    PYTH = 0
    QUOTE_ASSET = 2
    PYTH1_K = 3
    PYTH1_M = 4
    PYTH_STABLE_COIN = 5


class DepositDirection(IntEnum):
    """Into Drift, or out of it."""

    DEPOSIT, WITHDRAW = range(2)


class DepositExplanation(IntEnum):
    """Why tokens moved."""

    NONE, TRANSFER, BORROW, REPAY_BORROW, REWARD = range(5)


class LiquidationType(IntEnum):
    """Those this venue gives, of six."""

    LIQUIDATE_PERP = 0
