import gzip
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
SHIPPED = ROOT / "application/tradeport/application/data/samples"


@pytest.fixture(scope="module")
def tool():
    return runpy.run_path(str(ROOT / "tools/make_samples.py"))


def test_the_packaged_samples_are_what_the_tool_makes(tool, tmp_path):
    tool["main"].__globals__["OUT"] = tmp_path
    tool["main"]()
    assert {path.name for path in SHIPPED.iterdir()} == {path.name for path in tmp_path.iterdir()}
    for made in tmp_path.iterdir():
        ours = (SHIPPED / made.name).read_bytes()
        # another zlib may pack the same content otherwise
        unpacked = gzip.decompress if made.suffix == ".gz" else bytes
        assert unpacked(made.read_bytes()) == unpacked(ours)


def test_a_split_that_is_not_in_the_prices_stops_it(tool):
    flat = {"date": ["2003-02-14", "2003-02-18"], "close": [10.0, 10.0], "open": [10.0, 10.0]}
    with pytest.raises(SystemExit, match="MSFT"):
        tool["_check_splits"]("MSFT", flat)


def test_a_jump_that_is_no_known_split_stops_it(tool):
    jump = {"date": ["2003-02-14", "2003-02-18"], "close": [10.0, 5.0], "open": [10.0, 5.0]}
    with pytest.raises(SystemExit, match="IBM"):
        tool["_check_splits"]("IBM", jump)
