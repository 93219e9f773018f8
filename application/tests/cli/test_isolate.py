"""`--isolate`: an environment of the engine's own, made from the lock, and the same bytes out of it."""

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
UV = shutil.which("uv") or str(ROOT / ".uv" / "bin" / "uv")


@pytest.mark.skipif(not os.access(UV, os.X_OK), reason="no uv here")
def test_an_engine_alone_in_its_environment_does_the_same(platform, prices, tmp_path, monkeypatch):
    monkeypatch.setenv("TRADEPORT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("UV", UV)
    words = ("order_types", "-d", str(prices), "--fee-bps", "1", "--engine", "backtrader")
    there = platform("run", *words, "--isolate", "-o", "there", "--json")
    assert there.code == 0, there.err
    here = platform("run", *words, "-o", "here", "--json")
    assert there.json["digests"] == here.json["digests"]
    (environment,) = (tmp_path / "home" / "environments").glob("backtrader-*")
    installed = {p.name for p in (environment / "lib").glob("python*/site-packages/*")}
    assert "backtrader" in installed
    assert "nautilus_trader" not in installed
