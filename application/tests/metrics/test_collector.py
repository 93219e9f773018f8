"""What a run cost, as it stands in the result."""

from tradeport.application.metrics import MetricsCollector, peak_rss_mb


def test_percentiles_in_microseconds() -> None:
    metrics = MetricsCollector()
    metrics.latencies.extend(range(1000, 101_000, 1000))
    metrics.run_s, metrics.import_s, metrics.init_s = 2.0, 0.5, 0.25
    assert metrics.timings() == {
        "import_s": 0.5,
        "init_s": 0.25,
        "run_s": 2.0,
        "events_per_s": 50.0,
        "p50_us": 50.5,
        "p95_us": 95.05,
        "p99_us": 99.01,
    }


def test_a_run_without_an_event() -> None:
    timings = MetricsCollector().timings()
    assert (timings["events_per_s"], timings["p99_us"]) == (0.0, 0.0)


def test_denials_are_counted_by_rule() -> None:
    metrics = MetricsCollector()
    for reason in ("max_position: 5 > 4", "max_position: 6 > 4", "trading_state: trading is halted"):
        metrics.denied(reason)
    assert metrics.denials == {"max_position": 2, "trading_state": 1}


def test_memory_is_that_of_a_process() -> None:
    assert 10 < peak_rss_mb() < 100_000
