"""SMA cross written for Nautilus: its indicators, its order factory, its portfolio; fills at the next bar's open.

Nautilus' own way to fill at the next open: a trade print at each bar's open, and one nanosecond of latency.
"""

from decimal import Decimal

from nautilus_trader.backtest.config import BacktestEngineConfig
from nautilus_trader.backtest.engine import BacktestEngine
from nautilus_trader.backtest.models import LatencyModel, MakerTakerFeeModel
from nautilus_trader.config import LoggingConfig, RiskEngineConfig, StrategyConfig
from nautilus_trader.indicators import SimpleMovingAverage
from nautilus_trader.model.currencies import BTC
from nautilus_trader.model.data import Bar, BarType, TradeTick
from nautilus_trader.model.enums import AccountType, AggressorSide, CurrencyType, OmsType, OrderSide
from nautilus_trader.model.events import OrderFilled
from nautilus_trader.model.identifiers import InstrumentId, Symbol, TradeId, Venue
from nautilus_trader.model.instruments import CryptoPerpetual
from nautilus_trader.model.objects import Currency, Money, Price, Quantity
from nautilus_trader.trading.strategy import Strategy

from benchmarks.native import Fill
from tradeport.domain.model.dataset import BarSeries
from tradeport.domain.model.time import MINUTE

VENUE = Venue("SIM")


class SmaCrossConfig(StrategyConfig, frozen=True):
    """Periods in bars."""

    instrument_id: InstrumentId
    bar_type: BarType
    fast: int = 10
    slow: int = 30


class SmaCross(Strategy):
    """Long one unit while the fast average is above the slow one."""

    def __init__(self, config: SmaCrossConfig) -> None:
        super().__init__(config)
        self.fast = SimpleMovingAverage(config.fast)
        self.slow = SimpleMovingAverage(config.slow)
        self.fills: list[tuple[int, str, str, str]] = []
        self.curve: list[tuple[int, float]] = []

    def on_start(self) -> None:
        self.instrument = self.cache.instrument(self.config.instrument_id)
        self.register_indicator_for_bars(self.config.bar_type, self.fast)
        self.register_indicator_for_bars(self.config.bar_type, self.slow)
        self.subscribe_bars(self.config.bar_type)

    def on_bar(self, bar: Bar) -> None:
        if not self.indicators_initialized():
            return
        if self.fast.value > self.slow.value:
            if self.portfolio.is_flat(self.config.instrument_id):
                self._send(OrderSide.BUY)
        elif self.portfolio.is_net_long(self.config.instrument_id):
            self._send(OrderSide.SELL)

    def _send(self, side: OrderSide) -> None:
        order = self.order_factory.market(self.config.instrument_id, side, self.instrument.make_qty(Decimal(1)))
        self.submit_order(order)

    def on_order_filled(self, event: OrderFilled) -> None:
        self.fills.append((event.ts_event, event.order_side.name, str(event.last_qty), str(event.last_px)))


def build(series: BarSeries, fee_bps: Decimal) -> tuple[BacktestEngine, SmaCross]:
    """An engine ready to run."""
    money = Currency("XUSD", 12, 0, "XUSD", CurrencyType.FIAT)
    Currency.register(money, overwrite=True)
    iid = InstrumentId(Symbol(series.instrument), VENUE)
    rate = fee_bps / 10_000
    instrument = CryptoPerpetual(
        iid, Symbol(series.instrument), BTC, money, money, False, 2, 8, Price.from_str("0.01"), Quantity.from_str("0.00000001"),
        0, 0, margin_init=Decimal(0), margin_maint=Decimal(0), maker_fee=rate, taker_fee=rate,
    )  # fmt: skip
    engine = BacktestEngine(
        BacktestEngineConfig(
            logging=LoggingConfig(bypass_logging=True), risk_engine=RiskEngineConfig(bypass=True), run_analysis=False
        )
    )
    engine.add_venue(
        VENUE, OmsType.NETTING, AccountType.MARGIN, [Money(100_000, money)], base_currency=money,
        default_leverage=Decimal(1), fee_model=MakerTakerFeeModel(),
        latency_model=LatencyModel(base_latency_nanos=0, insert_latency_nanos=1),
        bar_execution=True, trade_execution=True,
    )  # fmt: skip
    engine.add_instrument(instrument)
    bar_type = BarType.from_str(f"{iid}-1-MINUTE-LAST-EXTERNAL")
    engine.add_data(_data(series, iid, bar_type))
    strategy = SmaCross(SmaCrossConfig(instrument_id=iid, bar_type=bar_type))
    engine.add_strategy(strategy)
    return engine, strategy


def _data(series: BarSeries, iid: InstrumentId, bar_type: BarType) -> list[TradeTick | Bar]:
    out: list[TradeTick | Bar] = []
    deep, nobody = Quantity(1e6, 8), AggressorSide.NO_AGGRESSOR
    columns = (series.ts, series.open, series.high, series.low, series.close, series.volume)
    for i, (ts, open_, high, low, close, volume) in enumerate(zip(*columns, strict=True)):
        first = Price(open_, 2)
        opened = ts - MINUTE + 1
        out.append(TradeTick(iid, first, deep, nobody, TradeId(str(i)), opened, opened))
        out.append(Bar(bar_type, first, Price(high, 2), Price(low, 2), Price(close, 2), Quantity(volume, 8), ts, ts))
    return out


def run(series: BarSeries, fee_bps: Decimal) -> list[Fill]:
    """Set up, run, and what was filled."""
    engine, strategy = build(series, fee_bps)
    engine.run()
    return [(side.lower(), quantity, price) for _, side, quantity, price in strategy.fills]
