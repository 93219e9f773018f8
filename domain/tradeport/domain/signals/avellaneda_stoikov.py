"""Avellaneda and Stoikov, "High-frequency trading in a limit order book", Quantitative Finance 8 (2008) 217-224.

Units: prices in quote currency, time in any one unit, sigma in price per square root of it, gamma in 1/price, k in 1/price,
inventory in lots.
"""

from math import log1p


def reservation_price(mid: float, inventory: float, gamma: float, sigma: float, remaining: float) -> float:
    """The price at which one is indifferent to holding one lot more or less: s - q gamma sigma^2 (T - t), eq. (29)."""
    return mid - inventory * gamma * sigma * sigma * remaining


def optimal_spread(gamma: float, sigma: float, k: float, remaining: float) -> float:
    """Ask less bid: gamma sigma^2 (T - t) + (2 / gamma) ln(1 + gamma / k), eq. (30). For gamma -> 0: 2 / k."""
    if gamma == 0:
        return 2 / k
    return gamma * sigma * sigma * remaining + 2 / gamma * log1p(gamma / k)


def quotes(mid: float, inventory: float, gamma: float, sigma: float, k: float, remaining: float) -> tuple[float, float]:
    """Bid and ask, not rounded, around the reservation price."""
    centre = reservation_price(mid, inventory, gamma, sigma, remaining)
    half = optimal_spread(gamma, sigma, k, remaining) / 2
    return centre - half, centre + half
