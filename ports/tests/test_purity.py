"""The core is light: what a strategy imports brings no data frames, no injector and no engine."""

import subprocess
import sys

HEAVY = "numpy pandas pyarrow plotly dependency_injector nautilus_trader backtrader zipline hummingbot driftpy"

PROGRAM = f"""
import importlib, pkgutil, sys
import tradeport.domain.indicators, tradeport.domain.model, tradeport.domain.order_state, tradeport.domain.strategies
import tradeport.domain.strategy
import tradeport.ports.engine

for package in (tradeport.domain.indicators, tradeport.domain.model, tradeport.domain.strategies, tradeport.ports):
    for module in pkgutil.iter_modules(package.__path__, package.__name__ + "."):
        importlib.import_module(module.name)
print([name for name in {HEAVY.split()} if name in sys.modules])
"""


def test_the_core_imports_nothing_heavy():
    ran = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False, timeout=60)
    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")


def test_the_model_imports_no_port():
    """`domain.strategy` needs the ports, which need `domain.model`: the other way round is a cycle."""
    program = "import sys, tradeport.domain.model.dataset, tradeport.domain.model.positions, tradeport.domain.order_state\n"
    program += "print([name for name in sys.modules if name.startswith('tradeport.ports')])"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert (ran.stdout.strip(), ran.stderr) == ("[]", "")
