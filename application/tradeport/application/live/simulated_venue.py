"""A venue and the network to it, deterministic: one seed is one history, faults included."""

import heapq
from collections.abc import Sequence
from decimal import Decimal
from itertools import count
from random import Random

import attrs

from tradeport.domain.model.orders import OrderSide, OrderType, TradeIntent
from tradeport.domain.model.time import MILLISECOND, SECOND
from tradeport.ports.venue import Execution, Holding, Message, MessageType, Request, RequestType, VenueState, Working

_M, _R = MessageType, RequestType
#: The one that is traded there, what it is worth, and the fee as a part of the notional.
INSTRUMENT, PRICE, FEE = "X", Decimal(100), Decimal("0.0002")


@attrs.frozen
class Faults:
    """Chances, 0 to 1, of each fault at each opportunity; delays in ns.

    `unsure`: a query is answered from a copy that does not know yet an order as young as `behind`, or the trades of the last
    `unlisted`, though it knows how much has filled. `recount`: a restart lets trade ids begin anew, unique in an order alone.
    `forget`: a restart forgets an order that works. `meddle`: somebody else trades on the account, moves its cash, or leaves
    an order.
    """

    lose_request: float = 0.1
    lose_answer: float = 0.1
    duplicate_request: float = 0.05
    duplicate_answer: float = 0.05
    reject: float = 0.03
    limit_rate: float = 0.05
    disconnect: float = 0.01
    step_clock: float = 0.01
    restart: float = 0.005
    unsure: float = 0.3
    recount: float = 0.5
    forget: float = 0.0
    meddle: float = 0.0
    partial: float = 0.5
    behind: int = 900 * MILLISECOND
    unlisted: int = 5 * SECOND
    shortest: int = 5 * MILLISECOND
    longest: int = 3 * SECOND


#: A network that works.
CALM = Faults(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, shortest=MILLISECOND, longest=2 * MILLISECOND)


@attrs.define
class VenueOrder:
    """As the venue keeps it."""

    client_order_id: str
    venue_order_id: str
    intent: TradeIntent
    valid_until: int
    since: int
    state: VenueState = VenueState.WORKING
    executions: list[Execution] = attrs.field(factory=list)
    times: list[int] = attrs.field(factory=list)

    @property
    def filled(self) -> Decimal:
        return sum((e.quantity for e in self.executions), Decimal(0))

    @property
    def cash(self) -> Decimal:
        """What its trades have brought, negative if they cost."""
        sign = self.intent.side.sign
        return sum((-e.quantity * e.price * sign - e.fee for e in self.executions), Decimal(0))

    def by(self, ts: int) -> tuple[Execution, ...]:
        """What had been traded by then."""
        return tuple(e for e, at in zip(self.executions, self.times, strict=True) if at <= ts)


