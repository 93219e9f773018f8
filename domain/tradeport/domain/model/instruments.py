"""What is traded, and the grid its prices and sizes lie on."""

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, Decimal
from functools import cached_property

import attrs

from tradeport.domain.model.money import CONTEXT, Currency


def _positive(_: "Instrument", attribute: "attrs.Attribute[Decimal]", value: Decimal) -> None:
    if not value.is_finite() or value <= 0:
        raise ValueError(f"{attribute.name} is {value}; it must be positive")


def _power_of_ten(_: "Instrument", attribute: "attrs.Attribute[Decimal]", value: Decimal) -> None:
    if value.normalize().as_tuple().digits != (1,) or value > 1:
        raise ValueError(f"{attribute.name} is {value}; it must be 1, 0.1, 0.01, ...: the engines count in decimals")


def decimals(increment: Decimal) -> int:
    """Number of decimals of a power-of-ten increment: 0.01 -> 2."""
    exponent = increment.normalize().as_tuple().exponent
    assert isinstance(exponent, int)
    return max(0, -exponent)


def _fraction(_: "Perpetual", attribute: "attrs.Attribute[Decimal]", value: Decimal) -> None:
    if not value.is_finite() or not 0 < value <= 1:
        raise ValueError(f"{attribute.name} is {value}; it is a fraction of the notional, above 0 and at most 1")


@attrs.frozen
class Perpetual:
    """Terms of a linear perpetual, settled in its currency: what a position of it binds, as fractions of its notional."""

    initial_margin: Decimal = attrs.field(default=Decimal("0.1"), validator=_fraction)
    maintenance_margin: Decimal = attrs.field(default=Decimal("0.05"), validator=_fraction)

    def __attrs_post_init__(self) -> None:
        if self.maintenance_margin > self.initial_margin:
            raise ValueError(f"maintenance_margin {self.maintenance_margin} is more than initial_margin {self.initial_margin}")

    @property
    def max_leverage(self) -> Decimal:
        """Notional over equity that the initial margin allows."""
        return CONTEXT.divide(Decimal(1), self.initial_margin)


@attrs.frozen(slots=False)
class Instrument:
    """One tradable. Prices are multiples of `price_increment`, quantities of `size_increment`; both powers of ten.

    `perpetual`: None for what is paid in full.
    """

    id: str
    price_increment: Decimal = attrs.field(default=Decimal("0.01"), validator=[_positive, _power_of_ten])
    size_increment: Decimal = attrs.field(default=Decimal("0.00000001"), validator=[_positive, _power_of_ten])
    currency: Currency = Currency("USD")
    perpetual: Perpetual | None = None

    def must_be_perpetual(self) -> None:
        """Raises ValueError for what is paid in full."""
        if self.perpetual is None:
            raise ValueError(f"{self.id} is no perpetual: nothing funds it. Hint: --perpetual {self.id}, if it is one")

    @cached_property
    def price_precision(self) -> int:
        """Decimals of a price."""
        return decimals(self.price_increment)

    @cached_property
    def size_precision(self) -> int:
        """Decimals of a quantity."""
        return decimals(self.size_increment)

    def price(self, value: float | Decimal | str | int) -> Decimal:
        """`value` on the price grid, nearest, ties to even. A float is read as its shortest decimal."""
        return CONTEXT.quantize(_exact(value), self._price_grid)

    def quantity(self, value: float | Decimal | str | int) -> Decimal:
        """`value` on the size grid, rounded towards zero, so that it never costs more than was meant."""
        return _exact(value).quantize(self._size_grid, ROUND_DOWN, CONTEXT)

    @cached_property
    def _price_grid(self) -> Decimal:
        return Decimal(1).scaleb(-self.price_precision)

    @cached_property
    def _size_grid(self) -> Decimal:
        return Decimal(1).scaleb(-self.size_precision)

    def is_price(self, value: Decimal) -> bool:
        """True if `value` lies on the price grid."""
        return _on_grid(value, self._price_grid)

    def is_quantity(self, value: Decimal) -> bool:
        """True if `value` lies on the size grid."""
        return _on_grid(value, self._size_grid)


def _exact(value: float | Decimal | str | int) -> Decimal:
    # float.__repr__: a subclass, such as numpy's float64, spells itself otherwise
    return value if isinstance(value, Decimal) else Decimal(float.__repr__(value) if isinstance(value, float) else value)


def _on_grid(value: Decimal, grid: Decimal) -> bool:
    return value.is_finite() and value.quantize(grid, ROUND_HALF_EVEN, CONTEXT) == value
