from pathlib import Path

import pytest

import tradeport.ports

FIVE = ("market_data", "clock", "portfolio", "execution", "risk")


@pytest.mark.parametrize("port", FIVE)
def test_a_port_is_small(port):
    """What passes 60 lines is two ports."""
    lines = Path(tradeport.ports.__path__[0], f"{port}.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 60
