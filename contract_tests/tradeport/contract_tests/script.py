"""A strategy that is told what to do, event by event, and writes down all that it sees."""

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any, ClassVar

import attrs

from tradeport.domain.model.market_data import Bar, FundingRate, QuoteTick, Tradable, TradeTick
from tradeport.domain.model.orders import Fill, OrderEvent, OrderSide, OrderTicket, TradeIntent
from tradeport.domain.strategy import Number, Strategy
from tradeport.ports.capability import Capability
from tradeport.ports.engine import EngineAccount, EngineSession

type Step = Callable[["Player"], object]


def _frozen(capabilities: Collection[Capability]) -> frozenset[Capability]:
    return frozenset(capabilities)


@attrs.frozen
class Script:
    """What to do: at the market data of that place (from 0), at all of them, and in the other callbacks.

    `requires`: as of a strategy, for what no order and no data ask of an engine.
    The same script is played on several engines, so a step keeps its state on the player, in `notes`.
    """

    at: Mapping[int, Step] = attrs.field(factory=dict)
    every: Step | None = None
    start: Step | None = None
    stop: Step | None = None
    on_fill: Callable[["Player", Fill], object] | None = None
    on_event: Callable[["Player", OrderEvent], object] | None = None
    on_timer: Callable[["Player", str, int], object] | None = None
    on_funding: Callable[["Player", FundingRate], object] | None = None
    requires: frozenset[Capability] = attrs.field(default=frozenset(), converter=_frozen)


@attrs.frozen
class Heard:
    """One callback: which, when by the clock, with what; the ledger then, and the engine's own account."""

    callback: str
    now: int
    what: Any
    cash: Decimal
    equity: Decimal
    positions: Mapping[str, Decimal]
    account: EngineAccount | None = None


@attrs.define
class Recording:
    """Filled while a script plays."""

    heard: list[Heard] = attrs.field(factory=list)
    ids: dict[str, str] = attrs.field(factory=dict)
    session: EngineSession | None = None
    notes: dict[str, Any] = attrs.field(factory=dict)


class Player(Strategy):
    """Orders are known by their tag: `s.buy("X", 1, tag="a")`, then `s.drop("a")`."""

    script: ClassVar[Script]
    recording: ClassVar[Recording]

    def __init__(self, config: Any, **ports: Any) -> None:
        super().__init__(config, **ports)
        self.notes: dict[str, Any] = {}
        self.count = 0

    def on_save(self) -> Mapping[str, Any]:
        """Notes are the script's own and may be anything: they go by the recording."""
        self.recording.notes = self.notes
        return {"count": self.count}

    def on_load(self, state: Mapping[str, Any]) -> None:
        self.count, self.notes = state["count"], self.recording.notes

    # -- what a script says -------------------------------------------------------------------------------------------

    def send(self, intent: TradeIntent) -> OrderTicket:
        """Straight to the port, nothing rounded."""
        ticket = self.execution.submit(intent)
        self.recording.ids[intent.tag] = ticket.client_order_id
        return ticket

    def order(self, instrument: str, side: OrderSide, quantity: Number, **terms: Any) -> OrderTicket:
        ticket = super().order(instrument, side, quantity, **terms)
        self.recording.ids[terms.get("tag", "")] = ticket.client_order_id
        return ticket

    def pair(self, side: OrderSide, first: Mapping[str, Any], second: Mapping[str, Any], quantity: Number = 1) -> None:
        """An OCO pair on X."""
        legs = [self.intent("X", side, quantity, **terms) for terms in (first, second)]
        self._named(self.execution.submit_oco(*legs), [leg.tag for leg in legs])

    def together(self, *legs: TradeIntent) -> None:
        """Atomic, each leg known by its tag."""
        self._named(self.execution.submit_atomic(*legs), [leg.tag for leg in legs])

    def enter(self, side: OrderSide, quantity: Number = 1, **terms: Any) -> None:
        """A bracket on X, its orders tagged `entry`, `loss` and `profit`."""
        self._named(self.bracket("X", side, quantity, tag="entry", **terms), ["entry", "loss", "profit"])

    def _named(self, tickets: Sequence[OrderTicket], tags: Sequence[str]) -> None:
        self.recording.ids.update({tag: ticket.client_order_id for tag, ticket in zip(tags, tickets, strict=True)})

    def drop(self, tag: str) -> None:
        """Cancel the order of that tag."""
        self.cancel(self.recording.ids[tag])

    def change(self, tag: str, **terms: Any) -> None:
        """Modify the order of that tag: `quantity`, `limit`, `stop`."""
        self.modify(self.recording.ids[tag], **terms)

    def status(self, tag: str) -> str:
        """Of the order of that tag."""
        return self.execution.order(self.recording.ids[tag]).status.value

    def account(self) -> EngineAccount:
        """The engine's own books: the second channel."""
        return self.session.account()

    @property
    def session(self) -> EngineSession:
        """What the adapter gave, past every emulator."""
        assert self.recording.session is not None
        return self.recording.session

    # -- what it hears ------------------------------------------------------------------------------------------------

    def on_start(self) -> None:
        self._heard("start", None)
        self._do(self.script.start)

    def on_bar(self, bar: Bar) -> None:
        self._market("bar", bar)

    def on_quote(self, quote: QuoteTick) -> None:
        self._market("quote", quote)

    def on_trade(self, trade: TradeTick) -> None:
        self._market("trade", trade)

    def on_funding(self, funding: FundingRate) -> None:
        self._heard("funding", funding)
        if self.script.on_funding:
            self.script.on_funding(self, funding)

    def on_timer(self, name: str, ts: int) -> None:
        self._heard("timer", (name, ts))
        if self.script.on_timer:
            self.script.on_timer(self, name, ts)

    def on_order_event(self, event: OrderEvent) -> None:
        self._heard("event", event)
        if self.script.on_event:
            self.script.on_event(self, event)

    def on_fill(self, fill: Fill) -> None:
        self._heard("fill", fill)
        if self.script.on_fill:
            self.script.on_fill(self, fill)

    def on_stop(self) -> None:
        self._heard("stop", None)
        self._do(self.script.stop)

    def _market(self, callback: str, event: Tradable) -> None:
        self._heard(callback, event, self.account())
        self._do(self.script.every)
        self._do(self.script.at.get(self.count))
        self.count += 1

    def _do(self, step: Step | None) -> None:
        if step:
            step(self)

    def _heard(self, callback: str, what: Any, account: EngineAccount | None = None) -> None:
        port = self.portfolio
        held = {p.instrument: p.quantity for p in port.positions()}
        if account is not None:  # books may be live; keep what they say now
            account = EngineAccount(account.cash, {i: q for i, q in account.positions.items() if q})
        self.recording.heard.append(Heard(callback, self.clock.now(), what, port.cash(), port.equity(), held, account))
