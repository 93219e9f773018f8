"""The portfolio port."""

from decimal import Decimal
from typing import Protocol

from tradeport.domain.model.margin import Margin
from tradeport.domain.model.money import Currency
from tradeport.domain.model.positions import PortfolioSnapshot, Position


class PortfolioPort(Protocol):
    """The canonical ledger: exact, built from the engine's own fills and reconciled with the engine's own account."""

    @property
    def currency(self) -> Currency: ...

    def cash(self) -> Decimal: ...

    def equity(self) -> Decimal:
        """Cash plus positions at their last marks."""
        ...

    def position(self, instrument: str) -> Position:
        """A flat position where nothing is held."""
        ...

    def positions(self) -> tuple[Position, ...]:
        """Those not flat, in the order of the configuration."""
        ...

    def margin(self) -> Margin:
        """What the perpetuals bind, cross margin, at their last marks."""
        ...

    def liquidation_price(self, instrument: str) -> Decimal | None:
        """Of a perpetual that is held: the mark at which the account could be liquidated, all else unmoved."""
        ...

    def snapshot(self) -> PortfolioSnapshot: ...
