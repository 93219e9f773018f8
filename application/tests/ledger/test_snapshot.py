"""What a strategy sees of its account."""

from decimal import Decimal

from tradeport.application.clock import EventClock
from tradeport.application.ledger import Ledger
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import Fill, OrderSide


def ledger(marks: dict[str, float]) -> Ledger:
    return Ledger(Currency("USD"), Decimal(1000), [Instrument("B"), Instrument("A")], marks, EventClock(5))


def bought(name: str, quantity: str, price: str) -> Fill:
    return Fill(f"c-{name}", name, 5, OrderSide.BUY, Decimal(quantity), Decimal(price), Decimal(1))


def test_before_anything_was_traded() -> None:
    """No mark is needed for what is not held."""
    empty = ledger({})
    assert (empty.cash(), empty.equity(), empty.positions()) == (1000, 1000, ())
    assert empty.position("A").is_flat
    assert empty.money_line(1) == ("1,1000,1000", "")


def test_positions_are_in_the_order_of_the_configuration() -> None:
    held = ledger({"A": 12.0, "B": 5.0})
    held.apply(bought("A", "2", "10"))
    held.apply(bought("B", "3", "4"))
    shown = held.snapshot()
    assert [p.instrument for p in shown.positions] == ["B", "A"]
    assert (shown.ts, shown.cash, shown.fees) == (5, 1000 - 20 - 12 - 2, 2)
    assert (shown.equity, shown.unrealized_pnl) == (1000 + 4 + 3 - 2, 7)


def test_funding_is_in_the_cash_and_in_every_line_of_it() -> None:
    """Also while nothing fills: what is written of the cash is of now."""
    held = ledger({"A": 10.0})
    held.receive(Decimal("1.5"))
    assert held.money_line(1) == ("1,1001.5,1001.5", "")
    held.apply(bought("A", "2", "10"))
    held.receive(Decimal("-4"))
    assert held.money_line(2) == ("2,976.5,996.5", "A=2")
    shown = held.snapshot()
    assert (shown.cash, shown.equity, shown.funding) == (Decimal("976.5"), Decimal("996.5"), Decimal("-2.5"))


def test_equity_follows_the_marks() -> None:
    marks = {"A": 10.0}
    held = ledger(marks)
    held.apply(bought("A", "2", "10"))
    marks["A"] = 11.5
    assert held.equity() == 1000 - 20 - 1 + 23
