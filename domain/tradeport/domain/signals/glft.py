"""Gueant, Lehalle and Fernandez-Tapia, "Dealing with the inventory risk", Mathematics and Financial Economics 7 (2013) 477-507.

They turn the Hamilton-Jacobi-Bellman equation of Avellaneda and Stoikov, with inventory bounded by Q lots, into linear
equations v' = M v (theorem 1), and give closed forms far from the end (section 4). Units as in `avellaneda_stoikov`; A in fills
per time.
"""

from functools import lru_cache
from math import exp, inf, log, log1p, sqrt

import attrs


@attrs.frozen
class Market:
    """Fills at distance d arrive with intensity A exp(-k d); the mid is a Brownian motion of volatility sigma."""

    gamma: float
    sigma: float
    k: float
    A: float
    bound: int

    def __attrs_post_init__(self) -> None:
        if min(self.gamma, self.k, self.A) <= 0 or self.sigma < 0 or self.bound < 1:
            raise ValueError("gamma, k and A are positive, sigma is not negative, the inventory bound is at least one lot")

    @property
    def base(self) -> float:
        """Half spread without inventory risk: (1 / gamma) ln(1 + gamma / k)."""
        return log1p(self.gamma / self.k) / self.gamma

    @property
    def alpha(self) -> float:
        """Half of k gamma sigma^2."""
        return self.k * self.gamma * self.sigma**2 / 2

    @property
    def eta(self) -> float:
        """A (1 + gamma / k)^-(1 + k / gamma)."""
        return self.A * exp(-(1 + self.k / self.gamma) * log1p(self.gamma / self.k))


def distances(market: Market, inventory: int, remaining: float) -> tuple[float, float]:
    """Distances of bid and ask from the mid, `remaining` time before the end (theorem 2); inf on a side that is full.

    May be negative: far from flat, the model pays to get rid of inventory.
    """
    bound = market.bound
    if not -bound <= inventory <= bound:
        raise ValueError(f"an inventory of {inventory} lots is beyond the bound of {bound}")
    v = _solution(market, remaining)
    here = inventory + bound
    bid = inf if inventory == bound else log(v[here] / v[here + 1]) / market.k + market.base
    ask = inf if inventory == -bound else log(v[here] / v[here - 1]) / market.k + market.base
    return bid, ask


def asymptotic_distances(market: Market, inventory: float) -> tuple[float, float]:
    """Closed-form approximation far from the end and from the bound (section 4): linear in the inventory."""
    slope = sqrt(market.alpha / market.eta) / market.k
    return (
        market.base + (2 * inventory + 1) / 2 * slope,
        market.base - (2 * inventory - 1) / 2 * slope,
    )


@lru_cache(maxsize=64)
def _solution(market: Market, remaining: float) -> tuple[float, ...]:
    """v(remaining) = exp(-M remaining) 1 up to a factor, M with alpha q^2 on the diagonal and -eta beside it.

    By uniformization: c - M has no negative entry for c = alpha Q^2, so the series of exp((c - M) t) adds positive terms only
    and loses no digit. Only ratios are used, so each step is scaled to a largest entry of one.
    """
    bound, alpha, eta = market.bound, market.alpha, market.eta
    top = alpha * bound * bound
    diagonal = [top - alpha * q * q for q in range(-bound, bound + 1)]
    steps = max(1, int((top + 2 * eta) * remaining / 8) + 1)
    time = remaining / steps
    v = [1.0] * len(diagonal)
    for _ in range(steps):
        v = _step(v, diagonal, eta, time)
    return tuple(v)


def _step(v: list[float], diagonal: list[float], eta: float, time: float) -> list[float]:
    term, total = v, list(v)
    last = len(v) - 1
    n = 0
    while True:
        n += 1
        rate = time / n
        term = [
            rate * (diagonal[i] * term[i] + eta * ((term[i - 1] if i else 0.0) + (term[i + 1] if i < last else 0.0)))
            for i in range(last + 1)
        ]
        total = [a + b for a, b in zip(total, term, strict=True)]
        if max(b / a for a, b in zip(total, term, strict=True)) < 1e-17:
            break
    largest = max(total)
    return [one / largest for one in total]
