"""The canonical ledger: Decimal, exact, built from the engine's own fills."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.margin import Margin, funding_received, liquidation_price
from tradeport.domain.model.market_data import FundingRate
from tradeport.domain.model.money import CONTEXT, ZERO, Currency, text
from tradeport.domain.model.orders import Fill
from tradeport.domain.model.positions import PortfolioSnapshot, Position
from tradeport.ports.clock import ClockPort

_fma, _quantize = CONTEXT.fma, CONTEXT.quantize


class Ledger:
    """Implements PortfolioPort. `marks`: last price an instrument, kept up to date by whoever owns it."""

    def __init__(
        self,
        currency: Currency,
        cash: Decimal,
        instruments: Sequence[Instrument],
        marks: Mapping[str, float],
        clock: ClockPort,
    ) -> None:
        self._clock = clock
        self._currency = currency
        self._cash = currency.quantize(cash)
        self._marks = marks
        self._positions = {i.id: Position(i.id) for i in instruments}
        self._ranks = {i.id: rank for rank, i in enumerate(instruments)}
        self._held: dict[str, Decimal] = {}
        self._perpetuals = {i.id: i.perpetual for i in instruments if i.perpetual is not None}
        self.fees = ZERO
        #: Received so far, negative if paid.
        self.funding = ZERO
        self._cash_text = text(self._cash)
        self._held_text = ""

    @property
    def currency(self) -> Currency:
        return self._currency

    def cash(self) -> Decimal:
        return self._cash

    def equity(self) -> Decimal:
        if not self._held:
            return self._cash
        worth, marks = self._cash, self._marks
        for instrument, quantity in self._held.items():  # at every bar, hence no calls
            worth = _fma(quantity, Decimal(repr(marks[instrument])), worth)
        return _quantize(worth, self._currency.unit)

    def position(self, instrument: str) -> Position:
        return self._positions.get(instrument) or Position(instrument)

    def positions(self) -> tuple[Position, ...]:
        return tuple(p for p in self._positions.values() if not p.is_flat)

    def holdings(self) -> Mapping[str, Decimal]:
        """Signed quantity of each position that is not flat."""
        return self._held

    def margin(self) -> Margin:
        return self.margin_at(self.equity(), self._mark)

    def margin_at(self, equity: Decimal, mark: Callable[[str], Decimal]) -> Margin:
        """`margin`, with other marks and what they make of the equity."""
        margin = Margin(equity)
        for instrument, quantity in self._held.items():
            if (terms := self._perpetuals.get(instrument)) is not None:
                margin = margin.with_position(quantity, mark(instrument), terms)
        return margin

    def liquidation_price(self, instrument: str) -> Decimal | None:
        terms, quantity = self._perpetuals.get(instrument), self._held.get(instrument)
        if terms is None or quantity is None:
            return None
        return liquidation_price(self.margin(), quantity, self._mark(instrument), terms)

    def snapshot(self) -> PortfolioSnapshot:
        return PortfolioSnapshot(
            ts=self._clock.now(),
            cash=self._cash,
            equity=self.equity(),
            realized_pnl=sum((p.realized_pnl for p in self._positions.values()), ZERO),
            unrealized_pnl=sum((p.unrealized_pnl(self._mark(p.instrument), self._currency) for p in self.positions()), ZERO),
            fees=self.fees,
            positions=self.positions(),
            funding=self.funding,
        )

    def apply(self, fill: Fill) -> None:
        """Book one fill: cash moves by notional and fee, each at the currency's precision."""
        notional = self._currency.quantize(CONTEXT.multiply(fill.signed_quantity, fill.price))
        self._cash = CONTEXT.subtract(self._cash, CONTEXT.add(notional, fill.fee))
        self.fees += fill.fee
        position = self._positions[fill.instrument].apply(fill, self._currency)
        self._positions[fill.instrument] = position
        if position.is_flat:
            self._held.pop(fill.instrument, None)
        else:
            self._held[fill.instrument] = position.quantity
        self._cash_text = text(self._cash)
        self._held_text = ";".join([f"{i}={text(self._held[i])}" for i in sorted(self._held, key=self._ranks.__getitem__)])

    def adopt(self, cash: Decimal) -> Decimal:
        """From here on there is that much, for a reason that is in no fill; by how much it is more."""
        before, self._cash = self._cash, self._currency.quantize(cash)
        self._cash_text = text(self._cash)
        return CONTEXT.subtract(self._cash, before)

    def due(self, funding: FundingRate) -> tuple[Decimal, Decimal, Decimal]:
        """Quantity held, mark, and what it receives: -(quantity x mark x rate) at the currency's precision, half-even."""
        quantity = self._held.get(funding.instrument, ZERO)
        if not quantity:
            return ZERO, ZERO, ZERO
        mark = self._mark(funding.instrument)
        return quantity, mark, funding_received(funding, quantity, mark, self._currency)

    def receive(self, amount: Decimal) -> None:
        """Book one payment of funding, negative if it is paid."""
        self._cash = CONTEXT.add(self._cash, amount)
        self.funding = CONTEXT.add(self.funding, amount)
        self._cash_text = text(self._cash)

    def money_line(self, ts: int) -> tuple[str, str]:
        """`ts,cash,equity` (a line of equity.csv) and `;`-joined holdings: together what the `money` digest is taken over."""
        worth = text(self.equity()) if self._held else self._cash_text
        return f"{ts},{self._cash_text},{worth}", self._held_text

    def _mark(self, instrument: str) -> Decimal:
        return Decimal(repr(self._marks[instrument]))
