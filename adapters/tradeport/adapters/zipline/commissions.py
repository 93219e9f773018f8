"""The fee schedule as Zipline's commission models."""

from zipline.finance.commission import CommissionModel, EquityCommissionModel, PerShare
from zipline.finance.order import Order
from zipline.finance.transaction import Transaction

from tradeport.domain.model.money import FeeSchedule


class BasisPoints(EquityCommissionModel):
    """A fraction of notional. The stock `PerDollar` is the same by way of a cost a share, one rounding more."""

    def __init__(self, rate: float) -> None:
        self._rate = rate

    def calculate(self, order: Order, transaction: Transaction) -> float:
        charge: float = abs(transaction.amount) * transaction.price * self._rate
        return charge


def commission(fees: FeeSchedule) -> CommissionModel:
    """Money here is times lots a unit, as amounts are: so a cost a unit is a cost a lot."""
    if fees.per_unit:
        return PerShare(float(fees.per_unit), min_trade_cost=0.0)
    return BasisPoints(float(fees.rate))
