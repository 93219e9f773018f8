"""What a strategy may do is not refused, however much it looks like what it may not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tradeport.application.strategies import check_source, shipped
from tradeport.application.strategies.shipped import module

Write = Callable[..., Path]

ALLOWED = [
    "import random; random.Random(7).random()",
    "import random; rng: random.Random = random.Random(config.seed)",
    "import numpy as np; np.random.default_rng(config.seed).normal()",
    "from numpy.random import Generator, PCG64; Generator(PCG64(7))",
    "def on_bar(bar, open=1): return open(bar)",
    "def f():\n    open, high = 1, 2\n    return open",
    "def f(input, id): return input(id)",
    "self.clock.now(); clock.utc_now()",
    "from datetime import datetime, UTC; datetime.fromtimestamp(0, UTC); datetime(2024, 1, 1)",
    "import pandas as pd; pd.Timestamp('2024-01-01')",
    "import time; time.strftime('%H', moment)",
    "from math import sqrt; from statistics import fmean; from collections import deque",
    "from uuid import uuid5, NAMESPACE_DNS; uuid5(NAMESPACE_DNS, 'x')",
    "import pickle; pickle.loads(b''); import json; json.dumps({})",
    "class A:\n    time = 3\n    def f(self): return self.time",
    "time = clock\ntime.time()",
    "sorted({'a', 'b'}); len({'a'}); 'a' in {'a'}",
]


@pytest.mark.parametrize("code", ALLOWED)
def test_allowed_without_a_warning(code: str, write: Write) -> None:
    assert check_source(write(code + "\n")) == []


@pytest.mark.parametrize("name", [one.name for one in shipped()])
def test_what_ships_passes(name: str) -> None:
    file = module(name).__file__
    assert file is not None
    assert check_source(Path(file)) == []


@pytest.mark.parametrize(
    "code",
    [
        "for s in {'a', 'b'}: s",
        "names = set(x)\nfor s in names: s",
        "[s for s in frozenset(x)]",
        "list({s for s in x})",
        "hash('a')",
        "id(3)",
    ],
)
def test_warned_of_but_not_refused(code: str, write: Write) -> None:
    warned = check_source(write(code + "\n"))
    assert warned
    assert not any(violation.refused for violation in warned)
