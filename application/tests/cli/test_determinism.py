"""The same run in two processes with different hash seeds gives the same bytes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.parametrize("strategy", ["order_types", "ema_cross"])
def test_hash_seeds_do_not_matter(prices, tmp_path, strategy):
    logs = []
    for seed in ("1", "4242"):
        platform = str(Path(sys.executable).parent / "platform")
        command = [platform, "run", strategy, "-d", str(prices), "-o", str(tmp_path / seed)]
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        subprocess.run([*command, "--no-report"], env=environment, check=True, capture_output=True)
        logs.append((tmp_path / seed / "audit.jsonl").read_bytes())
    assert logs[0] == logs[1]
