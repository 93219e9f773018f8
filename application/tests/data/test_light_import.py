import subprocess
import sys


def test_importing_data_loads_no_data_frames():
    """The command's help must not wait for them."""
    code = (
        "import sys; from tradeport.application.data import ReadOptions, parse_time; ReadOptions(); parse_time('2024-01-01');"
        "print(sorted({'numpy', 'pandas', 'pyarrow'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_reading_needs_no_pandas():
    code = "import sys; from tradeport.application.data import load; load(['sample:IBM']); print('pandas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "False\n"
