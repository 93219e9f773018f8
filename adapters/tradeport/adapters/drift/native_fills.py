"""The native profile: orders go to the program and meet its auctions and its vAMM; a keeper tries them as slots pass."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from tradeport.adapters.drift import translate
from tradeport.adapters.drift.engine import NATIVE
from tradeport.adapters.drift.native_venue import NativeVenue
from tradeport.adapters.drift.translate import FUNDING, PRICE, QUOTE, SIZE
from tradeport.adapters.drift.venue.chain import Receipt
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import OrderAction, OrderActionExplanation
from tradeport.adapters.drift.venue.errors import ProgramError
from tradeport.adapters.drift.venue.maths.auctions import is_complete
from tradeport.adapters.drift.venue.maths.balances import signed_tokens
from tradeport.adapters.drift.venue.program.cancelling import order_by_id
from tradeport.application.errors import EngineError
from tradeport.application.negotiate import insist, needs
from tradeport.application.stepped import SteppedSession
from tradeport.domain.model.market_data import Bar, FundingRate, Tradable, mark
from tradeport.domain.model.money import CONTEXT
from tradeport.domain.model.orders import Modification, Order, OrderEventType
from tradeport.domain.model.time import isoformat
from tradeport.ports.capability import Capability, UnsupportedCapability
from tradeport.ports.engine import EngineAccount, EngineListener, OrderReport, Payment, SessionSpec

_E = OrderEventType

#: Slots between an order, or a price, and a keeper's attempt.
FILL_LATENCY_SLOTS: Final = 2
#: Perp positions that one account may have.
_MARKETS = 8


@attrs.define(eq=False)
class Working:
    """An order on the venue: its number there, the slot it came in, whether it waits for its trigger or is in an auction."""

    order: Order
    number: int
    slot: int
    asleep: bool
    hurried: bool


class NativeSession(SteppedSession):
    """Implements EngineSession and VenueFunding. Decides when a keeper tries; what comes of it is the program's."""

    def __init__(self, spec: SessionSpec, listener: EngineListener) -> None:
        super().__init__(spec, listener)
        dataset = spec.dataset
        if len(dataset.instruments) > _MARKETS:
            raise EngineError(
                f"one account on drift has {_MARKETS} positions at the most", "fewer instruments, or --fills canonical"
            )
        for it in dataset.instruments:
            translate.check_grid(it)
        self._instruments = {it.id: it for it in dataset.instruments}
        first = {
            name: translate.units(self._price(name, series_first(series)), PRICE) for name, series in dataset.series.items()
        }
        self._now = min(next(iter(series)).ts - series.interval for series in dataset.series.values())
        cash = translate.units(spec.currency.quantize(spec.cash), QUOTE)
        self.venue = NativeVenue(dataset.instruments, spec.fees, cash, first, self._now)
        self._dust = CONTEXT.subtract(spec.cash, translate.amount(cash, QUOTE))
        self._names = {rank: name for name, rank in self.venue.index.items()}
        self._working: dict[int, Working] = {}
        self._payments: list[Payment] = []

    # -- commands ----------------------------------------------------------------------------------------------------

    def submit(self, order: Order) -> None:
        insist("drift", NATIVE, needs(order))
        trader = self.venue.trader
        number = trader.user.next_order_id
        try:
            trader.place(translate.order(order, self.venue.index[order.intent.instrument]))
        except ProgramError as error:
            self._report(order, _E.REJECTED, reason=error.name)
            return
        asleep = order.intent.trigger_price is not None
        placed = Working(order, number, self.venue.chain.slot, asleep, not asleep and order.intent.limit_price is None)
        self._working[number] = placed
        self._report(order, _E.ACCEPTED, venue_order_id=str(number))

    def cancel(self, order: Order) -> None:
        one = next(w for w in self._working.values() if w.order.client_order_id == order.client_order_id)
        self._hear(self.venue.trader.cancel(one.number))

    def modify(self, order: Order, change: Modification) -> None:
        raise UnsupportedCapability("drift", Capability.MODIFY, "cancel it and send a new one")

    def payments(self) -> Sequence[Payment]:
        paid, self._payments = self._payments, []
        return paid

    def account(self) -> EngineAccount:
        user = self.venue.trader.user
        bank = self.venue.chain.accounts.record(self.venue.chain.addresses.spot_market(0), "SpotMarket")
        assert bank is not None
        tokens = sum(signed_tokens(p, bank) for p in user.spot_positions if p.market_index == 0 and p.scaled_balance)
        cash = translate.amount(tokens + sum(p.quote_asset_amount for p in user.perp_positions), QUOTE)
        held = {name: Decimal(0) for name in self._instruments}
        for position in user.perp_positions:
            if position.base_asset_amount:
                held[self._names[position.market_index]] = translate.amount(position.base_asset_amount, SIZE)
        return EngineAccount(CONTEXT.add(cash, self._dust), held)

    # -- the run -----------------------------------------------------------------------------------------------------

    def _match_all(self, ts: int, events: Sequence[Tradable]) -> None:
        for event in events:
            self._listener.before_match(event)
        moments = sorted((moment for event in events for moment in self._moments(event)), key=lambda it: it[0])
        for place, (time, index, price) in enumerate(moments):
            self._advance(time)
            self.venue.show(index, price)
            self._check_margin(time)
            self._keep(moments[place + 1][0] if place + 1 < len(moments) else ts)
        self._advance(ts)

    def _moments(self, event: Tradable) -> Iterator[tuple[int, int, int]]:
        """Time, market and price (1e-6) that the oracle says: of a bar the open, the nearer extreme, the other, the close."""
        prices = [mark(event)]
        if isinstance(event, Bar):
            near, far = sorted((event.high, event.low), key=lambda price: abs(price - event.open))
            prices = [event.open, near, far, event.close]
        interval = self._spec.dataset.series[event.instrument].interval
        for n, price in enumerate(prices, 4 - len(prices)):
            on_grid = self._instruments[event.instrument].price(price)
            yield event.ts - interval * (3 - n) // 3, self.venue.index[event.instrument], translate.units(on_grid, PRICE)

    def _advance(self, time: int) -> None:
        """Up to a time, and by way of each hour, at which rates are made."""
        while self.venue.funded and self.venue.next_hour <= time:
            self._now = self.venue.next_hour
            self.venue.advance(self._now)
            self.venue.refresh()
            for receipt in self.venue.rates():
                self._hear(receipt)
        self.venue.advance(time)
        self._now = max(self._now, time)

    def _check_margin(self, time: int) -> None:
        if not self.venue.solvent:
            raise EngineError(
                f"the account is below its maintenance margin at {isoformat(time)}: drift would let anyone liquidate it, and "
                "that is not played here",
                "more --cash, a higher --margin min_health, or --fills canonical",
            )

    def _keep(self, until: int) -> None:
        """A keeper tries all orders; those in an auction again and again, until that time."""
        self._round()
        while any(one.hurried for one in self._working.values()) and self.venue.slots_until(until) > FILL_LATENCY_SLOTS:
            self._now = max(self._now, self.venue.pass_slots(FILL_LATENCY_SLOTS))
            self.venue.refresh()
            self._round()

    def _round(self) -> None:
        slot = self.venue.chain.slot
        for one in list(self._working.values()):
            if one.number in self._working and slot - one.slot >= FILL_LATENCY_SLOTS:
                try:
                    self._try(one)
                except ProgramError as error:
                    if error.name not in _NOT_NOW:
                        raise EngineError(f"drift refused a keeper with {one.order.client_order_id}: {error}") from error
                    one.hurried = one.hurried and error.name != "InsufficientCollateral"
                if one.hurried and one.order.intent.limit_price is not None and self._rests(one):
                    one.hurried = False

    def _rests(self, one: Working) -> bool:
        """A woken stop-limit whose auction found nobody waits for a price, as a limit order does."""
        order = order_by_id(self.venue.trader.user, one.number)
        return order is not None and is_complete(order.slot, order.auction_duration, self.venue.chain.slot)

    def _try(self, one: Working) -> None:
        trader = self.venue.trader
        if one.asleep:
            self._hear(trader.trigger(trader, one.number))
            if one.number not in self._working:
                return
            one.asleep, one.slot, one.hurried = False, self.venue.chain.slot, True
            if one.order.intent.limit_price is not None:
                self._report(one.order, _E.TRIGGERED)
        else:
            self._hear(trader.fill(trader, one.number))

    # -- what the program says ---------------------------------------------------------------------------------------

    def _hear(self, receipt: Receipt) -> None:
        for event in receipt.events:
            if type(event).__name__ == "FundingRateRecord":  # a fill makes the rate, too, where the hour could not
                self._rated(event)
            if type(event).__name__ != "OrderActionRecord":
                continue
            one = self._working.get(event.taker_order_id)
            if one is None:
                continue
            if event.action == OrderAction.FILL:
                self._filled(one, event)
            elif event.action == OrderAction.CANCEL:
                del self._working[one.number]
                what = _ENDS.get(event.action_explanation, _E.CANCELED)
                self._report(one.order, what, reason=_REASONS.get(event.action_explanation, ""))

    def _filled(self, one: Working, event: Record) -> None:
        """The price is the quotient of the two amounts, which the program keeps: it lies on no grid."""
        if event.taker_order_cumulative_base_asset_amount_filled >= event.taker_order_base_asset_amount:
            del self._working[one.number]
        base = self._instruments[one.order.intent.instrument].quantity(translate.amount(event.base_asset_amount_filled, SIZE))
        price = CONTEXT.divide(translate.amount(event.quote_asset_amount_filled, QUOTE), base)
        self._report(one.order, _E.FILLED, quantity=base, price=price, fee=translate.amount(event.taker_fee, QUOTE))

    def _rated(self, rate: Record) -> None:
        """Settle a new rate at once. It is a fraction of the oracle's average, at which the program reckons."""
        average = translate.amount(rate.oracle_price_twap, PRICE)
        share = float(CONTEXT.divide(translate.amount(rate.funding_rate, FUNDING), average))
        funding, quantity, amount = FundingRate(self._names[rate.market_index], self._now, share), Decimal(0), Decimal(0)
        for event in self.venue.trader.settle_funding().events:
            if type(event).__name__ == "FundingPaymentRecord" and event.market_index == rate.market_index:
                quantity = translate.amount(event.base_asset_amount, SIZE)
                amount = translate.amount(event.funding_payment, QUOTE)
        self._payments.append(Payment(funding, quantity, average, amount))

    def _report(self, order: Order, what: OrderEventType, **more: Any) -> None:
        self._listener.report(OrderReport(order.client_order_id, what, self._now, **more))

    def _price(self, name: str, price: float) -> Decimal:
        return self._instruments[name].price(price)


def series_first(series: Any) -> float:
    """The price a series begins with."""
    event = next(iter(series))
    return float(event.open) if isinstance(event, Bar) else mark(event)


#: Why the program may turn a keeper away today and not tomorrow.
_NOT_NOW = frozenset(
    {
        "ImpossibleFill",
        "InsufficientCollateral",
        "InvalidOracle",
        "InvalidOrderFillPrice",
        "OrderBreachesOraclePriceLimits",
        "OrderDidNotSatisfyTriggerCondition",
        "PriceBandsBreached",
    }
)
_ENDS = {OrderActionExplanation.ORDER_EXPIRED: _E.EXPIRED}
_REASONS = {
    OrderActionExplanation.ORDER_EXPIRED: "its time in the auction is over",
    OrderActionExplanation.INSUFFICIENT_FREE_COLLATERAL: "insufficient collateral",
    OrderActionExplanation.REDUCE_ONLY_ORDER_INCREASED_POSITION: "nothing is left to reduce",
}
