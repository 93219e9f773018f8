"""The strategy classes of a module."""

import re
from types import ModuleType

from tradeport.application.errors import StrategyError
from tradeport.domain.strategy import Strategy


def strategies_in(module: ModuleType) -> list[type[Strategy]]:
    """Those that `module` itself defines, in order; a name that begins with an underscore is not meant to be run."""
    return [
        value
        for name, value in vars(module).items()
        if _is_strategy(value) and value.__module__ == module.__name__ and not name.startswith("_")
    ]


def choose(module: ModuleType, source: str, name: str) -> type[Strategy]:
    """The class called `name`, or the only one. Raises StrategyError that lists what there is."""
    found = strategies_in(module)
    listed = ", ".join(cls.__name__ for cls in found) or "none"
    if name:
        named = getattr(module, name, None)
        if named is None:
            raise StrategyError(f"{source} has no class {name}", f"its strategies: {listed}")
        if not _is_strategy(named):
            raise StrategyError(f"{name} in {source} is not a Strategy", "subclass tradeport.domain.strategy.Strategy")
        return named  # type: ignore[no-any-return]
    if not found:
        raise StrategyError(f"{source} defines no Strategy", "subclass tradeport.domain.strategy.Strategy")
    if len(found) > 1:
        raise StrategyError(f"{source} defines several strategies: {listed}", f"name one, such as {source}:{found[0].__name__}")
    return found[0]


def name_of(cls: type[Strategy]) -> str:
    """`SmaCross` -> `sma_cross`: the same on every machine and engine, since it stands in the audit log."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", cls.__name__).lower()


def _is_strategy(value: object) -> bool:
    return isinstance(value, type) and issubclass(value, Strategy) and value is not Strategy
