"""Importing the engine changes nothing that the rest of the process can see."""

import subprocess
import sys

PROBE = """
import asyncio, decimal, logging, threading, warnings
state = lambda: (
    logging.getLoggerClass(), logging.getLogRecordFactory(), logging.root.level, logging.root.handlers[:],
    warnings.filters[:], decimal.getcontext().prec, decimal.getcontext().rounding, threading.enumerate(),
    asyncio.events._get_running_loop(),
)
before = state()
from tradeport.application import engines
engine = engines.get("hummingbot")
assert "hummingbot" not in __import__("sys").modules, "the declaration imports the engine"
engine.load()
assert state() == before, (before, state())
assert type(logging.getLogger("asyncio")) is logging.Logger
assert type(logging.getLogger("some.other")) is logging.Logger
"""


def test_logging_warnings_decimals_and_threads_are_as_before() -> None:
    subprocess.run([sys.executable, "-W", "error", "-W", "ignore::DeprecationWarning", "-c", PROBE], check=True)


def test_it_loads_where_every_warning_is_an_error() -> None:
    code = "from tradeport.application import engines; engines.get('hummingbot').load()"
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)
