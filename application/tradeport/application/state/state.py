"""The state of a run after so many of its records: one record in, one step further."""

from collections.abc import Mapping
from decimal import Decimal
from hashlib import sha256
from typing import Any

import attrs
import msgspec

from tradeport.application.audit import records
from tradeport.application.audit.chain import GENESIS, seal
from tradeport.application.audit.reading import adjustment, intent, order_event, payload
from tradeport.application.clock import EventClock
from tradeport.application.errors import AuditCorrupt
from tradeport.application.events import Recorded
from tradeport.application.ledger import Ledger
from tradeport.application.order_table import OrderTable
from tradeport.application.state.snapshot import Risk, Snapshot, Timer
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import CONTEXT, ZERO, Currency
from tradeport.domain.model.orders import Fill, Order, OrderEvent, OrderEventType, OrderStatus, TradeIntent, UnknownOrder
from tradeport.domain.order_state import InvalidTransition
from tradeport.ports.clock import ClockPort
from tradeport.ports.risk import TradingState

_HINT = "platform audit verify says where the log stops being what the run wrote"
#: What follows from these is in records of its own.
_FOLLOWED = frozenset(
    {
        records.STRATEGY_ERROR,
        records.MARGIN,
        records.ORDER_REQUEST,
        records.ORDER_TIMED_OUT,
        records.ORDER_STUCK,
        records.ORDER_RECOVERED,
        records.RECONCILED,
        records.MISMATCH,
    }
)
_ANSWERS = frozenset({OrderEventType.CANCEL_REJECTED, OrderEventType.UPDATE_REJECTED})


