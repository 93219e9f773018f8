"""Simple moving average."""

from tradeport.domain.indicators.rolling import Rolling, head_sum, tail_sums


class Sma(Rolling[float, float]):
    """Mean of the last `period` values, in their unit. Of a flat window exactly its value."""

    __slots__ = ("_anchor", "_sum", "_sums")

    def reset(self) -> None:
        super().reset()
        self._anchor, self._sum, self._sums = 0.0, 0.0, list[float]()

    def update(self, value: float) -> float | None:
        head = self._head
        head.append(value)
        if self._sums:
            self._sum = total = self._sum + (value - self._anchor)
            self.value = mean = self._anchor + (total + self._sums.pop()) / self.period
            return mean
        return self._load(head, []) if len(head) == self.period else None

    def _load(self, tail: list[float], head: list[float]) -> float:
        self._tail, self._head, self._anchor = tail, head, (anchor := tail[-1])
        self._sum = head_sum(value - anchor for value in head)
        self._sums = tail_sums(value - anchor for value in tail)
        self.value = mean = anchor + (self._sum + self._sums.pop()) / self.period
        return mean
