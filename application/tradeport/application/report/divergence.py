"""The first difference between engines, as tables: one field a row, one engine a column."""

from collections.abc import Mapping, Sequence
from typing import Any

import attrs

from tradeport.application.report.facts import spelled
from tradeport.domain.model.time import isoformat


@attrs.frozen
class Field:
    """One field of the records that differ; `values` in the order of the engines, `differs` marks the culprit."""

    name: str
    values: tuple[str, ...]
    differs: bool


@attrs.frozen
class Context:
    """What one engine recorded around the difference; `here` says which row is the difference itself."""

    engine: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    here: tuple[bool, ...]


@attrs.frozen
class Divergence:
    """`level` and `index` say where; an engine without a record had ended by then."""

    level: str
    index: int | None
    engines: tuple[str, ...]
    fields: tuple[Field, ...]
    missing: tuple[str, ...]
    contexts: tuple[Context, ...]


def divergence(first: Mapping[str, Any] | None) -> Divergence | None:
    """Of `first_difference` as the comparison has it."""
    if not first:
        return None
    records = {str(name): _record(record) for name, record in (first.get("engines") or {}).items()}
    names = dict.fromkeys(key for record in records.values() for key in record or ())
    contexts = (_context(str(name), rows, records.get(str(name))) for name, rows in (first.get("context") or {}).items())
    index = first.get("index")
    return Divergence(
        str(first.get("level", "")),
        index if isinstance(index, int) else None,
        tuple(records),
        tuple(_field(name, list(records.values())) for name in names),
        tuple(name for name, record in records.items() if record is None),
        tuple(context for context in contexts if context.rows),
    )


def _record(record: Any) -> dict[str, Any] | None:
    if record is None:
        return None
    return {str(key): value for key, value in record.items()} if isinstance(record, Mapping) else {"record": record}


def _field(name: str, records: Sequence[dict[str, Any] | None]) -> Field:
    values = tuple(_cell(name, record[name]) if record and name in record else "" for record in records)
    return Field(name, values, len(set(values)) > 1)


def _context(engine: str, given: Sequence[Any] | None, at: dict[str, Any] | None) -> Context:
    rows = [record for record in map(_record, given or ()) if record]
    columns = tuple(dict.fromkeys(key for record in rows for key in record))
    cells = tuple(tuple(_cell(name, record[name]) if name in record else "" for name in columns) for record in rows)
    return Context(engine, columns, cells, tuple(record == at for record in rows))


def _cell(name: str, value: Any) -> str:
    if name in ("ts", "time") and isinstance(value, int):
        return isoformat(value)
    return spelled(value)
