"""Weighted means: of everything so far, and of a window."""

from collections.abc import Mapping
from typing import Any

from tradeport.domain.indicators.base import State
from tradeport.domain.indicators.rolling import Rolling, head_sum, tail_sums

#: A value and its weight, >= 0.
type Weighted = tuple[float, float]


class WeightedTotal:
    """Mean of all since the last reset, None while the weights add up to 0. Sums are compensated (Neumaier 1974): no drift."""

    __slots__ = ("_anchor", "_parts", "_weights", "value")

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self.value: float | None = None
        self._anchor: float | None = None
        self._parts = self._weights = (0.0, 0.0)

    def update(self, item: Weighted) -> float | None:
        value, weight = item
        if self._anchor is None:
            self._anchor = value
        self._parts = _add(self._parts, (value - self._anchor) * weight)
        self._weights = _add(self._weights, weight)
        total = self._weights[0] + self._weights[1]
        if total:
            self.value = self._anchor + (self._parts[0] + self._parts[1]) / total
        return self.value

    def state(self) -> State:
        sums = {"parts": list(self._parts), "weights": list(self._weights)}
        return {"value": self.value, "anchor": self._anchor, **sums}

    def restore(self, state: Mapping[str, Any]) -> None:
        self.value, self._anchor = state["value"], state["anchor"]
        self._parts = (state["parts"][0], state["parts"][1])
        self._weights = (state["weights"][0], state["weights"][1])


class WeightedWindow(Rolling[Weighted, float]):
    """Mean of the last `period`; None also while the weights in the window add up to 0."""

    __slots__ = ("_anchor", "_part", "_parts", "_weight", "_weights")

    def reset(self) -> None:
        super().reset()
        self._anchor = 0.0
        self._part, self._parts = 0.0, list[float]()
        self._weight, self._weights = 0.0, list[float]()

    def update(self, item: Weighted) -> float | None:
        head = self._head
        head.append(item)
        if self._parts:
            self._part += (item[0] - self._anchor) * item[1]
            self._weight += item[1]
            return self._finish()
        return self._load(head, []) if len(head) == self.period else None

    def _load(self, tail: list[Weighted], head: list[Weighted]) -> float | None:
        self._tail, self._head, self._anchor = tail, head, (anchor := tail[-1][0])
        self._part, self._weight = head_sum((v - anchor) * w for v, w in head), head_sum(w for _, w in head)
        self._parts, self._weights = tail_sums((v - anchor) * w for v, w in tail), tail_sums(w for _, w in tail)
        return self._finish()

    def _finish(self) -> float | None:
        part, weight = self._part + self._parts.pop(), self._weight + self._weights.pop()
        self.value = self._anchor + part / weight if weight else None
        return self.value


def _add(running: tuple[float, float], term: float) -> tuple[float, float]:
    """`(sum, what rounding lost)` after one more term; their sum is the result."""
    total, lost = running
    after = total + term
    lost += (total - after) + term if abs(total) >= abs(term) else (term - after) + total
    return after, lost
