"""How long a tick of the risk-first loop takes: `python -m benchmarks.drift_tick [--ticks N]`. Prints percentiles.

The account has three perpetuals, a deposit, a borrowed token and open orders. `judged`: from what has been pushed to a verdict
and the strategy's call. `read and judged`: state, markets, oracles and account read anew before it, without sockets. `got out`:
after a gap, the tick that cancels all and sends the closing orders, each of them signed, sent and certain. Where other programs
want the processor too, the clock counts their share; the processor's time does not.
"""

import argparse
import asyncio
from time import perf_counter_ns, thread_time_ns

from rich.console import Console
from rich.table import Table

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.core.types import Margin
from tradeport.adapters.drift.execution.safety import Limits, SafetyGates
from tradeport.adapters.drift.execution.unwinder import Unwinder
from tradeport.adapters.drift.rehearsal.stage import BASE, FIRST, LONG, SHORT, SOL_SPOT, USDC, Stage
from tradeport.adapters.drift.runtime import Mode, RiskFirstLoop
from tradeport.adapters.drift.venue.desk import order
from tradeport.adapters.drift.venue.enums import OrderType

_IOC = 1


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ticks", type=int, default=2_000)
    asked = parser.parse_args()
    table = Table(title=f"A tick of the risk-first loop, ms, {asked.ticks:,} ticks (budget: p99 < 5 for `judged`)")
    for column in ("what", "p50", "p99", "worst"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for what, times in asyncio.run(_measure(asked.ticks)).items():
        each = sorted(times)
        table.add_row(what, *(f"{each[min(len(each) - 1, int(len(each) * share))] / 1e6:.2f}" for share in (0.5, 0.99, 1.0)))
    Console(width=100).print(table)


async def _measure(ticks: int) -> dict[str, list[int]]:
    stage = _portfolio()
    found: dict[str, list[int]] = {"judged": [], "judged, processor's time": [], "read and judged": []}
    async with stage.client("trader") as client:
        loop = _loop(client)
        for _ in range(ticks):
            began, worked = perf_counter_ns(), thread_time_ns()
            await loop.tick(stage.chain.slot)
            found["judged"].append(perf_counter_ns() - began)
            found["judged, processor's time"].append(thread_time_ns() - worked)
            await asyncio.sleep(0)  # the strategy's turn, not counted
        for _ in range(max(1, ticks // 10)):
            began = perf_counter_ns()
            await client.refresh()
            await loop.tick(stage.chain.slot)
            found["read and judged"].append(perf_counter_ns() - began)
            await asyncio.sleep(0)
    found["got out"] = [await _got_out() for _ in range(max(1, ticks // 100))]
    return found


async def _got_out() -> int:
    stage = _portfolio()
    async with stage.client("trader") as client:
        loop = _loop(client)
        for name in FIRST:
            stage.price(name, FIRST[name] * 0.697)
        await client.refresh()
        began = perf_counter_ns()
        tick = await loop.tick(stage.chain.slot)
        took = perf_counter_ns() - began
    assert tick.mode is Mode.UNWINDING
    assert [outcome.fate for _, outcome in tick.done] == ["landed"] * 5
    return took


def _loop(client: LiveClient) -> RiskFirstLoop:
    async def strategy(_: Margin) -> None:
        return None

    return RiskFirstLoop(client, strategy, SafetyGates(client, Limits()), Unwinder(client))


def _portfolio() -> Stage:
    stage = Stage()
    trader, maker = stage.trader("trader", 10_000), stage.trader("maker", 10_000_000, 1_000)
    stage.genesis.wallet(trader.authority, {"SOL": 0})
    trader.withdraw(5 * BASE, SOL_SPOT)
    for index, price in enumerate(FIRST.values()):
        size = round(9_000 / price, 4)
        stage.quote(maker, index, SHORT, size, price * 1.0001)
        take = order(OrderType.LIMIT, LONG, round(size * BASE), market=index, price=round(price * 1.01 * USDC), bit_flags=_IOC)
        trader.take(take, [maker])
        stage.quote(trader, index, LONG, size / 10, price * 0.5)
    return stage


if __name__ == "__main__":
    main()
