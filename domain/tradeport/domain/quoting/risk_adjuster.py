"""What risk leaves of a quote signal."""

from enum import StrEnum
from math import ceil

import attrs

from tradeport.domain.model.orders import OrderSide
from tradeport.domain.quoting.quotes import QuoteLevel, QuoteSignal


class RiskLevel(StrEnum):
    """By the share of the position limit that is used."""

    NORMAL = "normal"
    WARNING = "warning"
    CRITICAL = "critical"
    OVER_LIMIT = "over_limit"


@attrs.frozen
class RiskAdjuster:
    """NORMAL: as it is. WARNING: quotes that add to the position shrink, to nothing at `critical`. CRITICAL: only those that
    reduce it. OVER_LIMIT: nothing but a taker order for the excess over `limit`, in whole steps of `step`, if that is given.
    """

    limit: float
    warning: float = 0.5
    critical: float = 0.8
    step: float = 0.0

    def __attrs_post_init__(self) -> None:
        if not 0 < self.warning < self.critical <= 1 or self.limit <= 0:
            raise ValueError("0 < warning < critical <= 1, and limit > 0")

    def level(self, position: float) -> RiskLevel:
        """Of a signed position."""
        used = abs(position) / self.limit
        if used > 1:
            return RiskLevel.OVER_LIMIT
        if used >= self.critical:
            return RiskLevel.CRITICAL
        return RiskLevel.WARNING if used >= self.warning else RiskLevel.NORMAL

    def adjust(self, signal: QuoteSignal, position: float) -> QuoteSignal:
        """Never adds exposure: each size is at most what it was, and no fill of one side takes the position past the limit."""
        if not position:
            return self._within(signal, position)
        level = self.level(position)
        reducing = OrderSide.SELL if position > 0 else OrderSide.BUY
        if level is RiskLevel.OVER_LIMIT:
            excess = QuoteLevel(reducing, 0.0, self._excess(position))
            return QuoteSignal(signal.reference, (excess,), urgency=1.0)
        if level is RiskLevel.CRITICAL:
            return self._within(attrs.evolve(signal, levels=signal.of(reducing)), position)
        if level is RiskLevel.WARNING:
            share = (self.critical - abs(position) / self.limit) / (self.critical - self.warning)
            scaled = tuple(one if one.side is reducing else attrs.evolve(one, size=one.size * share) for one in signal.levels)
            return self._within(attrs.evolve(signal, levels=scaled), position)
        return self._within(signal, position)

    def _excess(self, position: float) -> float:
        """An excess of a part of a step cannot be traded, and would stay for ever: a whole one is."""
        excess = abs(position) - self.limit
        return ceil(round(excess / self.step, 6)) * self.step if self.step else excess

    def _within(self, signal: QuoteSignal, position: float) -> QuoteSignal:
        """Cut each side so that all of it filling reaches the limit at most; the innermost quotes keep their size."""
        kept: list[QuoteLevel] = []
        for side in OrderSide:
            room = self.limit - position * side.sign
            for one in signal.of(side):
                size = min(one.size, room)
                if size > 0:
                    kept.append(attrs.evolve(one, size=size))
                    room -= size
        return attrs.evolve(signal, levels=tuple(kept))
