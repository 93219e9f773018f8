"""The strategies that ship, found by the names of their modules."""

import pkgutil
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any

import attrs

import tradeport.domain.strategies as package
from tradeport.application.errors import StrategyError
from tradeport.application.strategies.classes import strategies_in
from tradeport.application.strategies.describe import describe


@attrs.frozen
class Shipped:
    """`summary`: the first line of its docstring. `parameters`: see `describe`."""

    name: str
    summary: str
    parameters: tuple[dict[str, Any], ...]


@cache
def names() -> tuple[str, ...]:
    """In order of the alphabet."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(package.__path__)))


def module(name: str) -> ModuleType:
    """Raises StrategyError that lists the names, with the one that was probably meant."""
    if name not in names():
        meant = get_close_matches(name.lower(), names(), 1)
        guess = f"did you mean {meant[0]}? " if meant else ""
        listed = ", ".join(names())
        raise StrategyError(f"no strategy {name!r}", f"{guess}These ship: {listed}; of yours give the path, such as {name}.py")
    return import_module(f"{package.__name__}.{name}")


def shipped() -> tuple[Shipped, ...]:
    """All of them."""
    found = []
    for name in names():
        (cls,) = strategies_in(module(name))
        told = describe(cls)
        found.append(Shipped(name, told["summary"], tuple(told["parameters"])))
    return tuple(found)
