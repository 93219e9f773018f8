"""The strategy goes on as another instance, in the state that it saved; what it did not save is missed, and shows."""

from collections.abc import Mapping
from typing import Any

import pytest

from tradeport.application.dispatch import StrategyRaised
from tradeport.application.errors import StrategyError
from tradeport.application.run_spec import Handover, RunSpec
from tradeport.application.runner import run
from tradeport.domain.model.market_data import Bar
from tradeport.domain.model.orders import OrderEvent, OrderSide
from tradeport.domain.model.time import MINUTE
from tradeport.domain.strategy import Strategy, StrategyConfig

FLAT = ["100 101 99 100"] * 8


class Forgetful(Strategy):
    """Buys on every third bar, and saves nothing."""

    def on_start(self) -> None:
        self.seen = 0

    def on_bar(self, bar: Bar) -> None:
        self.seen += 1
        if not self.seen % 3:
            self.buy("X", 1)

    def on_save(self) -> Mapping[str, Any]:
        return {}


class Careful(Forgetful):
    """Saves what it counts, in every plain type."""

    def on_save(self) -> Mapping[str, Any]:
        return {"seen": self.seen, "more": [None, True, 1.5, "a", {"b": (1, 2)}]}

    def on_load(self, state: Mapping[str, Any]) -> None:
        self.seen = state["seen"]
        assert state["more"] == [None, True, 1.5, "a", {"b": [1, 2]}]


class Starting(Careful):
    """Takes hold of its ports, sends orders and sets a timer before the first bar."""

    def on_start(self) -> None:
        super().on_start()
        self.began = self.clock.now(), self.portfolio.cash(), self.market_data.last_price("X"), self.risk.state
        self.send, self.when = self.execution.submit, self.clock.now
        self.first = self.buy("X", 1, limit=50)
        self.pair = self.oco("X", OrderSide.SELL, 1, limit=150, stop=20)
        self.cancel(self.pair[0])
        self.told: list[str] = []
        self.clock.set_timer("each", 2 * MINUTE)

    def on_order_event(self, event: OrderEvent) -> None:
        if self.seen == 0:
            self.told.append(f"{event.client_order_id} {event.type}")

    def on_bar(self, bar: Bar) -> None:
        super().on_bar(bar)
        if self.seen == 6:
            assert self.execution.order(self.first.client_order_id).is_open
            self.cancel(self.first)
            self.send(self.intent("X", OrderSide.BUY, self.when() // MINUTE, limit=60, tag=f"{self.began} {self.told}"))

    def on_timer(self, name: str, ts: int) -> None:
        self.sell("X", 1, limit=100 + ts // MINUTE)


def digests(play: Any, kind: type[Strategy], *after: int) -> dict[str, str]:
    base = play.spec(FLAT)
    handovers = [Handover("reference", (bar + 1) * MINUTE) for bar in after]
    outcome = run(RunSpec(kind, StrategyConfig(), base.dataset, "reference", "it", handovers=handovers))
    if outcome.error:
        raise outcome.error
    found: dict[str, str] = outcome.result["digests"]
    return found


@pytest.mark.parametrize("after", range(7))
def test_what_it_saves_is_there(play: Any, after: int) -> None:
    assert digests(play, Careful, after) == digests(play, Careful)


def test_what_it_does_not_save_is_a_difference(play: Any) -> None:
    assert digests(play, Forgetful, 3)["decisions"] != digests(play, Forgetful)["decisions"]


@pytest.mark.parametrize("after", range(7))
def test_its_start_is_as_it_was(play: Any, after: int) -> None:
    """Tickets, what it was told, cash, prices and time; the ports it took hold of are the run's; no timer fires twice."""
    assert digests(play, Starting, after) == digests(play, Starting)


def test_it_is_another_instance(play: Any) -> None:
    made: list[Strategy] = []

    class Noted(Careful):
        def on_bar(self, bar: Bar) -> None:
            if self not in made:
                made.append(self)
            super().on_bar(bar)

    digests(play, Noted, 1, 4)
    assert len(made) == 3


def _saving(state: Any) -> type[Strategy]:
    return type("Saving", (Forgetful,), {"on_save": lambda self: state})


@pytest.mark.parametrize(
    ("state", "named"),
    [
        ({"a": [1, {2}]}, r"on_save\['a'\]\[1\] is a set"),
        ({"a": object()}, r"on_save\['a'\] is a object"),
        ({None: 1}, "a key None"),
        ([], "on_save gives a list"),
    ],
)
def test_a_state_that_is_not_plain_is_named(play: Any, state: Any, named: str) -> None:
    with pytest.raises(StrategyError, match=named):
        digests(play, _saving(state), 2)


@pytest.mark.parametrize("callback", ["on_save", "on_load"])
def test_what_it_raises_is_its_own_error(play: Any, callback: str) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("mine")

    with pytest.raises(StrategyRaised, match=f"raised in {callback}: ZeroDivisionError: mine"):
        digests(play, type("Failing", (Careful,), {callback: fail}), 2)
