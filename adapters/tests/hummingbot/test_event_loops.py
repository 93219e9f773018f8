"""A run is the same in any thread, inside a running event loop, and after one; the caller's loop is left alone."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player

DATA = one("100 101 99 100", "102 105 98 103", "103 103 103 103", "101 104 100 102")


def orders(s: Player) -> None:
    s.buy("X", 1, tag="market")
    s.buy("X", 2, limit=99, tag="limit")
    s.sell("X", 1, stop=98, tag="stop")
    s.buy("X", 1, limit=50, tag="dropped")


@pytest.fixture(scope="module")
def expected(bench: Bench) -> bytes:
    return play(bench)


def play(bench: Bench) -> bytes:
    return bench.play(DATA, {0: orders, 2: lambda s: s.drop("dropped")}).audit


def test_in_another_thread(bench: Bench, expected: bytes) -> None:
    with ThreadPoolExecutor(1) as threads:
        assert threads.submit(play, bench).result() == expected


def test_in_two_threads_at_once(bench: Bench, expected: bytes) -> None:
    with ThreadPoolExecutor(2) as threads:
        assert [done.result() for done in [threads.submit(play, bench) for _ in range(6)]] == [expected] * 6


def test_inside_a_running_loop(bench: Bench, expected: bytes) -> None:
    async def main() -> bytes:
        loop, tasks = asyncio.get_running_loop(), asyncio.all_tasks()
        audit = play(bench)
        assert asyncio.get_running_loop() is loop
        assert asyncio.all_tasks() == tasks, "the run left something to do"
        return audit

    assert asyncio.run(main()) == expected


def test_the_loop_that_is_set_stays_set(bench: Bench, expected: bytes) -> None:
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        assert play(bench) == expected
        assert asyncio.get_event_loop() is loop
        assert loop.run_until_complete(asyncio.sleep(0, "turns")) == "turns"
    finally:
        asyncio.set_event_loop(None)
        loop.close()


def test_after_a_loop_has_closed(bench: Bench, expected: bytes) -> None:
    asyncio.run(asyncio.sleep(0))
    assert play(bench) == expected