class State:
    """Orders, positions, money, risk. Nothing but `apply` changes it, and nothing but the records decides what it becomes."""

    def __init__(self, marks: Mapping[str, float] | None = None, clock: ClockPort | None = None) -> None:
        """`marks`, `clock`: of the ledger, where it is going to be used after the last record, too."""
        self._marks, self._clock = {} if marks is None else marks, clock
        self.records = 0
        self.digest = GENESIS
        self.ts = 0
        self.run_id = ""
        self.status: str | None = None
        self.decisions = self.fills = 0
        self.orders = OrderTable()
        self.timers: dict[str, Timer] = {}
        self.prices: dict[str, Decimal] = {}
        self.trading_state = TradingState.ACTIVE
        self.peak = ZERO
        self._ledger: Ledger | None = None
        #: Legs that have been decided and are no orders yet, with the id of the other leg of their pair.
        self.legs: dict[str, tuple[TradeIntent, str]] = {}
        #: Of the last record, if it is the decision to cancel or modify that order.
        self.asked = ""
        self._snapshot: Snapshot | None = None

    @property
    def ledger(self) -> Ledger:
        """Raises AuditCorrupt before the first record."""
        if self._ledger is None:
            raise AuditCorrupt("the log does not begin with run_started", _HINT)
        return self._ledger

    def apply(self, record: Recorded) -> bool:
        """One step further; False, and nothing else, for a record that was applied before.

        Raises AuditCorrupt for a record that does not follow the last one, changing nothing, or that no run writes: then the
        state is not to be used any more.
        """
        if record.seq == self.records - 1 and record.hash == self.digest:
            return False
        sealed = seal(record.seq, record.ts, record.type, record.data, self.digest)[1]
        if record.seq != self.records or record.hash != sealed:
            raise AuditCorrupt(f"record {record.seq} does not follow the {self.records} records before it", _HINT)
        try:
            self._take(record, payload(record))
        except (UnknownOrder, InvalidTransition, LookupError, ValueError, TypeError, ArithmeticError) as error:
            what = f"record {record.seq} cannot be replayed: {type(error).__name__}: {error}"
            raise AuditCorrupt(what, _HINT) from error
        self.records, self.digest, self.ts = record.seq + 1, record.hash, record.ts
        self._value()
        self._snapshot = None
        return True

    def _take(self, record: Recorded, data: dict[str, Any]) -> None:
        asked, self.asked = self.asked, ""
        match record.type:
            case records.RUN_STARTED:
                self._begin(record, data)
            case records.DECISION:
                self._decide(data)
            case records.ORDER_EVENT:
                self._happen(order_event(record.ts, data), asked)
            case _:
                self._note(record, data)

    def _note(self, record: Recorded, data: dict[str, Any]) -> None:
        """What is neither the beginning, nor a decision, nor of an order."""
        match record.type:
            case records.TIMER:
                before = self.timers.get(data["name"])
                self.timers[data["name"]] = Timer(before.fired + 1 if before else 1, data["due"])
            case records.TRADING_STATE:
                self.trading_state = TradingState(data["state"])
            case records.RUN_FINISHED:
                self.status = data["status"]
            case records.FUNDING:
                self.ledger.receive(Decimal(data["amount"]))
                self.prices[data["instrument"]] = Decimal(data["mark"])
            case records.RESTARTED:
                self.decisions = data["decisions"]
            case records.OPERATOR:
                if data["action"] == records.RESET:  # what was lost before is no reason to halt again
                    self.peak = ZERO
            case records.ADOPTED:
                self._adopt(record.ts, data)
            case _ if record.type not in _FOLLOWED:
                raise ValueError(f"there is no record of type {record.type!r}")

    def _begin(self, record: Recorded, data: dict[str, Any]) -> None:
        instruments = msgspec.convert(data["instruments"], list[Instrument], strict=False)
        currency = msgspec.convert(data["currency"], Currency)
        self._ledger = Ledger(currency, Decimal(data["cash"]), instruments, self._marks, self._clock or EventClock(record.ts))
        self.run_id = sha256(record.data).hexdigest()[:10]
        self.trading_state = TradingState(data["trading_state"])

    def _decide(self, data: dict[str, Any]) -> None:
        number = data["n"]
        if number != self.decisions + 1:
            raise ValueError(f"decision {number} after {self.decisions}")
        self.decisions = number
        match data["action"]:
            case "submit":
                self._expect(number, [data["intent"]])
            case "submit_atomic":
                self._expect(number, data["intents"])
            case "submit_oco":
                self._expect(number, data["intents"], pair=(0, 1))
            case "submit_bracket":
                self._expect(number, data["intents"], pair=(1, 2))
            case _:
                self.asked = data["client_order_id"]

    def _expect(self, number: int, legs: list[dict[str, Any]], pair: tuple[int, ...] = ()) -> None:
        for leg, terms in enumerate(legs):
            other = self._id(number, sum(pair) - leg) if leg in pair else ""
            self.legs[self._id(number, leg)] = intent(terms), other

    def _id(self, number: int, leg: int) -> str:
        return f"{self.run_id}-{number}-{leg}"

    def _happen(self, event: OrderEvent, asked: str) -> None:
        if event.type is OrderEventType.INITIALIZED:
            self.orders.put(self._order(event))
        elif event.type not in _ANSWERS or asked != event.client_order_id:  # else it came too late, and nothing has changed
            order = self.orders.advance(event)
            if not order.is_open and order.status is not OrderStatus.FILLED:
                self._forget_exits(order)
        if event.fill is not None:
            self._book(event.fill)

    def _order(self, event: OrderEvent) -> Order:
        terms, other = self.legs.pop(event.client_order_id)
        decision, _, leg = event.client_order_id.rpartition("-")
        entry = f"{decision}-0"
        if other and leg != "0" and entry != other:  # the exits of a bracket are for what its entry has filled
            terms = attrs.evolve(terms, quantity=self.orders.get(entry).filled_quantity)
        rank = self.orders.next_rank()
        return Order(event.client_order_id, terms, event.ts, rank, ts_last=event.ts, oco=other)

    def _adopt(self, ts: int, data: dict[str, Any]) -> None:
        if "currency" in data:
            self.peak = CONTEXT.add(self.peak, self.ledger.adopt(Decimal(data["to"])))
        elif "instrument" in data:  # of an order, an event of its own says what became of it
            self.ledger.apply(adjustment(ts, data))
            self.prices[data["instrument"]] = Decimal(data["price"])

    def _forget_exits(self, entry: Order) -> None:
        decision, _, leg = entry.client_order_id.rpartition("-")
        if leg == "0":
            for exit in (f"{decision}-1", f"{decision}-2"):
                self.legs.pop(exit, None)

    def _book(self, fill: Fill) -> None:
        self.ledger.apply(fill)
        self.fills += 1
        self.prices[fill.instrument] = fill.price

    def _value(self) -> None:
        self.peak = max(self.peak, self.risk().equity)

    def risk(self) -> Risk:
        """At the last recorded prices."""
        net = gross = ZERO
        for instrument, quantity in self.ledger.holdings().items():
            worth = CONTEXT.multiply(quantity, self.prices[instrument])
            net, gross = CONTEXT.add(net, worth), CONTEXT.add(gross, worth.copy_abs())
        quantize = self.ledger.currency.quantize
        equity = quantize(CONTEXT.add(self.ledger.cash(), net))
        margin = self.ledger.margin_at(equity, self.prices.__getitem__)
        return Risk(self.trading_state, equity, max(self.peak, equity), quantize(gross), quantize(net), margin)

    def snapshot(self) -> Snapshot:
        """As it is now; values that do not change. Cheap: nothing is copied but the tables, and those once a record."""
        if self._snapshot is None:
            ledger = self.ledger
            self._snapshot = Snapshot(
                run_id=self.run_id,
                records=self.records,
                digest=self.digest,
                ts=self.ts,
                status=self.status,
                decisions=self.decisions,
                fills=self.fills,
                cash=ledger.cash(),
                fees=ledger.fees,
                funding=ledger.funding,
                positions={p.instrument: p for p in ledger.positions()},
                orders=self.orders.all(),
                prices=dict(self.prices),
                timers=dict(self.timers),
                risk=self.risk(),
            )
        return self._snapshot
