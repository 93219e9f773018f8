"""Division as Rust does it: towards zero, or up where the program says `safe_div_ceil`."""

from math import isqrt

from tradeport.adapters.drift.venue.errors import refusal


def quotient(a: int, b: int) -> int:
    """A / b towards zero. Raises MathError for b = 0."""
    if b == 0:
        raise refusal("MathError")
    q = abs(a) // abs(b)
    return q if (a < 0) == (b < 0) else -q


def ceiling(a: int, b: int) -> int:
    """A / b upwards, for a >= 0 and b > 0."""
    return -(-a // b)


def fourth_root(n: int) -> int:
    """Largest integer whose fourth power is at most n."""
    return isqrt(isqrt(n))


def clamp(value: int, low: int, high: int) -> int:
    """The nearest value within the bounds."""
    return low if value < low else high if value > high else value
