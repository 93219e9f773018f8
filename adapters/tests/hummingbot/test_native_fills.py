"""The native profile is the paper exchange as it comes, and its books still agree with the ledger."""

from decimal import Decimal
from typing import Any

import pytest

from tradeport.application.reconcile import Reconcile
from tradeport.contract_tests.data import bars, dataset, one, quotes
from tradeport.contract_tests.harness import Bench, Played, Steps
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.money import FeeSchedule
from tradeport.domain.model.orders import TimeInForce
from tradeport.domain.model.time import SECOND
from tradeport.ports.capability import UnsupportedCapability
from tradeport.ports.engine import FillProfile


def play(bench: Bench, data: Dataset, steps: Steps, **terms: Any) -> Played:
    fees = FeeSchedule(bps=Decimal("7.5"))
    return bench.play(data, steps, profile=FillProfile.NATIVE, reconcile=Reconcile.EVERY_BAR, fees=fees, **terms)


def test_a_gapped_limit_fills_at_its_limit(bench: Bench) -> None:
    played = play(bench, one("100 101 99 100", "95 96 94 95"), {0: lambda s: s.buy("X", 1, limit=99, tag="a")})
    assert [price for _, _, price in played.filled] == ["99"]


def test_a_market_order_waits_five_seconds_of_the_engine_s_time(bench: Bench) -> None:
    """Of bars of two seconds, shown as four books each, it meets the second book of the third bar after it."""
    rows = ["100 100 100 100", "101 101 101 101", "102 102 102 102", "103 104 102 103"]
    played = play(bench, one(*rows, every=2 * SECOND), {0: lambda s: s.buy("X", 1, tag="a")})
    assert [price for _, _, price in played.filled] == ["104"]


def test_a_market_order_on_minutes_fills_at_the_next_open(bench: Bench) -> None:
    played = play(bench, one("100 101 99 100", "102 105 98 103"), {0: lambda s: s.buy("X", 1, tag="a")})
    assert [price for _, _, price in played.filled] == ["102"]


def test_the_account_is_spot_and_lends_nothing(bench: Bench) -> None:
    def act(s: Player) -> None:
        s.sell("X", 1, tag="short")
        s.buy("X", 10_000, tag="dear")
        s.sell("X", 2, limit=101, tag="short-limit")
        s.buy("X", 1, tag="fine")

    played = play(bench, one("100 101 99 100", "102 105 98 103", "102 105 98 103"), {0: act})
    ends = {tag: played.trail(tag)[-1].partition("@")[0] for tag in ("short", "dear", "short-limit", "fine")}
    assert ends == {"short": "rejected", "dear": "rejected", "short-limit": "canceled", "fine": "filled"}
    assert played.reasons("dear") == ["the balance does not cover it"]


def test_a_resting_order_can_be_cancelled_and_a_queued_one_cannot(bench: Bench) -> None:
    def act(s: Player) -> None:
        s.buy("X", 1, limit=90, tag="rests")
        s.buy("X", 1, tag="queued")
        s.drop("rests")
        s.drop("queued")

    played = play(bench, one("100 101 99 100", "102 105 98 103"), {0: act})
    assert played.trail("rests")[-1] == "canceled@0"
    assert [event.partition("@")[0] for event in played.trail("queued")][-2:] == ["cancel_rejected", "filled"]


def test_an_order_that_fills_with_another_cannot_be_cancelled_by_it(bench: Bench) -> None:
    """Both have filled when the first is told of."""

    def cancel_the_other(s: Player, fill: Any) -> None:
        for order in s.execution.open_orders():
            s.cancel(order.client_order_id)

    def act(s: Player) -> None:
        s.buy("X", 1, limit=99, tag="a")
        s.buy("X", 1, limit=98, tag="b")

    played = play(bench, one("100 101 99.5 100", "100 101 95 100"), Script(at={0: act}, on_fill=cancel_the_other))
    assert sorted(price for _, _, price in played.filled) == ["98", "99"]


def test_several_instruments_quotes_and_repeated_stamps(bench: Bench) -> None:
    data = dataset(bars("100 101 99 100", "102 105 98 103", "100 100 100 100"), quotes("9 10", "=10 11", "11 12", of="Q"))

    def act(s: Player) -> None:
        s.buy("Q", 1, tag="q")
        s.buy("X", 1, tag="x")

    assert sorted(tag for tag, _, _ in play(bench, data, {0: act}).filled) == ["q", "x"]


@pytest.mark.parametrize(
    "terms", [{"stop": 105}, {"limit": 90, "post_only": True}, {"limit": 90, "time_in_force": TimeInForce.IOC}]
)
def test_what_the_exchange_lacks_is_refused(bench: Bench, terms: dict[str, Any]) -> None:
    with pytest.raises(UnsupportedCapability):
        play(bench, one("100 101 99 100", "102 105 98 103"), {0: lambda s: s.buy("X", 1, tag="a", **terms)})


def test_it_is_the_same_twice(bench: Bench) -> None:
    data = one("100 101 99 100", "95 96 94 95", "95 99 94 98")
    steps: Steps = {0: lambda s: s.buy("X", 3, limit=99, tag="a"), 1: lambda s: s.sell("X", 1, tag="b")}
    assert play(bench, data, steps).audit == play(bench, data, steps).audit
