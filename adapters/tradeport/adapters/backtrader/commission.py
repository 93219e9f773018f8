"""What an execution costs, in Backtrader's terms: a commission scheme for shares that are counted in lots."""

from typing import Any

from tradeport.adapters.backtrader.library import bt
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import FeeSchedule


class Lots(bt.CommInfoBase):
    """Sizes are whole numbers of the instrument's increment, `per_unit` to one unit.

    Backtrader adds and splits sizes; of fractions in floats it leaves a hair of an order unfilled, for ever.
    """

    params = (("per_unit", 1), ("stocklike", True), ("percabs", True))

    def getoperationcost(self, size: int, price: float) -> Any:
        return super().getoperationcost(size / self.p.per_unit, price)

    def getvaluesize(self, size: int, price: float) -> Any:
        return super().getvaluesize(size / self.p.per_unit, price)

    def getvalue(self, position: Any, price: float) -> Any:
        return super().getvalue(position, price) / self.p.per_unit

    def profitandloss(self, size: int, price: float, newprice: float) -> Any:
        return super().profitandloss(size / self.p.per_unit, price, newprice)

    def _getcommission(self, size: int, price: float, pseudoexec: bool) -> Any:
        return super()._getcommission(size / self.p.per_unit, price, pseudoexec)


def commission(fees: FeeSchedule, it: Instrument) -> Lots:
    """A fraction of what is traded, or an amount per unit; cash moves by the full amount."""
    kind = bt.CommInfoBase.COMM_FIXED if fees.per_unit else bt.CommInfoBase.COMM_PERC
    made: Any = Lots
    scheme: Lots = made(commission=float(fees.per_unit or fees.rate), commtype=kind, per_unit=10**it.size_precision)
    return scheme
