"""Rolling standard deviation."""

from math import sqrt

from tradeport.domain.indicators.rolling import Rolling, head_sum, tail_sums


class StdDev(Rolling[float, float]):
    """Population standard deviation of the last `period` values, `sqrt(mean((x - mean)^2))`, in their unit.

    Of a flat window exactly 0. `mean` is that of the same window.
    """

    __slots__ = ("_anchor", "_squares", "_squares_sum", "_sum", "_sums", "mean")

    def reset(self) -> None:
        super().reset()
        self._anchor, self._sum, self._sums = 0.0, 0.0, list[float]()
        self._squares_sum, self._squares = 0.0, list[float]()
        self.mean: float | None = None

    def update(self, value: float) -> float | None:
        head = self._head
        head.append(value)
        if self._sums:
            away = value - self._anchor
            self._sum += away
            self._squares_sum += away * away
            return self._finish()
        return self._load(head, []) if len(head) == self.period else None

    def _load(self, tail: list[float], head: list[float]) -> float:
        self._tail, self._head, self._anchor = tail, head, (anchor := tail[-1])
        tail, head = [value - anchor for value in tail], [value - anchor for value in head]
        self._sum, self._sums = head_sum(head), tail_sums(tail)
        self._squares_sum = head_sum(away * away for away in head)
        self._squares = tail_sums(away * away for away in tail)
        return self._finish()

    def _finish(self) -> float:
        # The anchor is in the window, so its own distance from the mean is at most sqrt(period - 1) deviations:
        # the subtraction cancels no more than a factor of `period`.
        mean = (self._sum + self._sums.pop()) / self.period
        variance = (self._squares_sum + self._squares.pop()) / self.period - mean * mean
        self.mean = self._anchor + mean
        self.value = deviation = sqrt(variance) if variance > 0 else 0.0
        return deviation
