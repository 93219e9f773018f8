"""The entry point, and what the reference engine can do."""

from collections.abc import Collection
from decimal import Decimal
from importlib.metadata import version
from typing import ClassVar

from tradeport.adapters.reference.session import ReferenceSession
from tradeport.application.emulation import EMULATOR, possible
from tradeport.application.negotiate import insist, needs_of_run
from tradeport.ports.capability import Capabilities, Capability, emulated, native, unsupported
from tradeport.ports.engine import EngineListener, FillProfile, SessionSpec

C = Capability

CAPABILITIES = Capabilities(
    {
        C.BARS: native(),
        C.QUOTES: native(),
        C.TRADES: native(),
        C.MULTI_INSTRUMENT: native(),
        C.FUNDING: native("for the position after the instant's fills, at the last mark"),
        C.TIMERS: emulated("event_clock", "fires with the first market data at or after it is due"),
        C.SHORT: native("no borrow fee"),
        C.FRACTIONAL: native(),
        C.PERPETUALS: native("linear, settled in the account's currency"),
        C.LEVERAGE: native("cash is a number: what is bound decides, and the platform watches it"),
        C.CROSS_MARGIN: native("the platform's, over the whole account"),
        C.LIQUIDATION_PRICE: native("the platform's"),
        C.MARKET_ORDERS: native(),
        C.LIMIT_ORDERS: native(),
        C.STOP_ORDERS: native(),
        C.STOP_LIMIT_ORDERS: native(),
        C.CANCEL: native(),
        C.MODIFY: native("loses its place among orders of equal rank"),
        C.IOC: native("on bars: at the open or not at all"),
        C.FOK: native("on bars: at the open or not at all"),
        C.GTD: native("examined on events up to its end"),
        C.DAY: native("the session is the UTC day of the first event it meets"),
        C.POST_ONLY: native("rejected if the first event it meets would have taken it"),
        C.REDUCE_ONLY: native("cut to the position after every fill, cancelled when nothing is left to reduce"),
        C.OCO: native("what ends one leg cancels the other, within a bar too"),
        C.BRACKET: emulated("bracket", "the exits are sent as an OCO pair when the entry fills"),
        C.ATOMIC: emulated("atomic", "reviewed and sent as one; market orders fill on the next event of each instrument"),
        C.TRAILING_STOP: emulated("trailing_stop", "follows each bar's extreme once the bar has been matched"),
        C.ORACLE_TRIGGERS: unsupported("stops watch the prices they trade at"),
        C.FEES_BPS: native(),
        C.FEES_PER_UNIT: native(),
        C.CANONICAL_FILLS: native(),
        C.NATIVE_FILLS: native("its own defaults are the canonical rules"),
        C.LIMITS: native(),
    }
)


class ReferenceEngine:
    """`ReferenceEngine(without=(Capability.STOP_ORDERS,))` lacks some of its capabilities, to test who asks for them.

    `ReferenceEngine(emulate=(Capability.STOP_ORDERS,))` leaves some to their emulators, to certify those: the engine itself
    then refuses them.
    """

    name: ClassVar[str] = "reference"
    money_grain: ClassVar[Decimal] = Decimal(0)

    def __init__(self, without: Collection[Capability] = (), emulate: Collection[Capability] = ()) -> None:
        switched = {c: emulated(EMULATOR[c], "switched over to be certified") for c in emulate}
        self.capabilities = possible(Capabilities({**CAPABILITIES, **switched}).without(*without))

    def capabilities_in(self, profile: FillProfile) -> Capabilities:
        return self.capabilities

    def load(self) -> str:
        return version("tradeport")

    def open(self, spec: SessionSpec, listener: EngineListener) -> ReferenceSession:
        insist(self.name, self.capabilities, needs_of_run(spec.dataset, spec.fees, spec.profile))
        return ReferenceSession(spec, listener, self.capabilities)
