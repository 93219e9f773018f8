"""The entry point, and what Drift can do here. Importing this imports neither driftpy nor the venue."""

from decimal import Decimal
from importlib.metadata import version
from typing import ClassVar

from tradeport.application.negotiate import insist, needs_of_run
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
        C.NATIVE_FILLS: unsupported(
            "its vAMM is neither repegged nor resized here, so its price would not follow the market; and funding that the venue "
            "decides has no way into the ledger"
        ),
        C.LIMITS: native("the platform's"),
    }
)


class DriftEngine:
    """Backtests on Drift v2's rules in Python: `venue`, on driftpy's types. What is exact: docs/reference/drift-fidelity.md."""

    name: ClassVar[str] = "drift"
    #: Quote amounts and fees are whole millionths, each rounded on its own.
    money_grain: ClassVar[Decimal] = Decimal("0.000002")

    def __init__(self) -> None:
        self.capabilities = CAPABILITIES

    def capabilities_in(self, profile: FillProfile) -> Capabilities:
        return self.capabilities

    def load(self) -> str:
        import driftpy  # noqa: F401

        from tradeport.adapters.drift import session  # noqa: F401

        return version("driftpy")

    def open(self, spec: SessionSpec, listener: EngineListener) -> EngineSession:
        insist(self.name, self.capabilities, needs_of_run(spec.dataset, spec.fees, spec.profile))
        from tradeport.adapters.drift.session import DriftSession

        return DriftSession(spec, listener, self.capabilities)
