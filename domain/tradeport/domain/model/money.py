"""Currencies, exact rounding, and fees."""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import cached_property
from typing import Literal

import attrs

#: Every division and rounding of money uses this context, never the thread's: a host may have changed that one.
CONTEXT = Context(prec=50, rounding=ROUND_HALF_EVEN)

ZERO = Decimal(0)
BPS = Decimal(10_000)


@attrs.frozen(slots=False)
class Currency:
    """A unit of account. `precision` is the number of decimals that money in it is rounded to, half-even."""

    code: str
    precision: int = 8

    @cached_property
    def unit(self) -> Decimal:
        """The smallest amount, e.g. `Decimal('1E-8')`."""
        return Decimal(1).scaleb(-self.precision)

    def quantize(self, amount: Decimal) -> Decimal:
        """`amount` rounded half-even to this currency's precision."""
        return CONTEXT.quantize(amount, self.unit)


@attrs.frozen(slots=False)
class FeeSchedule:
    """One rate for every order: `bps` of notional, or an amount `per_unit` of quantity. Exactly one may be non-zero."""

    bps: Decimal = ZERO
    per_unit: Decimal = ZERO

    def __attrs_post_init__(self) -> None:
        if self.bps and self.per_unit:
            raise ValueError("a fee is in basis points or per unit, not both")
        if self.bps < 0 or self.per_unit < 0:
            raise ValueError("a fee is not negative: rebates are not modelled")

    @property
    def kind(self) -> Literal["bps", "per_unit"]:
        return "per_unit" if self.per_unit else "bps"

    @cached_property
    def rate(self) -> Decimal:
        """Fraction of notional (`bps / 10000`); zero for a per-unit fee."""
        return CONTEXT.divide(self.bps, BPS)

    def fee(self, quantity: Decimal, notional: Decimal, currency: Currency) -> Decimal:
        """Fee of one fill, >= 0, at the currency's precision. `quantity` and `notional` are absolute."""
        amount = CONTEXT.multiply(quantity, self.per_unit) if self.per_unit else CONTEXT.multiply(notional, self.rate)
        return currency.quantize(amount)


def text(amount: Decimal) -> str:
    """The one spelling of a decimal in logs and digests: no exponent, no trailing zeros, no negative zero."""
    if not amount:
        return "0"
    spelled = CONTEXT.to_sci_string(amount)  # three times as fast as "f"
    if "E" in spelled:
        spelled = f"{amount:f}"
    if "." in spelled:
        spelled = spelled.rstrip("0").rstrip(".")
    return spelled
