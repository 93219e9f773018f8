"""How figures are spelled for a reader. `DASH` stands for what is not known."""

from decimal import Decimal, InvalidOperation
from typing import Any

from tradeport.domain.model.money import CONTEXT
from tradeport.domain.model.time import DAY, HOUR, MINUTE, SECOND, to_datetime

DASH = "–"


def decimal(value: Any) -> Decimal | None:
    """A Decimal of a string or number; None of anything else, NaN and infinity included."""
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def money(value: Any, currency: str = "") -> str:
    """Two decimals and grouped thousands; below a hundredth, two significant digits instead."""
    amount = decimal(value)
    if amount is None:
        return DASH
    places = min(12, max(2, 1 - amount.adjusted())) if amount else 2
    return f"{CONTEXT.quantize(amount, Decimal(1).scaleb(-places)):,f} {currency}".rstrip()


def exact(value: Any) -> str:
    """A decimal, grouped, without the zeros at its end."""
    amount = decimal(value)
    if amount is None:
        return DASH
    spelled = f"{amount:,f}"
    return spelled.rstrip("0").rstrip(".") if "." in spelled else spelled


def count(value: Any) -> str:
    """A whole number with grouped thousands."""
    return f"{value:,}" if isinstance(value, int) else DASH


def counted(many: int, what: str) -> str:
    """`1 fill`, `2,000 fills`."""
    return f"{many:,} {what}{'' if many == 1 else 's'}"


def number(value: Any, places: int = 2) -> str:
    """A plain number; infinity as a sign."""
    if not isinstance(value, int | float) or value != value:
        return DASH
    return "∞" if value == float("inf") else f"{value:,.{places}f}"


def percent(value: float | None, *, signed: bool = False) -> str:
    """A fraction as percent, two decimals."""
    if value is None:
        return DASH
    return f"{value * 100:{'+' if signed else ''},.2f} %"


def instant(ts: int) -> str:
    """`2024-01-02 14:30:00`, UTC; the time is left out at midnight, and so is what is below a second."""
    moment = to_datetime(ts)
    return f"{moment:%Y-%m-%d}" if ts % DAY == 0 else f"{moment:%Y-%m-%d %H:%M:%S}"


def duration(ns: int) -> str:
    """The two largest units: `12 d 4 h`."""
    parts = []
    for unit, name in ((DAY, "d"), (HOUR, "h"), (MINUTE, "min"), (SECOND, "s")):
        whole, ns = divmod(ns, unit)
        if whole:
            parts.append(f"{whole:,} {name}")
    return " ".join(parts[:2]) or "0 s"
