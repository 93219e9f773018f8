"""What an engine can do, declared beside the code that does it. What is not declared is unsupported."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType

import attrs


class Capability(StrEnum):
    """One thing a strategy may ask of an engine, grouped by port."""

    BARS = "market_data.bars"
    QUOTES = "market_data.quotes"
    TRADES = "market_data.trades"
    MULTI_INSTRUMENT = "market_data.multi_instrument"
    FUNDING = "market_data.funding"
    TIMERS = "clock.timers"
    SHORT = "portfolio.short"
    FRACTIONAL = "portfolio.fractional"
    PERPETUALS = "portfolio.perpetuals"
    LEVERAGE = "portfolio.leverage"
    CROSS_MARGIN = "portfolio.cross_margin"
    LIQUIDATION_PRICE = "portfolio.liquidation_price"
    MARKET_ORDERS = "execution.market_orders"
    LIMIT_ORDERS = "execution.limit_orders"
    STOP_ORDERS = "execution.stop_orders"
    STOP_LIMIT_ORDERS = "execution.stop_limit_orders"
    CANCEL = "execution.cancel"
    MODIFY = "execution.modify"
    IOC = "execution.ioc"
    FOK = "execution.fok"
    GTD = "execution.gtd"
    DAY = "execution.day"
    POST_ONLY = "execution.post_only"
    REDUCE_ONLY = "execution.reduce_only"
    OCO = "execution.oco"
    BRACKET = "execution.bracket"
    ATOMIC = "execution.atomic"
    TRAILING_STOP = "execution.trailing_stop"
    ORACLE_TRIGGERS = "execution.oracle_triggers"
    FEES_BPS = "execution.fees_bps"
    FEES_PER_UNIT = "execution.fees_per_unit"
    CANONICAL_FILLS = "execution.canonical_fills"
    NATIVE_FILLS = "execution.native_fills"
    LIMITS = "risk.limits"

    @property
    def port(self) -> str:
        """`market_data`, `clock`, `portfolio`, `execution` or `risk`."""
        return self.value.partition(".")[0]


class Level(StrEnum):
    """How an engine supports a capability."""

    NATIVE = "native"
    EMULATED = "emulated"
    UNSUPPORTED = "unsupported"


@attrs.frozen
class Support:
    """A level, a one-line note for the matrix, and limits (`{"pairs": "one per instrument"}`).

    `by` names the emulator of the application layer; an emulated capability has one, others do not.
    """

    level: Level
    note: str = ""
    limits: Mapping[str, str] = attrs.field(factory=dict, hash=False)
    by: str = ""

    def __attrs_post_init__(self) -> None:
        if (self.level is Level.EMULATED) != bool(self.by):
            raise ValueError("an emulated capability names its emulator in `by`; no other has one")


def native(note: str = "", **limits: str) -> Support:
    """The engine does it itself."""
    return Support(Level.NATIVE, note, limits)


def emulated(by: str, note: str = "", **limits: str) -> Support:
    """The emulator `by` of the application layer does it over what the engine has."""
    return Support(Level.EMULATED, note, limits, by)


def unsupported(note: str) -> Support:
    """Declared absent, with the reason shown to whoever asks for it."""
    return Support(Level.UNSUPPORTED, note)


class Capabilities(Mapping[Capability, Support]):
    """An engine's declaration. Every capability has an entry: the default is unsupported."""

    def __init__(self, declared: Mapping[Capability, Support]) -> None:
        self._table = MappingProxyType(dict(declared))

    def __getitem__(self, capability: Capability) -> Support:
        return self._table.get(capability, _ABSENT)

    def __iter__(self) -> Iterator[Capability]:
        return iter(Capability)

    def __len__(self) -> int:
        return len(Capability)

    def supports(self, capability: Capability) -> bool:
        """Natively or emulated."""
        return self[capability].level is not Level.UNSUPPORTED

    def own(self) -> "Capabilities":
        """The same declaration with what is emulated switched off."""
        return self.without(*(c for c, s in self._table.items() if s.level is Level.EMULATED))

    def without(self, *absent: Capability) -> "Capabilities":
        """The same declaration with some switched off."""
        return Capabilities({c: s for c, s in self._table.items() if c not in absent})


_ABSENT = Support(Level.UNSUPPORTED)


class UnsupportedCapability(Exception):
    """Raised instead of silently doing something else."""

    def __init__(self, engine: str, capability: Capability, hint: str = "") -> None:
        super().__init__(f"{engine} does not support {capability}." + (f" Hint: {hint}" if hint else ""))
        self.engine, self.capability, self.hint = engine, capability, hint
