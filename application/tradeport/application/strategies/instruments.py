"""Instruments that a strategy must name and its user did not: taken from the data where that is unambiguous."""

from collections.abc import Collection, Mapping, Sequence

import msgspec

from tradeport.application.errors import UsageError
from tradeport.application.strategies.describe import fields
from tradeport.domain.strategy import Strategy


def fill_instruments(
    cls: type[Strategy],
    params: Mapping[str, str],
    instruments: Sequence[str],
    *,
    perpetuals: Collection[str] = (),
) -> dict[str, str]:
    """`params`, and required instruments that they do not give.

    `instrument`: the data's only one; `spot`: the only one that is not among `perpetuals`; `perp`: the only one that is;
    `instruments`: all of them. Raises UsageError where there are several to choose from, and for one of `params` that the data
    has not. What was filled in is to be said: see `fill_note`.
    """
    missing = [name for name, field in fields(cls).items() if field.is_required() and name not in params]
    choices = {
        "instrument": ("one instrument", instruments),
        "perp": ("one perpetual", [name for name in instruments if name in perpetuals]),
        "spot": ("one instrument that is no perpetual", [name for name in instruments if name not in perpetuals]),
    }
    _check(cls, params, instruments, perpetuals)
    filled = dict(params)
    for name, (what, possible) in choices.items():
        if name in missing:
            if len(possible) != 1:
                raise _ambiguous(cls, name, what, possible, instruments)
            filled[name] = possible[0]
    if "instruments" in missing:
        filled["instruments"] = msgspec.json.encode(list(instruments)).decode()
    return filled


def _check(cls: type[Strategy], params: Mapping[str, str], there: Sequence[str], perpetuals: Collection[str]) -> None:
    for name in ("instrument", "perp", "spot"):
        field = fields(cls).get(name)
        if name not in params or field is None or field.annotation is not str or not field.is_required():
            continue
        if params[name] not in there:
            raise UsageError(f"{cls.__name__} has {name} = {params[name]}, and the data {', '.join(there)}", f"-p {name}=NAME")
        if name == "perp" and params[name] not in perpetuals:
            raise UsageError(
                f"{cls.__name__} has perp = {params[name]}, which is no perpetual", f"--perpetual {params[name]}, if it is one"
            )


def _ambiguous(cls: type[Strategy], name: str, what: str, possible: Sequence[str], there: Sequence[str]) -> UsageError:
    message = f"{cls.__name__} trades {what}, and the data has {', '.join(possible) or 'none'}"
    if possible:
        return UsageError(message, f"choose with -p {name}={possible[0]}")
    if name == "perp" and there:
        return UsageError(message, f"--perpetual NAME says which it is, of {', '.join(there)}")
    return UsageError(message, "--data NAME=FILE gives it one")


def fill_note(given: Mapping[str, str], filled: Mapping[str, str]) -> str:
    """What `fill_instruments` added, in words for the user and the result; empty if nothing."""
    return "; ".join(f"{name} = {value}: taken from the data" for name, value in filled.items() if name not in given)
