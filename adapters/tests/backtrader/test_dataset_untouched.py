"""The lines that Backtrader reads are the dataset's own columns; it must leave them as they are."""

from tradeport.contract_tests.data import bars, dataset
from tradeport.contract_tests.harness import Bench
from tradeport.domain.model.dataset import BarSeries


def _content(series: BarSeries) -> list[list[float]]:
    return [list(getattr(series, name)) for name in ("ts", "open", "high", "low", "close", "volume")]


def test_a_run_writes_nothing_into_the_dataset(bench: Bench) -> None:
    series = [bars("100 101 99 100", "-", "102 105 98 103", "103 104 102 103"), bars("50 51 49 50", "50 52 50 51", of="Y")]
    before = [_content(one) for one in series]
    bench.play(dataset(*series), {0: lambda s: s.buy("X", 1), 1: lambda s: s.sell("Y", 2, stop=51)})
    assert [_content(one) for one in series] == before
