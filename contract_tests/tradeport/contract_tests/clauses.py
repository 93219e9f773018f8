"""The complete list of clauses, read from the suite's own modules: what is missing from a run can be told by it."""

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from types import ModuleType
from typing import Any

import tradeport.contract_tests


def standard() -> tuple[str, ...]:
    """Every clause's number, sorted. Raises ValueError if two share one."""
    ids = [id for module in modules() for id in _of(module)]
    if twice := sorted({id for id in ids if ids.count(id) > 1}):
        raise ValueError(f"clauses with the same number: {', '.join(twice)}")
    return tuple(sorted(ids))


def modules() -> Iterator[ModuleType]:
    """The modules that hold clauses."""
    package = tradeport.contract_tests
    for found in pkgutil.iter_modules(package.__path__):
        if found.name.startswith("test_"):
            yield import_module(f"{package.__name__}.{found.name}")


def _of(module: ModuleType) -> Iterator[str]:
    for name, value in vars(module).items():
        if name.startswith("test_"):
            for mark in getattr(value, "pytestmark", ()):
                yield from _numbers(mark)


def _numbers(mark: Any) -> Iterator[str]:
    if mark.name == "contract":
        yield mark.args[0]
    elif mark.name == "parametrize":
        for case in mark.args[1]:
            for inner in getattr(case, "marks", ()):
                yield from _numbers(inner)
