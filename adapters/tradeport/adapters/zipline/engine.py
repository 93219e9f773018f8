"""The entry point, and what Zipline can do here. Importing this does not import Zipline: that takes seconds."""

from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar

from tradeport.adapters.zipline.quiet import importing
from tradeport.application.profiled_engine import ProfiledEngine
from tradeport.ports.capability import Capabilities, Capability, emulated, native, unsupported
from tradeport.ports.engine import EngineListener, EngineSession, FillProfile, SessionSpec

C = Capability

_COMMON = {
    C.BARS: native("any time stamps, 24 hours a day: the clock is the data, not an exchange calendar"),
    C.MULTI_INSTRUMENT: native(),
    C.TIMERS: emulated("event_clock", "its schedule_function knows sessions only"),
    C.SHORT: native("no borrow fee"),
    C.FRACTIONAL: native("Zipline counts whole shares: one of them is one size increment here", lots="64 bits"),
    C.MARKET_ORDERS: native(),
    C.LIMIT_ORDERS: native(),
    C.STOP_ORDERS: native(),
    C.STOP_LIMIT_ORDERS: native(),
    C.CANCEL: native(),
    C.GTD: emulated("expiry", "it has one policy for a run, not one for an order"),
    C.DAY: emulated("expiry", "it has one policy for a run, not one for an order"),
    C.FEES_BPS: native("a commission model: notional times the rate"),
    C.FEES_PER_UNIT: native("PerShare, without a minimum"),
    C.CANONICAL_FILLS: native(
        "Zipline never matches on a bar's range: it asks its SlippageModel for the price of a fill, and the canonical "
        "price rule is that model. Triggers, order states, transactions, positions and cash are Zipline's own"
    ),
    C.NATIVE_FILLS: native(
        "FixedBasisPointsSlippage: the close of the next bar, 5 basis points worse, a tenth of the volume at most; "
        "limits and stops are tested against the close; prices are rounded to the tick; fees are the run's, if it has "
        "any, or PerShare (0.001)"
    ),
    C.LIMITS: native("the platform's; Zipline's trading controls are not used"),
}

CANONICAL = Capabilities(
    {
        **_COMMON,
        C.QUOTES: native("bars without range to Zipline; the price rule shows a buyer the ask, a seller the bid"),
        C.TRADES: native("bars without range to Zipline"),
        C.MODIFY: emulated("cancel_replace", "it has no modify"),
        C.IOC: emulated("immediate", "it has one policy for a run, not one for an order"),
        C.FOK: emulated("immediate", "it has one policy for a run, not one for an order"),
        C.POST_ONLY: emulated("post_only", "it has none"),
        C.REDUCE_ONLY: emulated("reduce_only", "it has none"),
        C.OCO: emulated("oco", "it has none"),
        C.BRACKET: emulated("bracket", "it has none"),
        C.TRAILING_STOP: emulated("trailing_stop", "it has none"),
        C.ATOMIC: emulated("atomic", "reviewed and sent as one; each leg fills on the next event of its instrument"),
        C.ORACLE_TRIGGERS: unsupported("stops watch the prices they trade at"),
        C.FUNDING: native("it has none: a capital change of its ledger, for the position that it holds"),
        C.PERPETUALS: native("as shares, whose cash it lends without limit; linear"),
        C.LEVERAGE: native("its cash may be negative; the platform's margin decides"),
        C.CROSS_MARGIN: native("the platform's, over the whole account"),
        C.LIQUIDATION_PRICE: native("the platform's"),
    }
)

NATIVE = Capabilities(
    {
        **_COMMON,
        C.QUOTES: unsupported("Zipline has bars alone"),
        C.TRADES: unsupported("Zipline has bars alone"),
        C.MODIFY: unsupported("Zipline has no modify: cancel, and send a new order"),
        C.PERPETUALS: unsupported("the platform closes with reduce-only orders, which are emulated in canonical alone"),
    }
)


class ZiplineEngine(ProfiledEngine):
    """Backtests on `TradingAlgorithm`, without a bundle."""

    name: ClassVar[str] = "zipline"
    #: Its money is a double, 1e-16 relative: finer than the tolerance of reconciliation.
    money_grain: ClassVar[Decimal] = Decimal(0)
    canonical: ClassVar[Capabilities] = CANONICAL
    native: ClassVar[Capabilities] = NATIVE

    def load(self) -> str:
        with importing():
            from zipline import __version__

            from tradeport.adapters.zipline import canonical, native_fills  # noqa: F401
        return str(__version__)

    def session(self, profile: FillProfile) -> Callable[[SessionSpec, EngineListener], EngineSession]:
        if profile is FillProfile.CANONICAL:
            from tradeport.adapters.zipline.canonical import CanonicalSession

            return CanonicalSession
        from tradeport.adapters.zipline.native_fills import NativeSession

        return NativeSession
