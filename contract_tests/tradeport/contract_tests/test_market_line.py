"""MKT-400 and on: what goes over the line between the platform and the adapter, and when."""

import pytest

from tradeport.application.errors import ReconciliationError
from tradeport.contract_tests.data import FLAT, bars, dataset, flat, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.orders import OrderEventType
from tradeport.ports.capability import Capability

C = Capability


@pytest.mark.contract("MKT-400", requires=C.BARS)
def test_each_event_is_announced_before_it_is_matched(bench: Bench) -> None:
    """`before_match` comes once for each event, before the instant it belongs to is handed over.

    Prerequisite: five bars.
    Action: listen on the line.
    Expected event sequence: before_match, market, before_match, market, ...
    Pass criteria: each announces the event that is then delivered.
    """
    instants = list(bench.play(flat(5), {}).line.instants())
    assert len(instants) == 5
    assert [i.shown for i in instants] == [i.events for i in instants]


@pytest.mark.contract("MKT-410", requires=C.MULTI_INSTRUMENT)
def test_all_events_of_an_instant_are_announced_before_it_is_delivered(bench: Bench) -> None:
    """With several instruments, all events of an instant are announced and matched before any is handed over.

    Prerequisite: X and Y, Y misses bar 1.
    Action: listen on the line.
    Expected event sequence: before_match of each event, then market with all of them.
    Pass criteria: announced and delivered are the same events, each once.
    """
    data = dataset(bars(FLAT, FLAT, FLAT), bars(FLAT, "-", FLAT, of="Y"))
    for instant in bench.play(data, {}).line.instants():
        assert sorted(instant.shown, key=lambda e: e.instrument) == sorted(instant.events, key=lambda e: e.instrument)


@pytest.mark.contract("MKT-420", requires=C.MARKET_ORDERS)
def test_outcomes_are_reported_between_announcement_and_delivery(bench: Bench) -> None:
    """What matching did is reported after the event was announced and before it is delivered.

    Prerequisite: four bars.
    Action: buy on bars 0 and 1.
    Expected event sequence: before_match, report, market at bars 1 and 2.
    Pass criteria: each fill stands between its bar's before_match and its market data.
    """
    played = bench.play(flat(4), {0: lambda s: s.buy("X", 1), 1: lambda s: s.buy("X", 1)})
    words = [
        words[0]
        for words in played.line.said
        if words[0] in ("before_match", "market") or (words[0] == "report" and words[1].type is OrderEventType.FILLED)
    ]
    quiet, busy = ["before_match", "market"], ["before_match", "report", "market"]
    assert words == quiet + busy + busy + quiet


@pytest.mark.contract("MKT-430", requires=C.MARKET_ORDERS)
def test_the_engines_clock_agrees_with_the_data(bench: Bench) -> None:
    """The engine's own time of a fill is the time of the event that filled it.

    Prerequisite: four bars, the third missing.
    Action: buy on every bar.
    Expected event sequence: fills at bars 1 and 3.
    Pass criteria: the report's time is that of the bar being matched, to the nanosecond.
    """
    played = bench.play(one(FLAT, FLAT, "-", FLAT), Script(every=lambda s: s.buy("X", 1)))
    fills = [
        (report.ts, instant.ts)
        for instant in played.line.instants()
        for report in instant.reports
        if report.type is OrderEventType.FILLED
    ]
    assert len(fills) == 2
    assert [theirs for theirs, _ in fills] == [ours for _, ours in fills]


@pytest.mark.contract("MKT-440", requires=C.BARS)
def test_an_engine_that_stops_early_is_found(bench: Bench) -> None:
    """An engine that ends its run early, without a word, is found by its count.

    Prerequisite: five bars.
    Action: on bar 2, stop the engine behind the platform's back.
    Expected event sequence: bars 0 to 2, then the end.
    Pass criteria: the run ends in a ReconciliationError that says how many arrived.
    """

    def act(s: Player) -> None:
        s.session.stop()

    played = bench.play(flat(5), {2: act}, fails=True)
    error = played.outcome.error
    assert isinstance(error, ReconciliationError)
    assert "5 events fed, 3 delivered by it, 3 heard" in str(error)
