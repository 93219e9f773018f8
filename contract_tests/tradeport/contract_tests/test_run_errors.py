"""RUN-100 and on: what goes wrong in a strategy, or in the platform, leaves the engine unchanged."""

import traceback
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from tradeport.application.dispatch import StrategyRaised
from tradeport.contract_tests.data import EXAMPLE, flat, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.market_data import Tradable
from tradeport.domain.model.money import Currency
from tradeport.domain.model.orders import Order, OrderSide, OrderStatus, TradeIntent
from tradeport.ports.capability import Capability
from tradeport.ports.engine import OrderReport, SessionSpec

C = Capability


class Boom(Exception):
    """What the strategy raises: nobody else knows it."""


def burst(*_: Any) -> None:
    """The line that must be in the traceback."""
    raise Boom("of its own making")


def case(number: int, callback: str, script: Script | None = None, requires: C = C.MARKET_ORDERS) -> Any:
    """One place to raise in."""
    mark = pytest.mark.contract(f"RUN-{number}", requires=requires)
    return pytest.param(*((callback, script) if script else (callback,)), id=callback, marks=mark)


@pytest.mark.parametrize(
    ("callback", "script"),
    [
        case(100, "on_start", Script(start=burst), C.BARS),
        case(102, "on_bar", Script({2: burst}), C.BARS),
        case(104, "on_order_event", Script({1: lambda s: s.buy("X", 1)}, on_event=lambda s, e: burst() if e.fill else None)),
        case(106, "on_fill", Script({1: lambda s: s.buy("X", 1)}, on_fill=burst)),
        case(107, "on_timer", Script(start=lambda s: s.clock.set_alert("a", s.clock.now() + 1), on_timer=burst), C.TIMERS),
        case(108, "on_stop", Script(stop=burst), C.BARS),
    ],
)
def test_a_strategys_error_surfaces_unchanged(bench: Bench, callback: str, script: Script) -> None:
    """A strategy's error surfaces unchanged, with its own traceback, whichever callback it is from:

    Prerequisite: five bars.
    Action: raise an exception of the strategy's own in one callback.
    Expected event sequence: everything up to it, then nothing more of the strategy.
    Pass criteria: the run ends with that very exception as the cause, its traceback down to the line that raised; the log
    says which callback; the session is closed.
    """
    played = bench.play(flat(5), script, fails=True)
    error = played.outcome.error
    assert isinstance(error, StrategyRaised)
    assert error.callback == callback
    cause = error.raised
    assert type(cause) is Boom
    assert traceback.extract_tb(cause.__traceback__)[-1].name == "burst"
    assert [r["data"] for r in played.records() if r["type"] == "strategy_error"] == [
        {"callback": callback, "error": "Boom", "message": "of its own making"}
    ]
    assert played.line.said[-1] == ("close",)
    assert not any(h.now > played.market[2].now for h in played.heard if callback == "on_bar")


@pytest.mark.contract("RUN-110", requires=C.BARS)
def test_an_interrupt_ends_the_run(bench: Bench) -> None:
    """Ctrl-C while the engine runs ends the run, as interrupted; no engine takes it for something of its own.

    Prerequisite: five bars.
    Action: raise KeyboardInterrupt on bar 2.
    Expected event sequence: bars 0 to 2.
    Pass criteria: the status is `interrupted`; the session is closed.
    """

    def interrupt(s: Player) -> None:
        raise KeyboardInterrupt

    played = bench.play(flat(5), {2: interrupt}, fails=True)
    assert (played.outcome.status.value, len(played.market)) == ("interrupted", 3)
    assert played.line.said[-1] == ("close",)


class Listener:
    """The platform's place, taken by one that raises in one of its calls."""

    def __init__(self, where: str) -> None:
        self.where, self.error, self.calls = where, Boom("in the platform"), 0

    def before_match(self, event: Tradable) -> None:
        self._maybe("before_match")

    def report(self, report: OrderReport) -> None:
        if report.type.value == "filled":
            self._maybe("report")

    def on_market_data(self, ts: int, events: Sequence[Tradable]) -> None:
        self._maybe("on_market_data")

    def _maybe(self, here: str) -> None:
        if here == self.where:
            self.calls += 1
            raise self.error


@pytest.mark.parametrize("where", [case(120, "before_match"), case(122, "report"), case(124, "on_market_data")])
def test_what_the_listener_raises_leaves_run_unchanged(bench: Bench, where: str) -> None:
    """Whatever the platform raises leaves `run` as the same object, and nothing is called after it, in:

    Prerequisite: an order that fills in the first bar; no platform, no emulators.
    Action: raise in one of the listener's three calls.
    Expected event sequence: that call once.
    Pass criteria: `run` raises that very object; `close` works after it.
    """
    data, listener = one(*EXAMPLE), Listener(where)
    session = bench.engine.open(SessionSpec(data, Currency("USD"), Decimal(100_000)), listener)
    try:
        intent = TradeIntent("X", OrderSide.BUY, data.instruments[0].quantity(1))
        session.submit(Order("direct-1-0", intent, data.start, 1, OrderStatus.SUBMITTED, ts_last=data.start))
        with pytest.raises(Boom) as caught:
            session.run()
    finally:
        session.close()
    assert caught.value is listener.error
    assert listener.calls == 1


@pytest.mark.contract("RUN-130", requires=C.MARKET_ORDERS)
def test_a_run_after_an_error_is_like_any_other(bench: Bench) -> None:
    """An error leaves nothing behind: the next run in the same process gives the same log as before it.

    Prerequisite: a run that works.
    Action: play it, then one that raises in `on_fill`, then the first again.
    Expected event sequence: the same for first and third.
    Pass criteria: the same bytes.
    """
    good = Script({0: lambda s: s.buy("X", 1), 2: lambda s: s.sell("X", 1)})
    before = bench.play(flat(5), good).audit
    bench.play(flat(5), Script({0: lambda s: s.buy("X", 1)}, on_fill=burst), fails=True)
    assert bench.play(flat(5), good).audit == before
