"""The entry point, and what Hummingbot can do here. Importing this does not import Hummingbot."""

import sys
from collections.abc import Callable
from decimal import Decimal
from importlib.metadata import version
from typing import ClassVar

from tradeport.adapters.hummingbot.process import untouched
from tradeport.application.profiled_engine import ProfiledEngine
from tradeport.ports.capability import Capabilities, Capability, emulated, native, unsupported
from tradeport.ports.engine import EngineListener, EngineSession, FillProfile, SessionSpec

C = Capability

_COMMON = {
    C.BARS: native("it has no bars: one is shown as order books, its open and then its range"),
    C.QUOTES: native("as order books of one level"),
    C.TRADES: native("as order books of one level at the trade's price"),
    C.MULTI_INSTRUMENT: native("one quote balance"),
    C.TIMERS: emulated("event_clock", "fires with the first market data at or after it is due"),
    C.FRACTIONAL: native(),
    C.MARKET_ORDERS: native(),
    C.CANCEL: native(),
    C.FEES_BPS: native("its fee schema; what it reports of a buyer and does not debit is debited, through its budget checker"),
    C.FEES_PER_UNIT: native("through its budget checker"),
    C.CANONICAL_FILLS: native("its paper exchange decides whether and when, against the books it is shown"),
    C.NATIVE_FILLS: native("market orders after five seconds, limit orders at their limit, a spot account without credit"),
    C.LIMITS: native("the platform's"),
}

CANONICAL = Capabilities(
    {
        **_COMMON,
        C.LIMIT_ORDERS: native(
            "one that the open is through is cancelled and sent as a market order: the exchange would fill it at its limit"
        ),
        C.SHORT: native("spot: inventory and cash are lent, and subtracted when read; no borrow fee"),
        C.STOP_ORDERS: emulated("stops", "it has none; shown the price at which one is met, it fills a market order there"),
        C.STOP_LIMIT_ORDERS: emulated("stops", "it has none; once met, a market order at that price or a limit order"),
        C.IOC: emulated("immediate", "it takes a time in force and ignores it"),
        C.FOK: emulated("immediate", "it takes a time in force and ignores it"),
        C.POST_ONLY: emulated("post_only", "it takes LIMIT_MAKER orders, answers with an id, and drops them"),
        C.MODIFY: emulated("cancel_replace", "it has no modify"),
        C.REDUCE_ONLY: emulated("reduce_only", "it has none"),
        C.OCO: emulated("oco", "it has none"),
        C.BRACKET: emulated("bracket", "it has none"),
        C.TRAILING_STOP: emulated("trailing_stop", "it has none"),
        C.ATOMIC: emulated("atomic", "reviewed and sent as one; each leg fills on the next event of its instrument"),
        C.ORACLE_TRIGGERS: unsupported("stops watch the prices they trade at"),
        C.FUNDING: native("its paper exchange has none: the quote balance is set, for the base balance that it holds"),
        C.PERPETUALS: native("spot with all of it lent; linear"),
        C.LEVERAGE: native("inventory and cash are lent; the platform's margin decides"),
        C.CROSS_MARGIN: native("the platform's, over the whole account"),
        C.LIQUIDATION_PRICE: native("the platform's"),
        C.GTD: emulated("expiry", "it takes an expiry and ignores it"),
        C.DAY: emulated("expiry", "it takes a time in force and ignores it"),
    }
)

NATIVE = Capabilities(
    {
        **_COMMON,
        C.LIMIT_ORDERS: native("fills at its limit, never better"),
        C.SHORT: unsupported("spot: a sale of more than is held fails"),
        C.PERPETUALS: unsupported("its paper exchange is spot, without credit"),
    }
)


class HummingbotEngine(ProfiledEngine):
    """Backtests on the paper exchange and the backtest clock. Apache-2.0."""

    name: ClassVar[str] = "hummingbot"
    #: Balances are decimals, kept to the ledger's precision.
    money_grain: ClassVar[Decimal] = Decimal(0)
    canonical: ClassVar[Capabilities] = CANONICAL
    native: ClassVar[Capabilities] = NATIVE

    def load(self) -> str:
        if "tradeport.adapters.hummingbot.canonical" not in sys.modules:
            with untouched():
                from tradeport.adapters.hummingbot import canonical, native_fills  # noqa: F401
        return version("hummingbot")

    def session(self, profile: FillProfile) -> Callable[[SessionSpec, EngineListener], EngineSession]:
        if profile is FillProfile.CANONICAL:
            from tradeport.adapters.hummingbot.canonical import CanonicalSession

            return CanonicalSession
        from tradeport.adapters.hummingbot.native_fills import NativeSession

        return NativeSession
