"""MKT-200 and on: quotes and trades."""

import pytest

from tradeport.contract_tests.data import dataset, quotes, trades
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Script
from tradeport.domain.model.dataset import TickSeries
from tradeport.domain.model.market_data import AggressorSide, TradeTick
from tradeport.ports.capability import Capability

C = Capability


@pytest.mark.contract("MKT-200", requires=C.QUOTES)
def test_a_strategy_sees_the_quotes_of_the_dataset(bench: Bench) -> None:
    """A strategy sees the dataset's own quotes, in order.

    Prerequisite: quotes with values that rounding would change.
    Action: listen.
    Expected event sequence: one `on_quote` a quote.
    Pass criteria: every field of every quote is equal.
    """
    data = dataset(quotes("0.1 0.3", "0.7 1.1", "99999.99 100000.01"))
    played = bench.play(data, {})
    assert [(h.callback, h.what) for h in played.market] == [("quote", q) for q in data.series["X"]]
    assert played.line.delivered == 3


@pytest.mark.contract("MKT-210", requires=C.TRADES)
def test_a_strategy_sees_the_trades_of_the_dataset(bench: Bench) -> None:
    """A strategy sees the dataset's own trades, in order, their aggressor and size with them.

    Prerequisite: trades of every aggressor, of sizes down to a satoshi.
    Action: listen.
    Expected event sequence: one `on_trade` a trade.
    Pass criteria: every field of every trade is equal.
    """
    start = next(iter(trades("1"))).ts
    sizes = (0.00000001, 3.0, 1234567.5)
    ticks = [TradeTick("X", start + n, 100.0 + n, sizes[n], side) for n, side in enumerate(AggressorSide)]
    data = dataset(TickSeries("X", ticks))
    played = bench.play(data, {})
    assert [(h.callback, h.what) for h in played.market] == [("trade", t) for t in ticks]
    assert played.line.delivered == 3


@pytest.mark.contract("MKT-220", requires=C.QUOTES)
def test_two_quotes_of_one_time_stamp_are_two_instants(bench: Bench) -> None:
    """Two quotes of one time stamp are delivered one by one, in the dataset's order.

    Prerequisite: three quotes, the second and third of one time stamp.
    Action: listen.
    Expected event sequence: three instants.
    Pass criteria: one quote in each, in order.
    """
    data = dataset(quotes("99 101", "98 100", "=97 99"))
    instants = list(bench.play(data, {}).line.instants())
    assert [(i.ts, *i.events) for i in instants] == [(q.ts, q) for q in data.series["X"]]


@pytest.mark.contract("MKT-230", requires=C.TRADES)
def test_two_trades_of_one_time_stamp_are_two_instants(bench: Bench) -> None:
    """Two trades of one time stamp are delivered one by one, in the dataset's order; equal ones are not merged.

    Prerequisite: four trades, three of one time stamp, two of them equal.
    Action: listen.
    Expected event sequence: four instants.
    Pass criteria: one trade in each, in order.
    """
    data = dataset(trades("100", "101", "=102", "=102"))
    instants = list(bench.play(data, {}).line.instants())
    assert [(i.ts, *i.events) for i in instants] == [(t.ts, t) for t in data.series["X"]]


@pytest.mark.contract("MKT-240", requires=C.QUOTES)
def test_the_last_price_of_a_quote_is_its_mid(bench: Bench) -> None:
    """The last price of a quote is its mid.

    Prerequisite: quotes 99/101 and 99/102.
    Action: in each `on_quote`, read last price and last quote.
    Expected event sequence: two quotes.
    Pass criteria: 100 and 100.5; the quote is the one delivered.
    """
    seen = []
    data = dataset(quotes("99 101", "99 102"))
    bench.play(data, Script(every=lambda s: seen.append((s.market_data.last_price("X"), s.market_data.last_quote("X")))))
    assert seen == list(zip((100.0, 100.5), data.series["X"], strict=True))


@pytest.mark.contract("MKT-250", requires=C.TRADES)
def test_the_last_price_of_a_trade_is_its_price(bench: Bench) -> None:
    """The last price of a trade is its price.

    Prerequisite: trades at 99 and 101.25.
    Action: in each `on_trade`, read last price and last trade.
    Expected event sequence: two trades.
    Pass criteria: 99 and 101.25; the trade is the one delivered.
    """
    seen = []
    data = dataset(trades("99", "101.25"))
    bench.play(data, Script(every=lambda s: seen.append((s.market_data.last_price("X"), s.market_data.last_trade("X")))))
    assert seen == list(zip((99.0, 101.25), data.series["X"], strict=True))
