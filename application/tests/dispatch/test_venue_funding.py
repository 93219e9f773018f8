"""Funding that a venue decides by itself: booked, recorded, told before the bar, and held against the venue's own account."""

from collections.abc import Sequence
from decimal import Decimal as D
from typing import Any

import attrs

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.adapters.reference.session import ReferenceSession
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.instruments import Perpetual
from tradeport.domain.model.market_data import FundingRate
from tradeport.ports.engine import EngineListener, FillProfile, Payment, SessionSpec


class Generous(ReferenceEngine):
    """Credits 0.25 in every instant in which something is held; `honest`: in its own books too."""

    def __init__(self, honest: bool = True) -> None:
        super().__init__()
        self.honest = honest

    def open(self, spec: SessionSpec, listener: EngineListener) -> ReferenceSession:
        session = _Session(spec, listener, self.capabilities)
        session.honest = self.honest
        return session


class _Session(ReferenceSession):
    honest = True

    def payments(self) -> Sequence[Payment]:
        held = self.account().positions["X"]
        amount = D("0.25") if held else D(0)
        if self.honest:
            self._cash += amount
        return [Payment(FundingRate("X", self._now, -0.01), held, D(100), amount)]


def played(play: Any, engine: Generous, on: Any = None) -> Any:
    spec = play.spec(["100"] * 4, {0: lambda s: s.buy("X", 1)}, on or {}, profile=FillProfile.NATIVE)
    [instrument] = spec.dataset.instruments
    data = Dataset([attrs.evolve(instrument, perpetual=Perpetual())], [spec.dataset.series["X"]])
    return play.run(attrs.evolve(spec, dataset=data), engine)


def test_it_is_booked_and_recorded(play: Any) -> None:
    """Bought at bar 1: three payments. Of nothing there is no payment, but a rate."""
    ran = played(play, Generous())
    assert ran.outcome.error is None
    assert [(it["amount"], it["quantity"]) for it in ran.of("funding")] == [("0.25", "1")] * 3
    assert ran.result["funding"] == "0.75"
    assert ran.result["reconciliation"]["max_cash_difference"] == "0"


def test_the_books_are_compared_after_a_payment_as_after_a_fill(play: Any) -> None:
    """A fill with a payment, two payments alone, and the end."""
    assert played(play, Generous()).result["reconciliation"]["checks"] == 4


def test_money_that_the_venues_account_does_not_show_is_missed(play: Any) -> None:
    ran = played(play, Generous(honest=False))
    assert "the books disagree" in str(ran.outcome.error)
