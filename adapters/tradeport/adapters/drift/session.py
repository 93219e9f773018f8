"""One run on a Drift of its own: each event is shown as a maker's quotes, a keeper tries the orders, the program matches."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import attrs

from tradeport.adapters.drift import translate
from tradeport.adapters.drift.exchange import Exchange, Market
from tradeport.adapters.drift.translate import PRICE, QUOTE, SIZE
from tradeport.adapters.drift.venue.desk import Trader
from tradeport.adapters.drift.venue.errors import ProgramError
from tradeport.application.errors import EngineError
from tradeport.application.negotiate import insist, needs
from tradeport.application.stages import LIMITS, OPEN, STOPS, Prices, executable, gapped, reached, touched
from tradeport.application.stepped import SteppedSession
from tradeport.domain.model.market_data import FundingRate, Tradable, span
from tradeport.domain.model.money import CONTEXT
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.domain.order_life import Openings
from tradeport.ports.capability import Capabilities, Capability, UnsupportedCapability
from tradeport.ports.engine import EngineAccount, EngineListener, OrderReport, SessionSpec

_E = OrderEventType
_NANOSECONDS = 10**9


@attrs.define(eq=False)
class Resting:
    """An order on the venue: whose sub-account, its number there, and whether it waits for its trigger."""

    order: Order
    trader: Trader
    number: int
    asleep: bool


class DriftSession(SteppedSession):
    """Implements EngineSession. It decides what price is shown when; whether and at what an order fills is the program's."""

    def __init__(self, spec: SessionSpec, listener: EngineListener, capabilities: Capabilities) -> None:
        super().__init__(spec, listener)
        self._own, dataset = capabilities.own(), spec.dataset
        self._now, self._openings = dataset.start, Openings(dataset)
        self._instruments = {it.id: it for it in dataset.instruments}
        for it in dataset.instruments:
            translate.check_grid(it)
        first = {name: self._grid(next(iter(series))) for name, series in dataset.series.items()}
        self.exchange = Exchange(dataset.instruments, spec.fees, first, dataset.start // _NANOSECONDS)
        self._resting: dict[str, dict[str, Resting]] = {name: {} for name in self._instruments}

    # -- commands ----------------------------------------------------------------------------------------------------

    def submit(self, order: Order) -> None:
        insist("drift", self._own, needs(order))
        market = self.exchange.markets[order.intent.instrument]
        trader = market.room()
        number = trader.user.next_order_id
        with _said(order):
            trader.place(translate.order(order, market.index))
        asleep = order.intent.trigger_price is not None and not order.triggered
        self._resting[order.intent.instrument][order.client_order_id] = Resting(order, trader, number, asleep)
        self._report(order, _E.ACCEPTED, venue_order_id=f"{trader.sub_account}/{number}")

    def cancel(self, order: Order) -> None:
        resting = self._resting[order.intent.instrument].pop(order.client_order_id)
        with _said(order):
            resting.trader.cancel(resting.number)
        self._report(order, _E.CANCELED)

    def modify(self, order: Order, change: Modification) -> None:
        raise UnsupportedCapability("drift", Capability.MODIFY, "it is emulated: cancel_replace")

    def fund(self, funding: FundingRate, mark: Decimal) -> Decimal:
        """Truncated for each sub-account; a unit's payment is rounded to 1e-9 first."""
        market = self.exchange.markets[funding.instrument]
        return translate.amount(market.fund(translate.funding_move(funding, mark)), QUOTE)

    def account(self) -> EngineAccount:
        markets = self.exchange.markets
        traders = [trader for market in markets.values() for trader in market.traders]
        held = {name: translate.amount(market.position(), SIZE) for name, market in markets.items()}
        return EngineAccount(CONTEXT.add(self._spec.cash, self.exchange.cash(traders)), held)

    # -- the run -----------------------------------------------------------------------------------------------------

    def _match_all(self, ts: int, events: Sequence[Tradable]) -> None:
        self._now = ts
        for event in events:
            began = self._openings.of(event)
            self._listener.before_match(event)
            if self._resting[event.instrument]:
                self._match(event, began)

    def _match(self, event: Tradable, began: int) -> None:
        """Show the event's open, then its range at each stop, then at each limit, to the orders decided before it `began`."""
        resting = self._resting[event.instrument]
        examined = [r for r in resting.values() if r.order.ts_init <= began]
        market, it = self.exchange.markets[event.instrument], self._instruments[event.instrument]
        sides = {side: Prices.of(event, side, it) for side in {r.order.intent.side for r in examined}}
        for stage in (OPEN, STOPS, LIMITS):
            for one in examined:
                if one.order.client_order_id in resting:
                    self._try(market, one, sides[one.order.intent.side], stage)

    def _try(self, market: Market, one: Resting, prices: Prices, stage: int) -> None:
        """What a keeper would do for an order at this stage."""
        intent = one.order.intent
        if one.asleep:
            met = gapped(intent, prices.open) if stage == OPEN else stage == STOPS and touched(intent, prices)
            if not met:
                return
            price = prices.open if stage == OPEN else intent.trigger_price
            assert price is not None
            self._wake(market, one, price)
        elif stage == OPEN:
            price = prices.open
        elif stage == LIMITS and reached(intent, prices):
            price = intent.limit_price
            assert price is not None
        else:
            return
        if intent.limit_price is None or executable(intent, price):
            self._fill(market, one, price)

    def _wake(self, market: Market, one: Resting, price: Decimal) -> None:
        intent = one.order.intent
        with _said(one.order):
            market.wake(one.trader, one.number, translate.units(price, PRICE), intent.side.sign)
        one.asleep = False
        if intent.limit_price is not None:
            self._report(one.order, _E.TRIGGERED)

    def _fill(self, market: Market, one: Resting, price: Decimal) -> None:
        order, at = one.order, translate.units(price, PRICE)
        size = translate.units(order.intent.quantity, SIZE)
        with _said(order):
            fill = market.fill(one.trader, one.number, translate.direction(order.intent.side.opposite), size, at)
        if fill is None or fill.base_asset_amount_filled != size:
            raise EngineError(f"drift did not fill {order.client_order_id} at {price}, where it was quoted")
        del self._resting[order.intent.instrument][order.client_order_id]
        fee = translate.amount(fill.taker_fee, QUOTE)
        self._report(order, _E.FILLED, quantity=order.intent.quantity, price=price, fee=fee)

    def _report(self, order: Order, what: OrderEventType, **more: Any) -> None:
        self._listener.report(OrderReport(order.client_order_id, what, self._now, **more))

    def _grid(self, event: Tradable) -> int:
        """The price of an event's opening, in 1e-6."""
        opening = span(event, buying=True)[0]
        return translate.units(self._instruments[event.instrument].price(opening), PRICE)


@contextmanager
def _said(order: Order) -> Iterator[None]:
    """The program's refusal, as the engine's."""
    try:
        yield
    except ProgramError as error:
        raise EngineError(f"drift refused {order.client_order_id}: {error}") from error
