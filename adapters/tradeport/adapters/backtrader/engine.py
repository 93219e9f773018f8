"""The entry point, and what Backtrader can do here. Importing this does not import Backtrader."""

from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar

from tradeport.application.profiled_engine import ProfiledEngine
from tradeport.ports.capability import Capabilities, Capability, emulated, native, unsupported
from tradeport.ports.engine import EngineListener, EngineSession, FillProfile, SessionSpec

C = Capability

_COMMON = {
    C.BARS: native(),
    C.TRADES: native("as bars without range"),
    C.MULTI_INSTRUMENT: native(),
    C.TIMERS: emulated("event_clock", "fires with the first market data at or after it is due"),
    C.SHORT: native("shortcash; no borrow fee"),
    C.FRACTIONAL: native("counted in whole increments of the instrument"),
    C.MARKET_ORDERS: native("Order.Market"),
    C.LIMIT_ORDERS: native("Order.Limit"),
    C.STOP_ORDERS: native("Order.Stop"),
    C.STOP_LIMIT_ORDERS: native("Order.StopLimit"),
    C.CANCEL: native(),
    C.FEES_BPS: native("CommInfoBase, percentage"),
    C.FEES_PER_UNIT: native("CommInfoBase, fixed"),
    C.CANONICAL_FILLS: native("BackBroker decides whether and at what price; a subclass says which order it sees when"),
    C.NATIVE_FILLS: native("the stock BackBroker"),
    C.LIMITS: native("the platform's"),
}

CANONICAL = Capabilities(
    {
        **_COMMON,
        C.QUOTES: native("the ask to a buyer, the bid to a seller, as tick prices of a bar without range"),
        C.SHORT: native("shortcash; no borrow fee. Executions are lent the cash they need, so that none is refused"),
        C.MODIFY: emulated("cancel_replace", "it has none"),
        C.IOC: emulated("immediate", "it has none"),
        C.FOK: emulated("immediate", "it has none"),
        C.POST_ONLY: emulated("post_only", "it has none"),
        C.REDUCE_ONLY: emulated("reduce_only", "it has none"),
        C.OCO: emulated("oco", "its own cancels the group with any of its orders, an expired one too"),
        C.BRACKET: emulated("bracket", "its own exits are of the same size as the entry, whatever has been filled"),
        C.TRAILING_STOP: emulated("trailing_stop", "its own follows the close of each bar, that of the order too"),
        C.ATOMIC: emulated("atomic", "reviewed and sent as one; each leg fills on the next event of its instrument"),
        C.ORACLE_TRIGGERS: unsupported("stops watch the prices they trade at"),
        C.FUNDING: native("it has none: its broker's cash is credited or debited, for the position it holds"),
        C.PERPETUALS: native("as shares whose cash is lent; linear"),
        C.LEVERAGE: native("executions are lent the cash they need; the platform's margin decides"),
        C.CROSS_MARGIN: native("the platform's, over the whole account"),
        C.LIQUIDATION_PRICE: native("the platform's"),
        C.GTD: emulated("expiry", "its `valid` is a float of days, off by microseconds"),
        C.DAY: emulated("expiry", "its own ends by the day of the order, not of the first bar: on daily bars before it"),
    }
)

NATIVE = Capabilities(
    {
        **_COMMON,
        C.QUOTES: unsupported("its feeds have no bid and ask"),
        C.MODIFY: unsupported("it has none: cancel and send a new one"),
        C.PERPETUALS: unsupported("its stock broker refuses what cash does not pay in full"),
        C.GTD: native("valid=datetime"),
        C.DAY: native("valid=Order.DAY"),
    }
)


class BacktraderEngine(ProfiledEngine):
    """Backtests on `Cerebro`."""

    name: ClassVar[str] = "backtrader"
    #: Its floats are finer than the ledger's 8 decimals up to 1e7 of cash, and 1e-15 relative beyond.
    money_grain: ClassVar[Decimal] = Decimal(0)
    canonical: ClassVar[Capabilities] = CANONICAL
    native: ClassVar[Capabilities] = NATIVE

    def load(self) -> str:
        from tradeport.adapters.backtrader import canonical, native_fills  # noqa: F401
        from tradeport.adapters.backtrader.library import bt

        return str(bt.__version__)

    def session(self, profile: FillProfile) -> Callable[[SessionSpec, EngineListener], EngineSession]:
        if profile is FillProfile.CANONICAL:
            from tradeport.adapters.backtrader.canonical import CanonicalSession

            return CanonicalSession
        from tradeport.adapters.backtrader.native_fills import NativeSession

        return NativeSession
