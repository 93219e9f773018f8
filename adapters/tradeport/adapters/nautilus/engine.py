"""The entry point, and what Nautilus can do here. Importing this does not import Nautilus."""

from collections.abc import Callable
from decimal import Decimal
from typing import ClassVar

from tradeport.application.profiled_engine import ProfiledEngine
from tradeport.ports.capability import Capabilities, Capability, emulated, native, unsupported
from tradeport.ports.engine import EngineListener, EngineSession, FillProfile, SessionSpec

C = Capability

_COMMON = {
    C.BARS: native(),
    C.QUOTES: native(),
    C.TRADES: native(),
    C.MULTI_INSTRUMENT: native(),
    C.TIMERS: emulated("event_clock", "fires with the first market data at or after it is due"),
    C.SHORT: native("margin account with zero margin; no borrow fee"),
    C.FRACTIONAL: native("fixed point, up to 16 decimals"),
    C.MARKET_ORDERS: native(),
    C.LIMIT_ORDERS: native(),
    C.STOP_ORDERS: native(),
    C.STOP_LIMIT_ORDERS: native(),
    C.CANCEL: native(),
    C.IOC: native(),
    C.FOK: native(),
    C.POST_ONLY: native(),
    C.FEES_BPS: native("MakerTakerFeeModel, one rate for both"),
    C.FEES_PER_UNIT: native("PerContractFeeModel"),
    C.CANONICAL_FILLS: native("its matching engine decides whether and when; a fill model sets the price level"),
    C.NATIVE_FILLS: native(),
    C.LIMITS: native("the platform's; Nautilus' own risk engine is bypassed in canonical"),
}

CANONICAL = Capabilities(
    {
        **_COMMON,
        C.MODIFY: emulated("cancel_replace", "its own modify would match at the close of the bar the change was decided on"),
        C.GTD: emulated("expiry", "its own expires in the middle of a bar"),
        C.DAY: emulated("expiry", "it accepts DAY and never expires it"),
        C.REDUCE_ONLY: emulated("reduce_only", "its own is decided along the path of a bar"),
        C.OCO: emulated("oco", "its own leg that ends is decided along the path of a bar"),
        C.BRACKET: emulated("bracket", "its own exits would work on the bar of the entry"),
        C.TRAILING_STOP: emulated("trailing_stop", "its own follows the path of a bar"),
        C.ATOMIC: emulated("atomic", "reviewed and sent as one; each leg fills on the next event of its instrument"),
        C.ORACLE_TRIGGERS: unsupported("stops watch the prices they trade at"),
        C.FUNDING: native("a simulation module adjusts the account, as its FX rollover does; it has rates as data alone"),
        C.PERPETUALS: native("CryptoPerpetual, linear"),
        C.LEVERAGE: native("its own margin is set to zero; the platform's decides"),
        C.CROSS_MARGIN: native("the platform's, over the whole account"),
        C.LIQUIDATION_PRICE: native("the platform's; its liquidation engine is off"),
    }
)

#: The contingent orders of this profile would each have a rule of Nautilus' own, which nothing here translates yet.
_NOT_HERE = unsupported("in its own fill profile only single orders are translated")

NATIVE = Capabilities(
    {
        **_COMMON,
        C.MODIFY: native(),
        C.GTD: native(),
        C.REDUCE_ONLY: _NOT_HERE,
        C.OCO: _NOT_HERE,
        C.BRACKET: _NOT_HERE,
        C.TRAILING_STOP: _NOT_HERE,
        C.ATOMIC: _NOT_HERE,
        C.PERPETUALS: unsupported("the platform closes with reduce-only orders, which are not translated here"),
    }
)


class NautilusEngine(ProfiledEngine):
    """Backtests on `BacktestEngine`."""

    name: ClassVar[str] = "nautilus"
    #: Fees and P&L are kept to 12 decimals here; the account is exact to the ledger's 8.
    money_grain: ClassVar[Decimal] = Decimal(0)
    canonical: ClassVar[Capabilities] = CANONICAL
    native: ClassVar[Capabilities] = NATIVE

    def load(self) -> str:
        from nautilus_trader import __version__

        from tradeport.adapters.nautilus import canonical, native_fills  # noqa: F401

        return str(__version__)

    def session(self, profile: FillProfile) -> Callable[[SessionSpec, EngineListener], EngineSession]:
        if profile is FillProfile.CANONICAL:
            from tradeport.adapters.nautilus.canonical import CanonicalSession

            return CanonicalSession
        from tradeport.adapters.nautilus.native_fills import NativeSession

        return NativeSession
