"""A strategy's state on its way: plain data, and a copy, as if it had gone to another process."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from tradeport.application.errors import StrategyError


def carried(state: Mapping[str, Any]) -> dict[str, Any]:
    """What `on_save` gave, copied. A tuple arrives as a list. Raises StrategyError for what is not plain, naming it."""
    copy = _copy(state, "on_save")
    if not isinstance(copy, dict):
        raise StrategyError(f"on_save gives a {type(state).__name__}", "return a dict")
    return copy


def _copy(value: Any, place: str) -> Any:
    if value is None or type(value) in (bool, int, float, str, Decimal):
        return value
    if isinstance(value, Mapping):
        for key in value:
            if type(key) not in (str, int):
                raise StrategyError(f"{place} has a key {key!r}", "keys of a strategy's state are str or int")
        return {key: _copy(item, f"{place}[{key!r}]") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_copy(item, f"{place}[{number}]") for number, item in enumerate(value)]
    raise StrategyError(
        f"{place} is a {type(value).__name__}", "a strategy's state is None, bool, int, float, str, Decimal, list and dict"
    )
