"""Zipline is imported when it is needed, and neither warns nor talks then."""

import subprocess
import sys

RUN = """
import logging
logging.basicConfig(level=logging.INFO)
from decimal import Decimal
from tradeport.application import engines
from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench
engine = engines.get("zipline")
engines.load(engine)
data = one(*["100 101 99 100"] * 3)
played = Bench(engine).play(data, {0: lambda s: s.buy("X", 1), 1: lambda s: s.sell("X", 2)})
assert len(played.fills) == 2
"""

DECLARE = """
import sys
from tradeport.application import engines
assert engines.get("zipline").capabilities
assert not {"zipline", "pandas", "exchange_calendars"} & set(sys.modules)
"""


def python(code: str, *options: str) -> str:
    done = subprocess.run([sys.executable, *options, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_a_run_says_nothing() -> None:
    """With every warning an error and a host that logs at INFO."""
    assert python(RUN, "-W", "error") == ""


def test_a_declaration_takes_no_import() -> None:
    """Seconds, for a table of capabilities."""
    assert python(DECLARE) == ""
