"""From sent to seen to certain, in slots and nanoseconds; slow ones are told of."""

from hypothesis import given
from hypothesis import strategies as st

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.delivery.latency import LatencyMonitor, Slow
from tradeport.adapters.drift.rehearsal.stage import Stage
from tradeport.adapters.drift.venue.rpc.faults import Kind

from .live import BUY, limit, run


def _monitor(threshold: int = 32) -> tuple[LatencyMonitor, list[int], list[Slow]]:
    clock, told = [0], list[Slow]()
    return LatencyMonitor(threshold, told.append, lambda: clock[0]), clock, told


def test_seen_and_confirmed_count_from_the_first_time_it_was_sent() -> None:
    monitor, clock, _ = _monitor()
    monitor.sent("a", 100)
    clock[0] = 5
    monitor.sent("a", 101)  # again: nothing starts anew
    clock[0] = 10
    monitor.seen("a", 103)
    clock[0] = 30
    monitor.seen("a", 104)
    monitor.confirmed("a", 106)
    (lag,) = monitor.lags
    assert (lag.seen_slots, lag.seen_ns, lag.confirmed_slots, lag.confirmed_ns) == (3, 10, 6, 30)


def test_slower_than_the_threshold_is_told_and_what_never_landed_is_not_counted() -> None:
    monitor, _, told = _monitor(threshold=4)
    for name, slots in (("a", 4), ("b", 5)):
        monitor.sent(name, 100)
        monitor.confirmed(name, 100 + slots)
    monitor.sent("c", 100)
    monitor.forget("c")
    monitor.confirmed("c", 500)
    monitor.confirmed("unknown", 500)
    assert told == [Slow("b", 5, 4)]
    assert len(monitor.lags) == 2


def test_one_that_is_stuck_is_told_of_once_while_it_is() -> None:
    monitor, _, told = _monitor(threshold=4)
    monitor.sent("a", 100)
    for slot in (104, 105, 106):
        monitor.waiting("a", slot)
    assert told == [Slow("a", 5, 4)]
    monitor.confirmed("a", 110)
    assert len(told) == len(monitor.lags) == 1


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60), st.integers(1, 100))
def test_a_percentile_is_the_least_that_so_many_do_not_exceed(slots: list[int], percent: int) -> None:
    monitor, _, _ = _monitor()
    for i, count in enumerate(slots):
        monitor.sent(str(i), 0)
        monitor.confirmed(str(i), count)
    value = monitor.percentile(percent / 100, lambda lag: lag.confirmed_slots)
    assert value is not None
    assert sum(count <= value for count in slots) * 100 >= percent * len(slots)
    assert all(sum(c <= below for c in slots) * 100 < percent * len(slots) for below in slots if below < value)


def test_none_without_any() -> None:
    assert LatencyMonitor().percentile(0.5) is None


def test_the_sender_measures_what_it_sends() -> None:
    async def scenario(stage: Stage, client: LiveClient) -> None:
        await client.drift.place_perp_order(limit(BUY, 1, 140))
        stage.transport.faults.next("getSignatureStatuses", Kind.DROP, times=2)
        await client.drift.place_perp_order(limit(BUY, 1, 141))
        swift, slow = client.sender.latency.lags
        assert swift.confirmed_slots < slow.confirmed_slots
        assert slow.confirmed_ns > 0

    run(scenario)
