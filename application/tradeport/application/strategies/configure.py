"""From words to a validated configuration: every error names the parameter, what was given, and what there is."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from tradeport.application.errors import UsageError
from tradeport.application.strategies.describe import fields, spelled
from tradeport.domain.strategy import Strategy, StrategyConfig


def configure(cls: type[Strategy], params: Mapping[str, str]) -> StrategyConfig:
    """The strategy's config from `params` as typed: `{"fast": "10"}`.

    A list is `a,b`; JSON is read where a value begins with `[` or `{`. Raises UsageError.
    """
    known = fields(cls)
    given = {name: _read(name, value, known[name].annotation) if name in known else value for name, value in params.items()}
    if unknown := [name for name in given if name not in known]:
        raise _unknown(cls, unknown)
    try:
        config: StrategyConfig = cls.Config.model_validate(given)
    except ValidationError as error:
        problems = "; ".join(_problem(one, given) for one in error.errors(include_url=False))
        raise UsageError(f"parameters of {cls.__name__}: {problems}", f"it has {spelled(cls)}") from error
    return config


def _unknown(cls: type[Strategy], names: Sequence[str]) -> UsageError:
    meant = [match for name in names for match in get_close_matches(name, fields(cls), 1)]
    guess = f"did you mean {', '.join(meant)}? " if meant else ""
    plural = "s" if len(names) > 1 else ""
    return UsageError(f"{cls.__name__} has no parameter{plural} {', '.join(names)}", f"{guess}It has {spelled(cls)}")


def _problem(error: ErrorDetails, given: Mapping[str, Any]) -> str:
    where = ".".join(map(str, error["loc"]))
    if error["type"] == "missing" and len(error["loc"]) == 1:
        return f"{where} is missing"
    message = error["msg"].removeprefix("Value error, ")
    if not where:
        return message
    return f"{where} is {given.get(str(error['loc'][0]))!r}: {message[0].lower()}{message[1:]}"


def _read(name: str, value: Any, annotation: Any) -> Any:
    """One word as the plain value that pydantic is given."""
    if not isinstance(value, str):
        return value
    kinds = _kinds(annotation)
    worded = any(isinstance(kind, type) and issubclass(kind, str) for kind in kinds)
    text = value.strip()
    if not worded and text[:1] in ("[", "{"):
        try:
            return msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            raise UsageError(f"{name} is {value!r}, which is not JSON: {error}") from error
    if NoneType in kinds and text.lower() in ("none", "null"):
        return None
    if not worded and any(isinstance(kind, type) and issubclass(kind, Sequence | AbstractSet) for kind in kinds):
        return [item.strip() for item in value.split(",")] if text else []
    return value


def _kinds(annotation: Any) -> set[Any]:
    """The bare types that a value may have: `tuple[str, ...] | None` -> tuple, None."""
    origin = get_origin(annotation)
    if origin in (Union, UnionType):
        return set().union(*map(_kinds, get_args(annotation)))
    if origin is Annotated:
        return _kinds(get_args(annotation)[0])
    return {origin or annotation}
