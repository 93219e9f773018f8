"""A strategy's parameters in plain words, for listings and for errors."""

from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec
from pydantic.fields import FieldInfo

from tradeport.application.audit.records import plain
from tradeport.domain.strategy import Strategy

_SIGNS = {"ge": ">=", "gt": ">", "le": "<=", "lt": "<", "multiple_of": "a multiple of"}
_SIZES = {"min_length": "at least {} of them", "max_length": "at most {} of them", "pattern": "like {}"}


def describe(cls: type[Strategy]) -> dict[str, Any]:
    """`strategy`, `summary`, `requires`, `prefers`, and `parameters`: `name`, `type`, `default`, `required`, `constraint`."""
    return {
        "strategy": cls.__name__,
        "summary": _first_line(cls.__doc__),
        "requires": sorted(c.value for c in cls.requires),
        "prefers": sorted(c.value for c in cls.prefers),
        "parameters": [_parameter(name, field) for name, field in fields(cls).items()],
    }


def fields(cls: type[Strategy]) -> Mapping[str, FieldInfo]:
    """The fields of its Config."""
    found: Mapping[str, FieldInfo] = cls.Config.model_fields
    return found


def spelled(cls: type[Strategy]) -> str:
    """All parameters in one line: `instrument: str, fast: int = 10 (>= 1)`."""
    return ", ".join(_spelled(one) for one in describe(cls)["parameters"]) or "it has none"


def type_name(annotation: Any) -> str:
    """`int`, `tuple[str, ...]`, `Decimal | None`, `buy | sell` for an enumeration."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin in (Union, UnionType):
        return " | ".join(type_name(one) for one in args)
    if origin is Literal:
        return " | ".join(str(one) for one in args)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return " | ".join(str(one.value) for one in annotation)
    if annotation is NoneType:
        return "None"
    if origin is not None and args:
        return f"{type_name(origin)}[{', '.join('...' if one is ... else type_name(one) for one in args)}]"
    return getattr(annotation, "__name__", None) or str(annotation)


def _parameter(name: str, field: FieldInfo) -> dict[str, Any]:
    required = field.is_required()
    return {
        "name": name,
        "type": type_name(field.annotation),
        "default": None if required else _default(field),
        "required": required,
        "constraint": ", ".join(_constraints(field)),
    }


def _default(field: FieldInfo) -> Any:
    value = field.get_default(call_default_factory=True, validated_data={})
    try:
        return msgspec.json.decode(msgspec.json.encode(plain(value)))
    except TypeError:
        return str(value)


def _constraints(field: FieldInfo) -> list[str]:
    found = []
    for one in field.metadata:
        found += [f"{sign} {_text(getattr(one, key))}" for key, sign in _SIGNS.items() if getattr(one, key, None) is not None]
        found += [words.format(getattr(one, key)) for key, words in _SIZES.items() if getattr(one, key, None) is not None]
    return found


def _text(value: Any) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _spelled(parameter: Mapping[str, Any]) -> str:
    default = "" if parameter["required"] else f" = {parameter['default']}"
    constraint = f" ({parameter['constraint']})" if parameter["constraint"] else ""
    return f"{parameter['name']}: {parameter['type']}{default}{constraint}"


def _first_line(doc: str | None) -> str:
    return next((line.strip() for line in (doc or "").splitlines() if line.strip()), "")
