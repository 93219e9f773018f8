"""What every indicator has in common."""

from collections.abc import Mapping
from typing import Any, Protocol

#: Plain data (None, int, float, str, list, dict): it survives JSON without the loss of a bit.
type State = dict[str, Any]


class Indicator[Input, Output](Protocol):
    """Streaming, O(1) an update, deterministic: the same inputs in the same order give the same bits.

    Inputs are finite. One that is not spoils what it enters: a rolling window until it has left, a recursive average for good.
    """

    @property
    def value(self) -> Output | None:
        """After the last update; None until enough has been seen."""
        ...

    @property
    def ready(self) -> bool:
        """`value` is not None."""
        ...

    def update(self, value: Input, /) -> Output | None:
        """Take one input in and return the new `value`."""
        ...

    def reset(self) -> None:
        """As if nothing had been seen."""
        ...

    def state(self) -> State:
        """All of it, for `restore`, here or in another process."""
        ...

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go on where `state` was taken, to the bit. Raises ValueError if it is of other parameters."""
        ...


def checked(value: int, name: str = "period", least: int = 1) -> int:
    """`value`, a count of inputs. Raises ValueError if it is not a whole number of at least `least`."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        raise ValueError(f"{name} is {value!r}; it must be a whole number of at least {least}")
    return value


def same(state: Mapping[str, Any], **parameters: object) -> None:
    """Raises ValueError unless `state` was taken with these `parameters`."""
    for name, value in parameters.items():
        if state[name] != value:
            raise ValueError(f"the state is of {name} {state[name]}, this indicator of {name} {value}")
