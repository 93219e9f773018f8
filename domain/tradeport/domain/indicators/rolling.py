"""Aggregates of a sliding window that never subtract what leaves it.

Inputs are cut into blocks of `period`. A window is the tail of one block and the head of the next: its aggregate joins that of
the tail, computed for all tails when their block is complete, with a running one of the head (van Herk 1992; Gil and Werman
1993). O(1) an update, amortized. A running sum would drift, and keep the rounding error of a large value after that has left;
here what has left leaves no trace, and the error is that of adding up one window: of order `period * eps` of its largest value.

Sums are of differences from an anchor, the last value of the complete block, which is always inside the window. So a flat
window sums to exactly zero, and prices far from zero lose no digits to their level.
"""

from abc import abstractmethod
from collections.abc import Iterable, Mapping
from itertools import accumulate
from typing import Any

from tradeport.domain.indicators.base import State, checked, same


class Rolling[Item, Output]:
    """A window of the last `period` items, kept as blocks. A subclass has the aggregates."""

    __slots__ = ("_head", "_tail", "period", "value")

    _tail: list[Item]
    _head: list[Item]
    value: Output | None

    def __init__(self, period: int) -> None:
        """Raises ValueError if `period` is not a whole number of at least 1."""
        self.period = checked(period)
        self.reset()

    @property
    def ready(self) -> bool:
        return self.value is not None

    @abstractmethod
    def _load(self, tail: list[Item], head: list[Item]) -> Output | None:
        """Aggregate the window `tail` + `head` anew and set `value`; `tail` ends a block and is not empty."""

    def reset(self) -> None:
        self._tail, self._head, self.value = [], [], None

    def state(self) -> State:
        tail = self._tail[-(self.period - len(self._head)) :]
        return {"period": self.period, "tail": _plain(tail), "head": _plain(self._head)}

    def restore(self, state: Mapping[str, Any]) -> None:
        same(state, period=self.period)
        self.reset()
        tail, head = list(state["tail"]), list(state["head"])
        if tail:
            self._load(tail, head)
        else:
            self._head = head


def _plain(items: Iterable[Any]) -> list[Any]:
    return [list(item) if isinstance(item, tuple) else item for item in items]


def tail_sums(terms: Iterable[float]) -> list[float]:
    """The sum of every tail of `terms`, the longest last: `pop()` gives them as items leave the window."""
    return list(accumulate(reversed(list(terms))))


def head_sum(terms: Iterable[float]) -> float:
    """Left to right, as one update after the other adds them; `sum` compensates, and differs between Python versions."""
    total = 0.0
    for term in terms:
        total += term
    return total
