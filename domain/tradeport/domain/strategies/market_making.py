"""Quotes both sides of the book around a reservation price, within an inventory limit."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal

from pydantic import Field

from tradeport.domain.model.market_data import QuoteTick
from tradeport.domain.model.orders import Fill
from tradeport.domain.quoting.executor import OrderExecutor
from tradeport.domain.quoting.generators import AvellanedaStoikov, Glft, Ladder, SignalGenerator
from tradeport.domain.quoting.rate_limit import RateLimit
from tradeport.domain.quoting.risk_adjuster import RiskAdjuster
from tradeport.domain.signals.adverse_selection import AdverseSelection
from tradeport.domain.signals.imbalance import Imbalance
from tradeport.domain.signals.pipeline import MarketDataPipeline, mid_of
from tradeport.domain.signals.volatility import Volatility
from tradeport.domain.strategy import Strategy, StrategyConfig
from tradeport.ports.capability import Capability


class MarketMaking(Strategy):
    """Market data -> pipeline -> signal -> risk -> execution, at every quote."""

    class Config(StrategyConfig):
        """`gamma` and `k` per price unit; `intensity` in fills per second; `limit` in lots of `quantity`."""

        instrument: str
        model: Literal["glft", "avellaneda_stoikov"] = "glft"
        quantity: Decimal = Field(default=Decimal(1), gt=0)
        levels: int = Field(default=1, ge=1)
        step_bps: float = Field(default=1.0, ge=0)
        gamma: float = Field(default=0.1, gt=0)
        k: float = Field(default=1.5, gt=0)
        intensity: float = Field(default=1.0, gt=0)
        horizon: float = Field(default=60.0, gt=0)
        limit: int = Field(default=10, ge=1)
        requote_bps: Decimal = Field(default=Decimal("0.5"), ge=0)
        half_life: float = Field(default=60.0, gt=0)
        commands_per_second: float = Field(default=10.0, gt=0)

    requires = frozenset(
        {
            Capability.QUOTES,
            Capability.LIMIT_ORDERS,
            Capability.MARKET_ORDERS,
            Capability.CANCEL,
            Capability.MODIFY,
            Capability.SHORT,
        }
    )

    config: Config

    def on_start(self) -> None:
        c = self.config
        ladder = Ladder(float(c.quantity), c.levels, c.step_bps)
        self.generator: SignalGenerator = (
            Glft(ladder, c.gamma, c.k, c.intensity, c.limit)
            if c.model == "glft"
            else AvellanedaStoikov(ladder, c.gamma, c.k, c.horizon)
        )
        self.markout = AdverseSelection()
        self.pipeline = MarketDataPipeline([Imbalance(), Volatility(c.half_life), self.markout])
        instrument = self.market_data.instrument(c.instrument)
        self.adjuster = RiskAdjuster(float(c.limit * c.quantity), step=float(instrument.size_increment))
        burst = max(4, int(c.commands_per_second * 2))
        self.rate_limit = RateLimit(c.commands_per_second, burst, burst // 4)
        self.executor = OrderExecutor(
            instrument,
            self.execution,
            self.clock,
            requote_bps=c.requote_bps,
            rate_limit=self.rate_limit,
        )

    def on_quote(self, quote: QuoteTick) -> None:
        if quote.instrument != self.config.instrument:
            return
        features = self.pipeline.update(quote)
        position = self.portfolio.position(quote.instrument).quantity
        signal = self.generator.generate(mid_of(quote), float(position / self.config.quantity), features)
        if signal is not None:
            self.executor.reconcile(self.adjuster.adjust(signal, float(position)))

    def on_fill(self, fill: Fill) -> None:
        self.markout.filled(fill)

    def on_stop(self) -> None:
        self.executor.withdraw()

    def on_save(self) -> Mapping[str, Any]:
        return {"pipeline": self.pipeline.state(), "rate_limit": self.rate_limit.state()}

    def on_load(self, state: Mapping[str, Any]) -> None:
        self.pipeline.restore(state["pipeline"])
        self.rate_limit.restore(state["rate_limit"])
