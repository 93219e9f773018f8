"""What is left of the data begins as it would have begun; an instrument stays, whatever is left of it."""

from itertools import islice
from typing import Any

import attrs
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tradeport.application.handover.remainder import events_until, remainder
from tradeport.application.run_spec import Handover
from tradeport.application.runner import run
from tradeport.contract_tests.sequences import markets
from tradeport.domain.model.dataset import BarSeries, Dataset
from tradeport.domain.model.time import MINUTE
from tradeport.domain.order_life import Openings

FLAT = "100 101 99 100"


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(dataset=markets(), data=st.data())
def test_each_event_begins_when_it_did(dataset: Dataset, data: st.DataObject) -> None:
    """The events of before apart, instants, their events and when they began are the same."""
    at = data.draw(st.integers(dataset.start, dataset.end - 1))
    before = events_until(dataset, at)
    left = remainder(dataset, at)
    assert len(left.dataset) == len(dataset) - before + left.seen
    ours, theirs = (_begun(one) for one in (left.dataset, dataset))
    assert list(islice(ours, left.seen, None)) == list(islice(theirs, before, None))


def _begun(dataset: Dataset) -> Any:
    openings = Openings(dataset)
    return ((ts, event, openings.of(event)) for ts, events in dataset.instants() for event in events)


def test_an_instrument_whose_data_has_ended(both: Any) -> None:
    """It is held, and an order for it works and is cancelled, on an engine that never has an event of it."""
    steps = {
        0: lambda s: s.buy("Y", 5),
        1: lambda s: s.sell("Y", 5, limit=200),
        5: lambda s: s.execution.cancel_all("Y"),
    }
    made = both({"X": [FLAT] * 6, "Y": [FLAT] * 2}, _of_x(steps), after=[3])
    assert made.equal
    assert made.handed.result["positions"] == {"Y": "5"}
    assert made.handed.events("canceled")


def test_an_instrument_that_begins_later(play: Any) -> None:
    """An order for it, sent before its first bar, meets that bar on the other engine."""
    spec = play.spec({"X": [FLAT] * 6, "Y": [FLAT] * 6}, {1: lambda s: s.buy("Y", 1, limit=99)})
    of_x, of_y = spec.dataset.series.values()
    late = BarSeries.of("Y", MINUTE, list(of_y)[3:])
    whole = attrs.evolve(spec, dataset=Dataset(spec.dataset.instruments, [of_x, late]))
    handed = attrs.evolve(whole, handovers=[Handover("reference", 2 * MINUTE)])
    ran = [run(one) for one in (whole, handed)]
    assert ran[0].result["digests"] == ran[1].result["digests"]
    assert ran[1].result["fills_count"] == 1


def _of_x(steps: Any) -> Any:
    """By the places of X's bars: beside its first two there is one of Y."""
    return {2 * bar if bar < 2 else bar + 2: step for bar, step in steps.items()}
