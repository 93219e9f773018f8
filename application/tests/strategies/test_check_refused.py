"""Each thing that would keep a run from being repeated is refused with the line that does it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tradeport.application.errors import Exit
from tradeport.application.strategies import UnportableStrategy, check_source

Write = Callable[..., Path]

REFUSED = {
    "an engine": ["import nautilus_trader.model", "from backtrader import Cerebro", "from tradeport import adapters"],
    "the platform": ["import tradeport.application.runner", "from tradeport.migration import scan"],
    "the clock": [
        "import time; time.time()",
        "import time as t; t.perf_counter_ns()",
        "from time import time; time()",
        "from time import monotonic as m; m()",
        "from datetime import datetime; datetime.now()",
        "import datetime as dt; dt.datetime.utcnow()",
        "from datetime import date; date.today()",
        "import pandas as pd; pd.Timestamp.now()",
        "import pandas as pd; pd.Timestamp('now')",
        "import numpy as np; np.datetime64('today')",
        "import time; time.gmtime()",
        "import time; clock = time.time; clock()",
        "import time; default = lambda now=time.time: now()",
        "from datetime import datetime; datetime.fromtimestamp(0)",
        "from time import *",
    ],
    "files and sockets": [
        "open('x')",
        "input()",
        "from pathlib import Path; Path('x').read_text()",
        "somewhere.write_bytes(b'')",
        "import os; os.environ['X']",
        "from os import path",
        "import socket",
        "import requests",
        "import urllib.request",
        "import subprocess",
        "import pandas as pd; pd.read_csv('x')",
        "import numpy as np; np.loadtxt('x')",
        "import builtins; builtins.open('x')",
    ],
    "randomness": [
        "import random; random.random()",
        "import random; random.seed(7)",
        "import random; random.Random()",
        "from random import Random as R; R(None)",
        "import numpy as np; np.random.default_rng()",
        "import numpy as np; np.random.normal()",
        "from numpy.random import default_rng; default_rng()",
        "import secrets",
        "from uuid import uuid4; uuid4()",
        "import os; os.urandom(8)",
    ],
    "concurrency": ["import threading", "from concurrent.futures import ThreadPoolExecutor", "async def f(): ..."],
    "what cannot be read": ["__import__('os')", "exec('1')", "eval('1')", "from importlib import import_module"],
}


@pytest.mark.parametrize(("kind", "code"), [(kind, code) for kind, lines in REFUSED.items() for code in lines])
def test_refused_with_its_line(kind: str, code: str, write: Write) -> None:
    path = write(f"# {kind}\n\n{code}\n")
    with pytest.raises(UnportableStrategy) as caught:
        check_source(path)
    assert f"{path}:3:" in str(caught.value)
    assert f"    {code}" in str(caught.value)
    assert "Hint: " in str(caught.value)
    assert caught.value.exit_code is Exit.BAD_STRATEGY


def test_deep_in_a_method(write: Write) -> None:
    path = write("""
        import time


        class Mine:
            def on_bar(self, bar):
                if bar:
                    return [time.time() for _ in range(3)]
    """)
    with pytest.raises(UnportableStrategy) as caught:
        check_source(path)
    (violation,) = caught.value.violations
    assert (violation.line, violation.column, violation.name) == (8, 21, "time.time")
    assert violation.text == "return [time.time() for _ in range(3)]"


def test_all_lines_at_once(write: Write) -> None:
    with pytest.raises(UnportableStrategy) as caught:
        check_source(write("import time\nopen('x')\ntime.time()\n"))
    assert [violation.line for violation in caught.value.violations] == [2, 3]
