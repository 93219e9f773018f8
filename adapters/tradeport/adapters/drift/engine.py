"""The entry point, and what Drift can do here. Importing this imports neither driftpy nor the venue."""

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from importlib.metadata import version
from typing import ClassVar

from tradeport.application.profiled_engine import ProfiledEngine
from tradeport.ports.capability import Capabilities, Capability, emulated, native, unsupported
from tradeport.ports.engine import EngineListener, EngineSession, FillProfile, SessionSpec

C = Capability

CAPABILITIES = Capabilities(
    {
        C.BARS: native("it has no bars: of one, the prices at which orders meet are shown as a maker's quotes"),
        C.QUOTES: native("as a maker's quotes"),
        C.TRADES: native("as a maker's quotes"),
        C.MULTI_INSTRUMENT: native("a perp market and sub-accounts for each"),
        C.TIMERS: emulated("event_clock", "fires with the first market data at or after it is due"),
        C.SHORT: native("perpetuals; collateral is lent, no funding of the venue's own is due: its seconds stand still"),
        C.FRACTIONAL: native("sizes count in 1e-9"),
        C.MARKET_ORDERS: native("filled once its auction is over"),
        C.LIMIT_ORDERS: native(),
        C.STOP_ORDERS: native("trigger orders; the oracle is shown one unit beyond the price, as they are not woken at it"),
        C.STOP_LIMIT_ORDERS: native("trigger orders"),
        C.CANCEL: native(),
        C.MODIFY: emulated("cancel_replace", "its own cancels and places anew too, and refuses an order that has triggered"),
        C.IOC: emulated("immediate", "its own only makes sense in a transaction that takes, when it is sent"),
        C.FOK: emulated("immediate", "it has none"),
        C.GTD: emulated("expiry", "its own is decided in seconds of the chain"),
        C.DAY: emulated("expiry", "it has none"),
        C.POST_ONLY: emulated("post_only", "its own is decided when the order is sent, against the vAMM alone"),
        C.REDUCE_ONLY: emulated("reduce_only", "its own is cut when it fills"),
        C.OCO: emulated("oco", "it has none"),
        C.BRACKET: emulated("bracket", "it has none"),
        C.TRAILING_STOP: emulated("trailing_stop", "it has none"),
        C.ATOMIC: emulated(
            "atomic", "reviewed and sent as one; a keeper fills each leg by itself, on its instrument's next event"
        ),
        C.ORACLE_TRIGGERS: native("the oracle wakes them; in canonical it shows the market's price"),
        C.FUNDING: native("the rate is written into the market's cumulative funding; settleFundingPayment moves the money"),
        C.PERPETUALS: native("its perp markets"),
        C.LEVERAGE: native("collateral is lent; the platform's margin decides"),
        C.CROSS_MARGIN: native("the platform's, over the whole account: here each instrument has sub-accounts of its own"),
        C.LIQUIDATION_PRICE: native("the platform's"),
        C.FEES_BPS: native("one rate in every fee tier, rounded up to 1e-6"),
        C.FEES_PER_UNIT: unsupported("Drift's fees are fractions of the notional"),
        C.CANONICAL_FILLS: native("a maker quotes each price, a keeper brings the order, the program matches them"),
        C.NATIVE_FILLS: native(
            "its auctions, its vAMM, its fees and its hourly funding; arbitrage is assumed to keep the vAMM at the oracle",
            fill_latency_slots="2",
            vamm_depth="100 million USDC a side at the first price",
        ),
        C.LIMITS: native("the platform's"),
    }
)


#: What is not translated in this profile, though the program has something like it.
_NOT_HERE = unsupported("in its own fill profile only single orders are translated")

NATIVE = Capabilities(
    {
        C.BARS: native("as oracle prices: open, nearer extreme, other extreme, close, a third of the interval apart"),
        C.QUOTES: native("their middle as an oracle price"),
        C.TRADES: native("as oracle prices"),
        C.MULTI_INSTRUMENT: native("one account", instruments="8"),
        C.TIMERS: emulated("event_clock", "fires with the first market data at or after it is due"),
        C.SHORT: native(),
        C.FRACTIONAL: native("sizes count in 1e-9"),
        C.PERPETUALS: native("margin is the program's, for new orders and fills; no liquidator is about"),
        C.FUNDING: unsupported("the program decides its own rates, hourly, and settles them"),
        C.LEVERAGE: native("as the instrument's margin allows"),
        C.CROSS_MARGIN: native("of its one account, and the platform's"),
        C.LIQUIDATION_PRICE: native("the platform's"),
        C.MARKET_ORDERS: native("an auction, then the vAMM; 30 seconds or a little more"),
        C.LIMIT_ORDERS: native("against the vAMM, with an auction where it crosses"),
        C.STOP_ORDERS: native("trigger orders, woken by the oracle"),
        C.STOP_LIMIT_ORDERS: native("trigger orders, woken by the oracle"),
        C.ORACLE_TRIGGERS: native(),
        C.CANCEL: native(),
        C.REDUCE_ONLY: native(),
        C.MODIFY: _NOT_HERE,
        C.OCO: _NOT_HERE,
        C.BRACKET: _NOT_HERE,
        C.ATOMIC: _NOT_HERE,
        C.FEES_BPS: native("one rate in every tier; without, the program's tiers, from 10 basis points for a taker"),
        C.FEES_PER_UNIT: unsupported("Drift's fees are fractions of the notional"),
        C.CANONICAL_FILLS: CAPABILITIES[C.CANONICAL_FILLS],
        C.NATIVE_FILLS: CAPABILITIES[C.NATIVE_FILLS],
        C.LIMITS: native("the platform's"),
    }
)


class DriftEngine(ProfiledEngine):
    """Backtests on Drift v2's rules in Python: `venue`, on driftpy's types. What is exact: docs/reference/drift-fidelity.md."""

    name: ClassVar[str] = "drift"
    #: Quote amounts and fees are whole millionths, each rounded on its own.
    money_grain: ClassVar[Decimal] = Decimal("0.000002")
    canonical: ClassVar[Capabilities] = CAPABILITIES
    native: ClassVar[Capabilities] = NATIVE

    def load(self) -> str:
        import driftpy  # noqa: F401

        from tradeport.adapters.drift import native_fills, session  # noqa: F401

        return version("driftpy")

    def session(self, profile: FillProfile) -> Callable[[SessionSpec, EngineListener], EngineSession]:
        if profile is FillProfile.CANONICAL:
            from tradeport.adapters.drift.session import DriftSession

            return partial(DriftSession, capabilities=CAPABILITIES)
        from tradeport.adapters.drift.native_fills import NativeSession

        return NativeSession
