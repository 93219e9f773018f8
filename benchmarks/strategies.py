"""Strategies that cost nothing, to see what the platform costs."""

from tradeport.domain.model.market_data import Bar
from tradeport.domain.strategy import Strategy, StrategyConfig


class Idle(Strategy):
    """Hears bars and does nothing."""

    def on_bar(self, bar: Bar) -> None:
        """Nothing."""


class Flip(Strategy):
    """A market order every `every` bars, buying and selling in turn."""

    class Config(StrategyConfig):
        instrument: str
        every: int

    config: Config

    def on_start(self) -> None:
        self.seen = 0

    def on_bar(self, bar: Bar) -> None:
        self.seen += 1
        if self.seen % self.config.every == 0:
            self.target(bar.instrument, self.seen // self.config.every % 2)
