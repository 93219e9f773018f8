"""Funding on Nautilus, which has rates as data and nothing that exchanges them.

A simulation module moves the account's money, as Nautilus' own `FXRolloverInterestModule` does.
"""

from decimal import Decimal

from nautilus_trader.backtest.config import SimulationModuleConfig
from nautilus_trader.backtest.modules import SimulationModule
from nautilus_trader.core.data import Data
from nautilus_trader.model.objects import Currency, Money


class FundingDesk(SimulationModule):
    """Pays when it is told to: the venue's clock would do so before the fills of an instant."""

    def __init__(self) -> None:
        super().__init__(SimulationModuleConfig())

    def pay(self, amount: Decimal, money: Currency) -> Decimal:
        """Credit the account, or debit it of a negative amount. Returns by how much its balance moved."""
        account = self.exchange.get_account()
        before: Decimal = account.balance_total(money).as_decimal()
        self.exchange.adjust_account(Money(amount, money))
        after: Decimal = account.balance_total(money).as_decimal()
        return after - before

    def pre_process(self, data: Data) -> None:
        """Nothing before a datum."""

    def process(self, ts_now: int) -> None:
        """Nothing between data."""

    def log_diagnostics(self, logger: object) -> None:
        """Nothing to say."""

    def reset(self) -> None:
        """Nothing is kept."""
