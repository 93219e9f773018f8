"""What a person can say about how files are to be read."""

import math
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

import attrs

from tradeport.application.errors import UsageError
from tradeport.domain.model.instruments import Perpetual
from tradeport.domain.model.money import Currency

type Stamp = Literal["open", "close"]
type Price = Literal["mid", "bid", "ask"]


class _OneOf:
    def __init__(self, *words: str) -> None:
        self._words = words

    def __call__(self, options: object, attribute: "attrs.Attribute[Any]", value: Any) -> None:
        if value is not None and value not in self._words:
            raise UsageError(f"{attribute.name} is {value!r}", f"one of {', '.join(self._words)}")


def _zone(_: object, attribute: "attrs.Attribute[Any]", value: str | None) -> None:
    try:
        ZoneInfo(value or "UTC")
    except (ValueError, OSError, KeyError) as error:
        raise UsageError(f"{attribute.name}: no time zone {value!r}", "a name such as UTC or America/New_York") from error


def _positive(_: object, attribute: "attrs.Attribute[Any]", value: int | None) -> None:
    if value is not None and value <= 0:
        raise UsageError(f"{attribute.name} is {value}", "it must be positive")


def _finite(_: object, attribute: "attrs.Attribute[Any]", value: float | None) -> None:
    if value is not None and not (math.isfinite(value) and value >= 0):
        raise UsageError(f"{attribute.name} is {value}", "a number, 0 or more")


def _power_of_ten(_: object, attribute: "attrs.Attribute[Any]", value: Decimal | None) -> None:
    if value is None:
        return
    if not value.is_finite() or value.normalize().as_tuple().digits != (1,) or not Decimal("1E-8") <= value <= 1:
        name = attribute.name.replace("_", "-")
        raise UsageError(f"{attribute.name} is {value}", f"--{name} 1, 0.1, 0.01, ... down to 0.00000001")


@attrs.frozen
class ReadOptions:
    """Times and `interval` in ns. What does not concern a file is not used on it, and the notes say so.

    tz             zone of stamps that carry none; None: UTC
    stamp          what a bar's stamp marks
    interval       of bars; None: the most common distance
    start, end     keep bars that open at or after `start` and close at or before `end`; ticks likewise
    price_increment, size_increment   powers of ten; None: inferred for prices, 0.00000001 for sizes
    columns        canonical name -> header, before any alias
    price          which side of bid/ask bars is read
    volume         stands in for a volume column that is not there
    drop_nan       drop rows with missing values, counted in the notes
    splits         CSV with instrument, date, ratio; prices before are adjusted
    currency       of every instrument
    perpetuals     instruments held on margin; one with funding rates is, too
    margin         what these bind
    """

    tz: str | None = attrs.field(default=None, validator=_zone)
    stamp: Stamp = attrs.field(default="open", validator=_OneOf("open", "close"))
    interval: int | None = attrs.field(default=None, validator=_positive)
    start: int | None = None
    end: int | None = None
    price_increment: Decimal | None = attrs.field(default=None, validator=_power_of_ten)
    size_increment: Decimal | None = attrs.field(default=None, validator=_power_of_ten)
    columns: Mapping[str, str] = attrs.field(factory=dict)
    price: Price | None = attrs.field(default=None, validator=_OneOf("mid", "bid", "ask"))
    volume: float | None = attrs.field(default=None, validator=_finite)
    drop_nan: bool = False
    splits: Path | None = None
    currency: Currency = Currency("USD")
    perpetuals: tuple[str, ...] = ()
    margin: Perpetual = Perpetual()

    def __attrs_post_init__(self) -> None:
        if self.start is not None and self.end is not None and self.start >= self.end:
            raise UsageError("start is not before end")
