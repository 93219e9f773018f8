"""Instruments that a strategy must name and its user did not: taken from the data where that is unambiguous."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from tradeport.application.errors import UsageError
from tradeport.application.strategies.describe import fields
from tradeport.application.strategies.parameter_file import read_parameters
from tradeport.domain.strategy import Strategy


def fill_instruments(
    cls: type[Strategy], params: Mapping[str, str], instruments: Sequence[str], file: Path | None = None
) -> dict[str, str]:
    """`params`, and a required `instrument` that neither they nor `file` give: the data's only one; `instruments`: all of them.

    Raises UsageError where there are several to choose from. What was filled in is to be said: see `fill_note`.
    """
    filled = dict(params)
    given = {*params, *(read_parameters(file) if file else ())}
    missing = [name for name, field in fields(cls).items() if field.is_required() and name not in given]
    if "instrument" in missing:
        if len(instruments) != 1:
            raise UsageError(
                f"{cls.__name__} trades one instrument, and the data has {', '.join(instruments) or 'none'}",
                f"choose with -p instrument={instruments[0]}" if instruments else "give it data",
            )
        filled["instrument"] = instruments[0]
    if "instruments" in missing:
        filled["instruments"] = msgspec.json.encode(list(instruments)).decode()
    return filled


def fill_note(given: Mapping[str, str], filled: Mapping[str, str]) -> str:
    """What `fill_instruments` added, in words for the user and the result; empty if nothing."""
    return "; ".join(f"{name} = {value}: taken from the data" for name, value in filled.items() if name not in given)
