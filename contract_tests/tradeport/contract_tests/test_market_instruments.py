"""MKT-100 and on: several instruments in one run."""

import pytest

from tradeport.contract_tests.data import FLAT, bars, close_of, dataset, quotes
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Script
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.time import MINUTE
from tradeport.ports.capability import Capability

C = Capability


def grouped(played: Played) -> list[tuple[int, str]]:
    """`(bar, "Z A M")` an instant, as the adapter delivered them."""
    return [(played.bar(i.ts), " ".join(e.instrument for e in i.events)) for i in played.line.instants()]


def due(data: Dataset, played: Played) -> list[tuple[int, str]]:
    """The same, as the dataset has them."""
    return [(played.bar(ts), " ".join(e.instrument for e in events)) for ts, events in data.instants()]


@pytest.mark.contract("MKT-100", requires=C.MULTI_INSTRUMENT)
def test_an_instant_holds_its_instruments_in_order_of_configuration(bench: Bench) -> None:
    """The bars of one instant come together, in the order of the configuration.

    Prerequisite: instruments configured as Z, A, M.
    Action: listen.
    Expected event sequence: Z, A, M at each instant.
    Pass criteria: that order in what the adapter delivers and in what the strategy hears; the bars are the dataset's.
    """
    data = dataset(*(bars(FLAT, FLAT, FLAT, of=name) for name in "ZAM"))
    played = bench.play(data, {})
    assert grouped(played) == [(0, "Z A M"), (1, "Z A M"), (2, "Z A M")]
    assert [h.what for h in played.market] == [event for _, events in data.instants() for event in events]


@pytest.mark.contract("MKT-110", requires=C.MULTI_INSTRUMENT)
def test_an_instrument_may_miss_a_bar(bench: Bench) -> None:
    """Where one instrument has no bar, the others come without it.

    Prerequisite: X misses bar 1, Y misses bar 2.
    Action: listen.
    Expected event sequence: both, Y, X, both.
    Pass criteria: exactly these, nothing filled in.
    """
    data = dataset(bars(FLAT, "-", FLAT, FLAT), bars(FLAT, FLAT, "-", FLAT, of="Y"))
    assert grouped(bench.play(data, {})) == [(0, "X Y"), (1, "Y"), (2, "X"), (3, "X Y")]


@pytest.mark.contract("MKT-120", requires=C.MULTI_INSTRUMENT)
def test_instruments_may_have_different_intervals(bench: Bench) -> None:
    """A bar of a longer interval comes at its close, together with the shorter one that ends there.

    Prerequisite: X has bars of one minute, Y of three.
    Action: listen.
    Expected event sequence: Y joins at the closes of minutes 3 and 6.
    Pass criteria: the dataset's own instants.
    """
    data = dataset(bars(*[FLAT] * 7), bars(FLAT, FLAT, of="Y", every=3 * MINUTE))
    played = bench.play(data, {})
    assert grouped(played) == due(data, played)
    assert [h.now for h in played.market if h.what.instrument == "Y"] == [close_of(2), close_of(5)]


@pytest.mark.contract("MKT-130", requires=C.MULTI_INSTRUMENT)
def test_instruments_may_begin_and_end_at_different_times(bench: Bench) -> None:
    """One instrument may begin later, another end earlier.

    Prerequisite: X has bars 0 to 2, Y has bars 2 to 4.
    Action: listen.
    Expected event sequence: X, X, both, Y, Y.
    Pass criteria: exactly these.
    """
    data = dataset(bars(FLAT, FLAT, FLAT), bars("-", "-", FLAT, FLAT, FLAT, of="Y"))
    assert grouped(bench.play(data, {})) == [(0, "X"), (1, "X"), (2, "X Y"), (3, "Y"), (4, "Y")]


@pytest.mark.contract("MKT-140", requires=C.MULTI_INSTRUMENT, also=(C.QUOTES, C.BARS))
def test_bars_of_one_and_quotes_of_another(bench: Bench) -> None:
    """Instruments may differ in the kind of their data.

    Prerequisite: X has bars of a minute, Y quotes every 20 seconds.
    Action: listen.
    Expected event sequence: the dataset's instants.
    Pass criteria: each event is the dataset's own, in its order.
    """
    data = dataset(bars(FLAT, FLAT), quotes(*["99 101"] * 6, of="Y", every=MINUTE // 3))
    played = bench.play(data, {})
    assert grouped(played) == due(data, played)
    assert [h.what for h in played.market] == [event for _, events in data.instants() for event in events]


@pytest.mark.contract("MKT-150", requires=C.MULTI_INSTRUMENT)
def test_all_bars_of_an_instant_are_known_to_each_callback(bench: Bench) -> None:
    """Whoever acts at an instant knows all of its bars, whichever instrument called.

    Prerequisite: X at 100 and Y at 200 in bar 0, X at 101 and Y at 202 in bar 1.
    Action: in each `on_bar`, read the last price of both.
    Expected event sequence: X then Y at each instant.
    Pass criteria: both callbacks of an instant read the same two prices.
    """
    seen: list[tuple[float | None, float | None]] = []
    data = dataset(bars("100 100 100 100", "101 101 101 101"), bars("200 200 200 200", "202 202 202 202", of="Y"))
    bench.play(data, Script(every=lambda s: seen.append((s.market_data.last_price("X"), s.market_data.last_price("Y")))))
    assert seen == [(100.0, 200.0), (100.0, 200.0), (101.0, 202.0), (101.0, 202.0)]