class SimulatedVenue:
    """Implements Venue. `advance` is the simulation's: time, deliveries, fills and faults happen in it."""

    def __init__(
        self, seed: int, faults: Faults, *, start: int = 1_700_000_000 * SECOND, cash: Decimal = Decimal(100_000)
    ) -> None:
        self.faults = faults
        self._began_with = cash
        #: What somebody else did to the account: quantity and cash; and how often.
        self.others_quantity, self.others_cash, self.meddled = Decimal(0), Decimal(0), 0
        #: By how much our position can be wrong before we hear of it, at most.
        self.strayed = Decimal(0)
        self.orders: dict[str, VenueOrder] = {}
        #: Client order ids that were sent anew although an earlier copy had arrived or still could: must stay empty.
        #: A venue that forgets closed orders would have made a second one.
        self.doubled: list[str] = []
        self.now = start
        self._skew = 0
        self._random = Random(seed)
        self._connected = True
        self._travelling: list[tuple[int, int, bool, Request | Message]] = []  # due, number, outward, what
        self._numbers, self._trades = count(1), count(1)
        self._arrived: list[Message] = []

    # -- the client's side --------------------------------------------------------------------------------------------------

    def send(self, request: Request) -> None:
        if not self._connected or self._chance(self.faults.lose_request):
            return
        self._travel(request, outward=True)
        if self._chance(self.faults.duplicate_request):
            self._travel(request, outward=True)

    def poll(self) -> Sequence[Message]:
        arrived, self._arrived = self._arrived, []
        return arrived

    # -- the simulation's side ------------------------------------------------------------------------------------------------

    def advance(self, by: int) -> None:
        """Let time pass."""
        self.now += by
        self._misfortunes()
        while self._travelling and self._travelling[0][0] <= self.now:
            _, _, outward, what = heapq.heappop(self._travelling)
            if isinstance(what, Request):
                self._receive(what)
            elif self._connected and not outward:
                self._arrived.append(what)
        self._trade()

    def position(self) -> Decimal:
        """What the venue's own trades add up to."""
        return sum((o.filled * o.intent.side.sign for o in self.orders.values()), self.others_quantity)

    def cash(self) -> Decimal:
        """What they leave of what there was."""
        return sum((o.cash for o in self.orders.values()), self._began_with + self.others_cash)

    def _holdings(self) -> tuple[Holding, ...]:
        held = self.position()
        return (Holding(INSTRUMENT, held, PRICE),) if held else ()

    def hang_up(self) -> None:
        """The client's process has died: what was on its way to it is gone, what it sent is not. The next one is connected."""
        self._travelling = [one for one in self._travelling if one[2]]
        heapq.heapify(self._travelling)
        self._arrived.clear()
        self._connected = True

    @property
    def clock(self) -> int:
        """The venue's own."""
        return self.now + self._skew

    def _misfortunes(self) -> None:
        faults = self.faults
        if self._chance(faults.step_clock):
            self._skew = self._random.randrange(-SECOND, SECOND)
        if self._connected and self._chance(faults.disconnect):
            self._connected = False
            self._travelling.clear()
            self._arrived = [Message(_M.DISCONNECTED, self.clock)]
        elif not self._connected and (self._chance(0.3) or not faults.disconnect):
            self._connected = True
            self._arrived.append(Message(_M.CONNECTED, self.clock))
        if self._connected and self._chance(faults.restart):
            self._travelling = [one for one in self._travelling if one[2]]  # its answers are gone, what it has stored is not
            heapq.heapify(self._travelling)
            self._connected = False
            if self._chance(faults.recount):
                self._trades = count(1)
            if faults.forget and self._chance(faults.forget):
                self._forget()
        if faults.meddle and self._chance(faults.meddle):
            self._meddle()

    def _forget(self) -> None:
        """What it has traded stays on the account."""
        settled = self.now - 10 * SECOND  # a copy of its create that is still under way would make it anew
        working = [o for o in self.orders.values() if o.state is VenueState.WORKING and o.since < settled]
        if working:
            lost = self._random.choice(working)
            del self.orders[lost.client_order_id]
            self.others_quantity += lost.filled * lost.intent.side.sign
            self.others_cash += lost.cash
            self.strayed += lost.filled
            self.meddled += 1

    def _meddle(self) -> None:
        self.meddled += 1
        what = self._random.randrange(3)
        if what == 0:
            traded = Decimal(self._random.choice((-2, -1, 1, 2)))
            self.others_quantity += traded
            self.others_cash -= traded * PRICE
            self.strayed += abs(traded)
        elif what == 1:
            self.others_cash += self._random.choice((-1, 1)) * Decimal(self._random.randint(1, 10**9)) * Decimal("1e-8")
        else:
            side = self._random.choice(list(OrderSide))
            far = PRICE - 50 * side.sign  # it rests: only whoever sees it can end it
            intent = TradeIntent(INSTRUMENT, side, Decimal(1), OrderType.LIMIT, far)
            number = next(self._numbers)
            self.orders[f"other-{number}"] = VenueOrder(f"other-{number}", f"V{number}", intent, 0, self.now)

    def _receive(self, request: Request) -> None:
        if self._chance(self.faults.limit_rate):
            self._answer(_M.LIMITED, request.client_order_id, request=request.type)
            return
        if request.valid_until < self.clock:
            return  # stale: refused without an answer
        if request.type is _R.CREATE:
            self._create(request)
        elif request.type is _R.CANCEL:
            self._cancel(request.client_order_id)
        elif request.type is _R.QUERY:
            self._query(request.client_order_id)
        else:
            open_ = [o for o in self.orders.values() if o.state is VenueState.WORKING]
            working = tuple(Working(o.client_order_id, o.filled) for o in open_)
            self._answer(_M.ACCOUNT, request.client_order_id, working=working, holdings=self._holdings(), cash=self.cash())

    def _create(self, request: Request) -> None:
        assert request.intent is not None
        known = self.orders.get(request.client_order_id)
        if known is not None:
            if known.valid_until != request.valid_until:
                self.doubled.append(request.client_order_id)
            self._answer(_M.DUPLICATE, request.client_order_id)
            return
        order = VenueOrder(request.client_order_id, f"V{next(self._numbers)}", request.intent, request.valid_until, self.now)
        self.orders[request.client_order_id] = order
        if self._chance(self.faults.reject):
            order.state = VenueState.REJECTED
            self._answer(_M.REJECTED, order.client_order_id, reason="the venue would not have it")
        else:
            self._answer(_M.ACCEPTED, order.client_order_id, venue_order_id=order.venue_order_id)

    def _cancel(self, client_order_id: str) -> None:
        order = self.orders.get(client_order_id)
        if order is None or order.state is not VenueState.WORKING:
            self._answer(_M.CANCEL_REJECTED, client_order_id, reason="not working")
            return
        order.state = VenueState.CANCELED
        self._answer(_M.CANCELED, client_order_id, filled=order.filled)

    def _query(self, client_order_id: str) -> None:
        order = self.orders.get(client_order_id)
        unsure = self._chance(self.faults.unsure)
        if order is None or order.since > self.now - self.faults.behind * unsure:
            self._answer(_M.STATE, client_order_id, state=VenueState.UNKNOWN)
        else:
            told = order.by(self.now - self.faults.unlisted * unsure)
            self._answer(_M.STATE, client_order_id, state=order.state, executions=told, filled=order.filled)

    def _trade(self) -> None:
        for order in list(self.orders.values()):
            if order.state is not VenueState.WORKING or not self._chance(_eagerness(order.intent)):
                continue
            left = order.intent.quantity - order.filled
            part = left if not self._chance(self.faults.partial) else min(left, Decimal(self._random.randint(1, 3)))
            price = order.intent.limit_price or PRICE
            execution = Execution(self._trade_id(order), part, price, part * price * FEE)
            order.executions.append(execution)
            order.times.append(self.now)
            if part == left:
                order.state = VenueState.FILLED
            self._answer(_M.EXECUTED, order.client_order_id, executions=(execution,))

    def _trade_id(self, order: VenueOrder) -> str:
        taken = {execution.trade_id for execution in order.executions}
        return next(id_ for id_ in (f"T{number}" for number in self._trades) if id_ not in taken)

    def _answer(self, type_: MessageType, client_order_id: str, **what: object) -> None:
        if not self._connected or self._chance(self.faults.lose_answer):
            return
        message = Message(type_, self.clock, client_order_id, **what)  # type: ignore[arg-type]
        self._travel(message, outward=False)
        if self._chance(self.faults.duplicate_answer):
            self._travel(message, outward=False)

    def _travel(self, what: Request | Message, *, outward: bool) -> None:
        due = self.now + self._random.randint(self.faults.shortest, self.faults.longest)
        heapq.heappush(self._travelling, (due, next(self._numbers), outward, what))

    def _chance(self, probability: float) -> bool:
        return self._random.random() < probability


def _eagerness(intent: TradeIntent) -> float:
    """The chance that an order trades in a tick: one at the market's price or beyond it soon, any other rests."""
    price = intent.limit_price or PRICE
    if abs(price - PRICE) > 40:
        return 0.0
    return 0.15 if (price - PRICE) * intent.side.sign >= 0 else 0.005
