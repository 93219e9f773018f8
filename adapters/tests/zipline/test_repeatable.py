"""Runs do not see one another: repeated, one within another, and in two threads."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script

DATA = one("100 101 99 100", "102 105 98 103", "103 104 101 102", "102 103 100 101", size="0.01")


def act(s: Player) -> None:
    s.buy("X", "0.25", stop="102.5", limit=103)
    s.sell("X", 1, limit=104)


def digest(bench: Bench, script: Script = Script(every=act)) -> dict[str, Any]:
    digests: dict[str, Any] = bench.play(DATA, script).outcome.result["digests"]
    return digests


def test_again_in_one_process(bench: Bench) -> None:
    """Three times the same bytes."""
    assert digest(bench) == digest(bench) == digest(bench)


def test_one_run_within_another(bench: Bench) -> None:
    """Zipline keeps its running algorithm in a global; a run in a callback gives it back."""
    inner: list[dict[str, Any]] = []

    def nest(s: Player) -> None:
        act(s)
        if len(inner) < 2:
            inner.append(digest(bench))

    assert [digest(bench, Script(every=nest)), *inner] == [digest(bench)] * 3


def test_in_two_threads(bench: Bench) -> None:
    """At the same time."""
    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(lambda _: digest(bench), range(4)))
    assert found == [digest(bench)] * 4
