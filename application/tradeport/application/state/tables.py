"""The tables of a state file. `records` is the truth, the others are what it comes to, for whoever reads them with SQL."""

from collections.abc import Iterable
from typing import Any, Final

from tradeport.application.events import Recorded
from tradeport.application.state.state import State
from tradeport.domain.model.money import text
from tradeport.domain.model.orders import Order

#: `PRAGMA application_id` ("TRPT") and `PRAGMA user_version` of a state file. The version changes with the tables.
KIND: Final = 0x54525054
VERSION: Final = 1

#: Decimals are text, times ns since the epoch.
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS records (seq INTEGER PRIMARY KEY, ts INTEGER, type TEXT, data BLOB, hash TEXT);
CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY CHECK (id = 0), run_id TEXT, records INTEGER, digest TEXT, ts INTEGER, status TEXT,
    decisions INTEGER, fills INTEGER, cash TEXT, fees TEXT, funding TEXT, equity TEXT, peak TEXT, initial_margin TEXT,
    maintenance_margin TEXT, trading_state TEXT);
CREATE TABLE IF NOT EXISTS orders (
    client_order_id TEXT PRIMARY KEY, instrument TEXT, side TEXT, type TEXT, quantity TEXT, limit_price TEXT,
    trigger_price TEXT, status TEXT, filled_quantity TEXT, average_price TEXT, reason TEXT, oco TEXT,
    ts_init INTEGER, ts_last INTEGER);
CREATE TABLE IF NOT EXISTS positions (instrument TEXT PRIMARY KEY, quantity TEXT, average_price TEXT, realized_pnl TEXT);
CREATE TABLE IF NOT EXISTS timers (name TEXT PRIMARY KEY, fired INTEGER, due INTEGER);
"""

#: What is not in `records`: dropped and made again where the history changes.
DERIVED: Final = ("account", "orders", "positions", "timers")


def insert(table: str, columns: int) -> str:
    """The statement that puts a row in, or another state of it."""
    return f"INSERT OR REPLACE INTO {table} VALUES ({', '.join('?' * columns)})"


#: Every record, in order, as `Recorded` takes it.
RECORDS: Final = "SELECT seq, ts, type, CAST(data AS BLOB), hash FROM records ORDER BY seq"


def record_row(record: Recorded) -> tuple[Any, ...]:
    """Of `records`."""
    return record.seq, record.ts, record.type, record.data, record.hash


def account_row(it: State) -> tuple[Any, ...]:
    """The one row of `account`."""
    risk, ledger = it.risk(), it.ledger
    money = ledger.cash(), ledger.fees, ledger.funding, risk.equity, risk.peak, risk.margin.initial, risk.margin.maintenance
    counts = it.decisions, it.fills
    return 0, it.run_id, it.records, it.digest, it.ts, it.status, *counts, *map(text, money), risk.trading_state.value


def order_row(order: Order) -> tuple[Any, ...]:
    """Of `orders`."""
    terms = order.intent
    prices = (None if price is None else text(price) for price in (terms.limit_price, terms.trigger_price))
    filled = text(order.filled_quantity), text(order.average_price)
    head = order.client_order_id, terms.instrument, terms.side.value, terms.type.value, text(terms.quantity)
    return *head, *prices, order.status.value, *filled, order.reason, order.oco, order.ts_init, order.ts_last


def position_rows(it: State) -> Iterable[tuple[Any, ...]]:
    """Of `positions`: those that are not flat."""
    for p in it.ledger.positions():
        yield p.instrument, text(p.quantity), text(p.average_price), text(p.realized_pnl)


def timer_rows(it: State) -> Iterable[tuple[Any, ...]]:
    """Of `timers`."""
    for name, timer in it.timers.items():
        yield name, timer.fired, timer.due
