"""Hummingbot's paper exchange, set up for one run."""

from collections.abc import Mapping
from itertools import count
from threading import Lock
from typing import Any

from hummingbot.client.config.fee_overrides_config_map import fee_overrides_config_map
from hummingbot.client.settings import AllConnectorSettings
from hummingbot.connector.budget_checker import BudgetChecker
from hummingbot.connector.test_support.mock_paper_exchange import MockPaperExchange
from hummingbot.core.data_type.common import TradeType
from hummingbot.core.data_type.order_candidate import OrderCandidate
from hummingbot.core.data_type.trade_fee import TokenAmount, TradeFeeSchema
from hummingbot.core.event.event_logger import EventLogger
from hummingbot.core.event.event_reporter import EventReporter
from hummingbot.core.event.events import MarketEvent

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import ZERO, Currency, FeeSchedule

#: Fee schemas hang on an exchange's name, for the whole process: each run has a name of its own.
_RUNS = count(1)
#: The engine walks through these while it sets up an exchange, and puts the new one into them.
_REGISTRIES = Lock()


class ExactCosts(BudgetChecker):
    """Where the exchange asks what a fill costs. As it comes, a buyer's fee is reported and never debited; here it is.

    The engine computes; prices, which its books keep as doubles, and amounts of money are rounded to what they are made of.
    """

    instruments: Mapping[str, Instrument]
    fees: FeeSchedule
    currency: Currency

    def populate_collateral_entries(self, candidate: OrderCandidate) -> OrderCandidate:
        candidate.price = self.instruments[candidate.trading_pair].price(candidate.price)
        costs = super().populate_collateral_entries(candidate)
        if self.fees.per_unit:
            fee = costs.amount * self.fees.per_unit
        else:
            fee = ZERO if costs.percent_fee_value is None else costs.percent_fee_value.amount
        fee, notional = self.currency.quantize(fee), self.currency.quantize(costs.amount * costs.price)
        if costs.order_side is TradeType.BUY:
            costs.order_collateral = TokenAmount(costs.order_collateral.token, notional + fee)
        else:
            costs.potential_returns = TokenAmount(costs.potential_returns.token, notional - fee)
        return costs


class PaperExchange(MockPaperExchange):
    """`MockPaperExchange` is the production paper exchange without a network and without its rounding to seven digits."""

    def __init__(self, instruments: Mapping[str, Instrument], fees: FeeSchedule, currency: Currency) -> None:
        """`instruments` by trading pair."""
        self._own_name = f"tradeport_{next(_RUNS)}"
        self._orders = 0
        rate = fees.rate
        with _REGISTRIES:
            super().__init__(TradeFeeSchema(maker_percent_fee_decimal=rate, taker_percent_fee_decimal=rate))
        costs = self.budget_checker
        costs.__class__ = ExactCosts  # the exchange offers no other way to bring one's own
        costs.instruments, costs.fees, costs.currency = instruments, fees, currency
        for pair in instruments:
            self.new_empty_order_book(pair)
        self._silence()

    @property
    def name(self) -> str:
        return self._own_name

    def random_order_id(self, side: str, pair: str) -> str:
        """Not random: first come is first at equal price, since bids are walked from the greatest id down, asks up."""
        self._orders += 1
        return f"{side}://{pair}/{10**15 - self._orders if side == 'buy' else self._orders:016d}"

    async def trigger_event_async(self, tag: int, event: Any) -> None:
        """As it comes, it sleeps 10 ms of wall time first."""
        self.trigger_event(MarketEvent(tag), event)

    def _silence(self) -> None:
        """Two listeners write a log that nobody here reads, at a sixth of what an order costs."""
        for tag in self.MARKET_EVENTS:
            for listener in self.get_listeners(tag):
                if isinstance(listener, EventReporter | EventLogger):
                    self.remove_listener(tag, listener)

    def forget(self) -> None:
        """Take its name out of the process' registries."""
        with _REGISTRIES:
            AllConnectorSettings.get_connector_settings().pop(self.name, None)
            for key in [key for key in fee_overrides_config_map if key.startswith(f"{self.name}_")]:
                del fee_overrides_config_map[key]
