"""A platform over a venue that says what a test lets it say."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tradeport.application.live.flights import Patience
from tradeport.application.live.platform import LivePlatform, Terms
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.orders import OrderSide, OrderType, TradeIntent
from tradeport.domain.model.time import MILLISECOND, SECOND
from tradeport.ports.venue import Execution, Holding, Message, MessageType, Request, RequestType, VenueState, Working

M, R = MessageType, RequestType
START = 1_700_000_000 * SECOND


class Quiet:
    """Implements Venue. Says what `say` was given; asked for its account, shows `working`, `holdings` and `cash`; asked about
    an order that it has `forgotten`, says so.
    """

    def __init__(self) -> None:
        self.heard: list[Request] = []
        self.working: dict[str, Decimal] = {}
        self.forgotten: set[str] = set()
        self.holdings: tuple[Holding, ...] = ()
        self.now = START
        self.moved = Decimal(0)  # cash, for no trade
        self._traded: dict[tuple[str, str], Decimal] = {}  # what each trade cost
        self._said: list[Message] = []

    def send(self, request: Request) -> None:
        self.heard.append(request)
        if request.type is R.ACCOUNT:
            working = tuple(Working(*one) for one in self.working.items())
            self.say(M.ACCOUNT, request.client_order_id, working=working, holdings=self.holdings, cash=self.cash)

        elif request.client_order_id in self.forgotten:
            self.say(M.STATE, request.client_order_id, state=VenueState.UNKNOWN)

    def poll(self) -> Sequence[Message]:
        said, self._said = self._said, []
        return said

    @property
    def cash(self) -> Decimal:
        """Everything here is bought."""
        return 100_000 + self.moved - sum(self._traded.values())

    def say(self, type_: MessageType, client_order_id: str, **what: Any) -> None:
        for one in what.get("executions", ()):
            self._traded[client_order_id, one.trade_id] = one.quantity * one.price + one.fee
        self._said.append(Message(type_, self.now, client_order_id, **what))

    def asked(self, type_: RequestType) -> list[str]:
        """The orders that this was asked of."""
        return [request.client_order_id for request in self.heard if request.type is type_]


class Desk:
    """`step` lets time pass. `restart` begins again from the log."""

    def __init__(self, folder: Path) -> None:
        self.log, self.venue = folder / "audit.jsonl", Quiet()
        self.terms = Terms("desk", [Instrument("X", size_increment=Decimal(1))])
        self.patience = Patience(start=30 * SECOND)
        self.platform: LivePlatform
        self.restart()

    def restart(self, **terms: Any) -> LivePlatform:
        """The process dies, what is not in the kernel's hands with it; another one begins."""
        if hasattr(self, "platform"):
            self.platform.audit.abandon()
        self.venue.heard.clear()
        self.venue.poll()
        self.platform = LivePlatform(self.log, self.terms, self.venue, self.venue.now, patience=self.patience, **terms)
        return self.platform

    def begin_anew(self) -> None:
        """With other terms."""
        self.platform.close()
        self.log.unlink()
        self.restart()

    def step(self, seconds: float = 0.1) -> None:
        for _ in range(round(seconds * 10)):
            self.venue.now += 100 * MILLISECOND
            self.platform.step(self.venue.now)

    def settle(self) -> "Desk":
        """Until it is ready."""
        self.step(12)
        assert self.platform.ready
        return self

    def buy(self, quantity: int = 3) -> str:
        intent = TradeIntent("X", OrderSide.BUY, Decimal(quantity), OrderType.LIMIT, Decimal(100))
        return self.platform.bus.submit(intent).client_order_id

    def order(self, client_order_id: str) -> Any:
        return self.platform.orders.get(client_order_id)

    def accept(self, client_order_id: str) -> None:
        self.venue.working[client_order_id] = Decimal(0)
        self.venue.say(M.ACCEPTED, client_order_id)
        self.step()

    def state(self, client_order_id: str, state: VenueState, *trades: Execution, **what: Any) -> None:
        """The answer to a query."""
        self.venue.say(M.STATE, client_order_id, state=state, executions=trades, **what)
        self.step()


def trade(id_: str, quantity: int) -> Execution:
    return Execution(id_, Decimal(quantity), Decimal(100), Decimal(0))


def holding(quantity: int, instrument: str = "X") -> tuple[Holding, ...]:
    return (Holding(instrument, Decimal(quantity), Decimal(110)),)


@pytest.fixture
def desk(tmp_path: Path) -> Any:
    made = Desk(tmp_path)
    yield made
    made.platform.close()


@pytest.fixture
def records(desk: Desk) -> Callable[[str], list[Any]]:
    """The payloads of one type in the log."""

    def found(type_: str) -> list[Any]:
        lines = [msgspec.json.decode(line, type=dict) for line in desk.log.read_bytes().splitlines()]
        return [line["data"] for line in lines if line["type"] == type_]

    return found


@pytest.fixture
def make() -> Callable[..., Execution]:
    return trade


@pytest.fixture
def held() -> Callable[..., tuple[Holding, ...]]:
    return holding
