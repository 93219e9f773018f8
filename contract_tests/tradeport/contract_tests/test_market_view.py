"""MKT-300 and on: what a strategy can look up: the past, never the future."""

from collections.abc import Sequence

import pytest

from tradeport.contract_tests.data import dataset, flat, one, quotes
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.market_data import Bar
from tradeport.ports.capability import Capability
from tradeport.ports.market_data import UnknownInstrument

C = Capability

RISING = tuple(f"{p} {p} {p} {p}" for p in range(100, 106))


@pytest.mark.contract("MKT-300", requires=C.BARS)
def test_nothing_later_than_now_can_be_seen(bench: Bench) -> None:
    """Nothing later than now can be seen.

    Prerequisite: six rising bars.
    Action: in each `on_bar`, ask for a hundred bars, the last bar, the last price.
    Expected event sequence: six bars.
    Pass criteria: the bars up to now, the last of them the one delivered.
    """
    seen: list[tuple[Sequence[Bar], Bar | None, float | None]] = []
    data = one(*RISING)

    def look(s: Player) -> None:
        port = s.market_data
        seen.append((port.bars("X", 100), port.last_bar("X"), port.last_price("X")))

    bench.play(data, Script(every=look))
    bars = tuple(data.series["X"])
    assert seen == [(bars[: n + 1], bar, 100.0 + n) for n, bar in enumerate(bars)]


@pytest.mark.contract("MKT-310", requires=C.BARS)
def test_before_the_first_bar_nothing_is_known(bench: Bench) -> None:
    """Before the first bar nothing is known.

    Prerequisite: two bars.
    Action: look in `on_start`.
    Expected event sequence: start, then the bars.
    Pass criteria: no bars, no last bar, no last price; the instrument itself is known.
    """
    seen = []
    look = Script(
        start=lambda s: seen.append(
            (
                list(s.market_data.bars("X", 5)),
                s.market_data.last_bar("X"),
                s.market_data.last_price("X"),
                [i.id for i in s.market_data.instruments()],
            )
        )
    )
    bench.play(flat(2), look)
    assert seen == [([], None, None, ["X"])]


@pytest.mark.contract("MKT-320", requires=C.BARS)
def test_history_is_as_deep_as_configured(bench: Bench) -> None:
    """As many bars are kept as the run's history says.

    Prerequisite: six bars, a history of 3.
    Action: on the last bar, ask for 2 and for 100.
    Expected event sequence: six bars.
    Pass criteria: the last 2, and the last 3, oldest first.
    """
    seen: list[list[float]] = []
    steps = {5: lambda s: seen.extend([b.close for b in s.market_data.bars("X", n)] for n in (2, 100))}
    bench.play(one(*RISING), steps, history=3)
    assert seen == [[104.0, 105.0], [103.0, 104.0, 105.0]]


@pytest.mark.contract("MKT-330", requires=C.BARS)
def test_an_unknown_instrument_is_an_error(bench: Bench) -> None:
    """An instrument that the run has no data for is an error that names those it has.

    Prerequisite: a run of X.
    Action: ask for the last price of Q.
    Expected event sequence: UnknownInstrument in `on_bar`.
    Pass criteria: that exception, with the hint.
    """
    raised = []

    def ask(s: Player) -> None:
        with pytest.raises(UnknownInstrument, match="Hint: it has X") as caught:
            s.market_data.last_price("Q")
        raised.append(caught.type)

    bench.play(flat(1), {0: ask})
    assert raised == [UnknownInstrument]


@pytest.mark.contract("MKT-340", requires=C.QUOTES)
def test_of_ticks_the_last_alone_is_known(bench: Bench) -> None:
    """The last quote is the one delivered; there are no bars, and none are made of ticks.

    Prerequisite: two quotes.
    Action: in each `on_quote`, look.
    Expected event sequence: two quotes.
    Pass criteria: the last quote is the one delivered; no bars.
    """
    seen = []
    data = dataset(quotes("99 101", "98 100"))
    bench.play(data, Script(every=lambda s: seen.append((s.market_data.last_quote("X"), list(s.market_data.bars("X", 9))))))
    assert seen == [(q, []) for q in data.series["X"]]
