"""Zipline counts whole shares in 64 bits. Here one of its shares is one lot, the finest size increment of the run.

Amounts and money are both times `10 ** precision`, so that prices stay as they are: nothing is divided, nothing rounded.
"""

from collections.abc import Sequence
from decimal import Decimal

from tradeport.application.errors import EngineError
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import CONTEXT
from tradeport.domain.model.orders import Order


class Lots:
    """Between our quantities and money and Zipline's. `most`: the largest order, in lots, that is exact where it is used."""

    def __init__(self, instruments: Sequence[Instrument], most: int) -> None:
        self._instruments = {i.id: i for i in instruments}
        self._precision = max(i.size_precision for i in instruments)
        self._most = most
        self.per_unit = 10**self._precision

    def amount(self, order: Order) -> int:
        """Signed number of lots. Raises EngineError for more than can be counted."""
        lots = int(CONTEXT.scaleb(order.intent.quantity, self._precision))
        if lots > self._most:
            raise EngineError(
                f"zipline cannot count {order.intent.quantity} {order.intent.instrument}: that is {lots} lots of "
                f"{Decimal(1).scaleb(-self._precision)}, and {self._most} is its most",
                "give the instruments a coarser size_increment",
            )
        return lots * order.intent.side.sign

    def quantity(self, instrument: str, amount: int) -> Decimal:
        """On the instrument's grid; signed as `amount`."""
        return self._instruments[instrument].quantity(CONTEXT.scaleb(Decimal(amount), -self._precision))

    def capital(self, cash: Decimal) -> float:
        """Our money as Zipline's."""
        return float(CONTEXT.scaleb(cash, self._precision))

    def money(self, amount: float) -> Decimal:
        """Zipline's money as ours."""
        return CONTEXT.scaleb(Decimal(repr(float(amount))), -self._precision)
