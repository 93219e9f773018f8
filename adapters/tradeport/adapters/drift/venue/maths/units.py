"""Fixed-point units and thresholds of Drift v2 (its `constants.rs`)."""

BASE = 10**9  # sizes, AMM reserves
PRICE = 10**6
QUOTE = 10**6
PEG = 10**6
PERCENTAGE = 10**6  # spreads, fee and pool fractions
MARGIN = 10**4  # margin ratios, asset and liability weights
FUNDING_BUFFER = 10**3  # a funding rate is a price times this
LIQUIDATION_FEE = 10**6
LIQUIDATION_PCT = 10**4
IMF = 10**6
INTEREST = 10**10

BASE_TO_QUOTE = BASE // QUOTE
PRICE_BASE_TO_QUOTE = PRICE * BASE // QUOTE
TEN_BPS = PERCENTAGE // 1000

FIVE_MINUTES = 300
HOUR = 3600
DAY = 24 * HOUR
THIRTY_DAYS = 30 * DAY
YEAR = 31_536_000

U64_MAX = 2**64 - 1
OPEN_ORDER_MARGIN = QUOTE // 100
MAX_BASE_WITH_AMM = 10**17
MAX_PNL_FOR_INITIAL_MARGIN = 100 * QUOTE
REVENUE_RETREAT = -25 * QUOTE
LARGE_SPREAD_FACTOR = 10 * PERCENTAGE
FUNDING_OFFSET_DENOMINATOR = 5000  # 7.3 % a year

#: 30-day volume, insurance stake, tier. The program's "five million" is ten.
FEE_TIERS = (
    (100_000_000, 10_000, 5),
    (50_000_000, 5_000, 4),
    (10_000_000, 2_000, 3),
    (10_000_000, 1_000, 2),
    (1_000_000, 500, 1),
)
