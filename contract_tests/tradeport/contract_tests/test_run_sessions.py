"""RUN-200 and on: stopping, and several sessions in one process."""

import pytest

from tradeport.contract_tests.data import flat, one
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Player, Script
from tradeport.ports.capability import Capability

C = Capability

RISING = tuple(f"{p} {p + 1} {p - 1} {p}" for p in range(100, 110))
TRADES = Script(every=lambda s: s.buy("X", 1 + s.count % 3))


@pytest.mark.contract("RUN-200", requires=C.BARS)
def test_stop_ends_the_run_after_the_present_instant(bench: Bench) -> None:
    """`stop` ends the run after the present instant.

    Prerequisite: ten bars.
    Action: on bar 4, call the session's `stop`, twice.
    Expected event sequence: bars 0 to 4, then `on_stop`.
    Pass criteria: five events counted by the engine, five heard, and `run` returns without an error of its own.
    """

    def act(s: Player) -> None:
        s.session.stop()
        s.session.stop()

    played = bench.play(flat(10), {4: act}, fails=True)
    assert (played.line.delivered, len(played.market)) == (5, 5)
    assert played.heard[-1].callback == "stop"


@pytest.mark.contract("RUN-210", requires=C.MARKET_ORDERS)
def test_a_session_is_closed_once(bench: Bench) -> None:
    """A session is opened, run and closed, each once.

    Prerequisite: none.
    Action: play a script.
    Expected event sequence: run, ran, close.
    Pass criteria: exactly these, in this order.
    """
    said = bench.play(flat(3), {0: lambda s: s.buy("X", 1)}).line.said
    assert [words[0] for words in said if words[0] in ("run", "ran", "close")] == ["run", "ran", "close"]


@pytest.mark.contract("RUN-300", requires=C.MARKET_ORDERS)
def test_sessions_one_after_the_other_give_the_same_log(bench: Bench) -> None:
    """Sessions one after the other in one process give the same log; what runs between them does not matter.

    Prerequisite: ten rising bars.
    Action: play a script, another on other data, then the first again.
    Expected event sequence: the same for first and third.
    Pass criteria: the same bytes.
    """
    first = bench.play(one(*RISING), TRADES).audit
    bench.play(flat(7), {1: lambda s: s.buy("X", 5)})
    assert bench.play(one(*RISING), TRADES).audit == first


@pytest.mark.contract("RUN-310", requires=C.MARKET_ORDERS)
def test_interleaved_sessions_give_the_same_log(bench: Bench) -> None:
    """A session that runs while another is under way disturbs neither.

    Prerequisite: ten rising bars.
    Action: play a script alone; then play it while another run, on bar 5, plays it from within.
    Expected event sequence: the same for all.
    Pass criteria: inner and outer give the bytes of the run alone.
    """
    alone = bench.play(one(*RISING), TRADES).audit
    inner: list[Played] = []

    def act(s: Player) -> None:
        if s.count == 5 and not inner:
            inner.append(bench.play(one(*RISING), TRADES))
        s.buy("X", 1 + s.count % 3)

    outer = bench.play(one(*RISING), Script(every=act))
    assert outer.audit == alone
    assert inner[0].audit == alone
