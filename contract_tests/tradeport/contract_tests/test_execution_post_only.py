"""EXE-860 and on: post-only orders make, or are rejected."""

import pytest

from tradeport.contract_tests.data import EXAMPLE, FLAT, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.ports.capability import Capability

C = Capability
TAKES = ["post_only: it would have taken"]


@pytest.mark.contract("EXE-860", requires=C.POST_ONLY, also=(C.LIMIT_ORDERS,))
def test_post_only_is_rejected_where_it_would_take(bench: Bench) -> None:
    """A post-only order that its first bar would fill at the open is rejected instead.

    Prerequisite: the example's bars; bar 1 opens at 102.
    Action: post-only limit buy 103 on bar 0.
    Expected event sequence: accepted at bar 0, rejected at bar 1.
    Pass criteria: no fill; the reason is the platform's own words.
    """
    played = bench.play(one(*EXAMPLE), {0: lambda s: s.buy("X", 1, limit=103, post_only=True, tag="a")})
    assert played.trail("a") == ["initialized@0", "submitted@0", "accepted@0", "rejected@1"]
    assert played.reasons("a") == TAKES


@pytest.mark.contract("EXE-862", requires=C.POST_ONLY, also=(C.LIMIT_ORDERS, C.SHORT))
def test_post_only_is_rejected_at_the_open_itself(bench: Bench) -> None:
    """An open at the limit would fill it, so it is rejected, a sell order too.

    Prerequisite: the example's bars.
    Action: post-only limit buy 102 and limit sell 102 on bar 0.
    Expected event sequence: both rejected at bar 1.
    Pass criteria: no fill.
    """

    def act(s: Player) -> None:
        s.buy("X", 1, limit=102, post_only=True, tag="a")
        s.sell("X", 1, limit=102, post_only=True, tag="b")

    assert bench.play(one(*EXAMPLE), {0: act}).happened("rejected", "filled") == ["a rejected@1", "b rejected@1"]


@pytest.mark.contract("EXE-864", requires=C.POST_ONLY, also=(C.LIMIT_ORDERS,))
def test_post_only_fills_where_it_makes(bench: Bench) -> None:
    """A post-only order that the open is not through rests, and fills when touched, in its first bar too.

    Prerequisite: the example's bars; bar 1 touches 101.
    Action: post-only limit buy 101 on bar 0.
    Expected event sequence: filled at bar 1.
    Pass criteria: at 101.
    """
    played = bench.play(one(*EXAMPLE), {0: lambda s: s.buy("X", 1, limit=101, post_only=True, tag="a")})
    assert played.filled == [("a", 1, "101")]


@pytest.mark.contract("EXE-866", requires=C.POST_ONLY, also=(C.LIMIT_ORDERS,))
def test_post_only_matters_on_the_first_bar_alone(bench: Bench) -> None:
    """Once it rests, a post-only order is a limit order: a later open through it fills it at the open.

    Prerequisite: bar 1 does not reach 98, bar 2 opens at 97.
    Action: post-only limit buy 98 on bar 0.
    Expected event sequence: filled at bar 2.
    Pass criteria: at 97.
    """
    data = one(FLAT, FLAT, "97 98 96 97")
    played = bench.play(data, {0: lambda s: s.buy("X", 1, limit=98, post_only=True, tag="a")})
    assert played.filled == [("a", 2, "97")]


@pytest.mark.contract("EXE-868", requires=C.POST_ONLY, also=(C.LIMIT_ORDERS, C.MODIFY))
def test_a_modified_post_only_order_is_judged_again(bench: Bench) -> None:
    """A post-only order that was moved into the market is rejected by its next bar.

    Prerequisite: quiet bars that open at 100.
    Action: post-only limit buy 95 on bar 0; on bar 1, move it to 101.
    Expected event sequence: updated at bar 1, rejected at bar 2.
    Pass criteria: no fill.
    """
    steps = {0: lambda s: s.buy("X", 1, limit=95, post_only=True, tag="a"), 1: lambda s: s.change("a", limit=101)}
    played = bench.play(one(*[FLAT] * 3), steps)
    assert played.happened("updated", "rejected", "filled") == ["a updated@1", "a rejected@2"]
    assert played.reasons("a") == TAKES
