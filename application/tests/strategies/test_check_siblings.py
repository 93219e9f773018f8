"""A strategy is also what it imports from its own folder."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tradeport.application.errors import StrategyError
from tradeport.application.strategies import UnportableStrategy, check_source

Write = Callable[..., Path]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("beside_it.py", "import beside_it"),
        ("beside_it.py", "from beside_it import x"),
        ("parts/below.py", "from parts.below import x"),
        ("parts/below.py", "from parts import below"),
        ("parts/__init__.py", "import parts"),
    ],
)
def test_checked_too(name: str, code: str, write: Write) -> None:
    sibling = write("import time\nx = time.time()\n", name)
    with pytest.raises(UnportableStrategy) as caught:
        check_source(write(code + "\n"))
    assert [(v.file, v.line) for v in caught.value.violations] == [(sibling, 2)]


def test_relative_in_a_package(write: Write) -> None:
    write("", "package/__init__.py")
    write("open('x')\n", "package/beside_it.py")
    with pytest.raises(UnportableStrategy, match=r"beside_it\.py:1:1"):
        check_source(write("from .beside_it import x\n", "package/mine.py"))


def test_a_circle_ends(write: Write) -> None:
    write("import mine\n", "beside_it.py")
    assert check_source(write("import beside_it\n")) == []


def test_what_is_not_imported_is_not_checked(write: Write) -> None:
    write("import time\ntime.time()\n", "beside_it.py")
    assert check_source(write("x = 1\n")) == []


def test_a_file_named_like_the_standard_library_is_not_what_is_imported(write: Write) -> None:
    write("open('x')\n", "statistics.py")
    assert check_source(write("import statistics\n")) == []


def test_a_file_that_something_installed_would_hide(write: Write) -> None:
    write("", "attrs.py")
    with pytest.raises(StrategyError, match="has the name of an installed module"):
        check_source(write("import attrs\n"))


def test_syntax_error_in_a_sibling(write: Write) -> None:
    sibling = write("x = 1\ny ==== 2\n", "beside_it.py")
    with pytest.raises(StrategyError, match=f"{sibling}:2"):
        check_source(write("import beside_it\n"))
