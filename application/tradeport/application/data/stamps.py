"""A column of time stamps to ns UTC, and how it was read, in words."""

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tradeport.application.data.cells import cast_or_bad, empty, is_text, plain, to_numpy
from tradeport.application.errors import DataError
from tradeport.domain.model.time import MICROSECOND, MILLISECOND, SECOND

if TYPE_CHECKING:
    from tradeport.application.data.table import Ints

_NAIVE, _AWARE = pa.timestamp("ns"), pa.timestamp("ns", "UTC")
_ISO = "ISO 8601 (2024-01-31T09:30:00Z) or an epoch in s, ms, us or ns"
#: An epoch of each unit within 1971 and 2100: no number is two of them, and none is a date written 20240131.
_UNITS = {"s": SECOND, "ms": MILLISECOND, "us": MICROSECOND, "ns": 1}
_EARLIEST, _LATEST = 31_536_000 * SECOND, 4_102_444_800 * SECOND
_OFFSET = r"(?P<offset>Z|[+-]\d\d:?\d?\d?)$"


def read(label: str, column: Any, tz: str | None) -> "tuple[Ints, str]":
    """Raises DataError with the row: missing, unreadable, mixed with another kind, or twice or never on the clocks of `tz`."""
    column = plain(column)
    missing = empty(column)
    if missing.any():
        raise DataError.row(label, int(missing.argmax()) + 1, "missing value", "the time stamp is empty", _ISO)
    if is_text(column):
        return _text(label, column, tz)
    if pa.types.is_timestamp(column.type):
        nanos = _checked(label, column, _NAIVE if column.type.tz is None else _AWARE)
        return (_ints(nanos), "UTC") if column.type.tz else _localize(label, nanos, tz)
    if pa.types.is_date(column.type):
        return _localize(label, _checked(label, column, _NAIVE), tz)
    if pa.types.is_integer(column.type):
        return _epoch(label, _ints(column.cast(pa.int64())), tz)
    if pa.types.is_floating(column.type):
        return _fractions(label, [Decimal(repr(value)) for value in column.cast(pa.float64()).to_pylist()])
    raise DataError(f"{label}: the time stamps are a column of {column.type}", _ISO)


def _ints(column: Any) -> "Ints":
    return to_numpy(column.cast(pa.int64()))


def _checked(label: str, column: Any, kind: Any) -> Any:
    out, bad = cast_or_bad(column, kind)
    if out is None:
        raise DataError.row(label, bad + 1, "time stamp", f"{column[bad]} is not within 1678 and 2262", _ISO)
    return out


def _text(label: str, column: Any, tz: str | None) -> "tuple[Ints, str]":
    if re.fullmatch(r"-?\d+(\.\d*)?", column[0].as_py()):
        whole, bad = cast_or_bad(column, pa.int64())
        if whole is not None:
            return _epoch(label, _ints(whole), tz)
        exact, bad = cast_or_bad(column, pa.decimal128(38, 9))
        if exact is None:
            raise DataError.row(label, bad + 1, "time stamp", f"{str(column[bad])!r} is no number; row 1 is one", _ISO)
        return _fractions(label, exact.to_pylist())
    naive, bad_naive = cast_or_bad(column, _NAIVE)
    if naive is not None:
        return _localize(label, naive, tz)
    aware, bad_aware = cast_or_bad(column, _AWARE)
    if aware is not None:
        return _ints(aware), _offsets(label, column)
    # row 1 says which of the two the file is
    bad, other = max((bad_naive, _AWARE), (bad_aware, _NAIVE), key=lambda pair: pair[0])
    if bad and cast_or_bad(column.slice(bad, 1), other)[0] is not None:
        detail = f"{column[bad]} after {column[0]}"
        raise DataError.row(label, bad + 1, "mixed time stamps", detail, "all with an offset, or none")
    raise DataError.row(label, bad + 1, "time stamp", f"{str(column[bad])!r} is not one", _ISO)


def _offsets(label: str, column: Any) -> str:
    """The clocks of one zone are an hour apart at most; beyond that, rows of several zones stand side by side."""
    spelled = pc.struct_field(pc.extract_regex(column, _OFFSET), "offset")
    minutes = {text: _minutes(text) for text in spelled.unique().to_pylist()}
    first = minutes[spelled[0].as_py()]
    for text, value in minutes.items():
        if abs(value - first) > 60:
            bad = pc.index(spelled, text).as_py()
            detail = f"{column[bad]} after {column[0]}"
            raise DataError.row(label, bad + 1, "mixed time stamps", detail, "one zone a file: best, UTC")
    return "UTC" if set(minutes.values()) == {0} else f"offsets {', '.join(sorted(minutes))}"


def _minutes(offset: str) -> int:
    """Of `Z`, `-05`, `-0500`, `-05:00`."""
    digits = offset.strip("Z").replace(":", "")
    return int(digits[:3] or 0) * 60 + int(digits[:1] + (digits[3:] or "0")) if digits else 0


def _epoch(label: str, values: "Ints", tz: str | None) -> "tuple[Ints, str]":
    if 19_000_101 <= values[0] <= 21_001_231:
        return _compact_dates(label, values, tz)
    unit, size = _unit(label, Decimal(int(values[0])))
    low, high = _EARLIEST // size, _LATEST // size
    _same_unit(label, values, (values < low) | (values > high), unit)
    return values * size, f"epoch in {unit}, UTC"


def _fractions(label: str, values: list[Decimal]) -> "tuple[Ints, str]":
    unit, size = _unit(label, values[0])
    wrong = np.array([not _EARLIEST <= value * size <= _LATEST for value in values])
    _same_unit(label, values, wrong, unit)
    return np.array([int(value * size) for value in values], dtype=np.int64), f"epoch in {unit}, UTC"


def _unit(label: str, value: Decimal) -> tuple[str, int]:
    for unit, size in _UNITS.items():
        if _EARLIEST <= value * size <= _LATEST:
            return unit, size
    raise DataError.row(label, 1, "time stamp", f"{value} is no epoch within 1971 and 2100", _ISO)


def _same_unit(label: str, values: Any, wrong: Any, unit: str) -> None:
    if wrong.any():
        bad = int(wrong.argmax())
        raise DataError.row(label, bad + 1, "mixed time stamps", f"{values[bad]} is not in {unit}, as row 1 is", _ISO)


def _compact_dates(label: str, values: "Ints", tz: str | None) -> "tuple[Ints, str]":
    """20240131 is ISO 8601, too."""
    month, day = values // 100 % 100, values % 100
    months = ((values // 10_000 - 1970) * 12 + np.clip(month, 1, 12) - 1).astype("datetime64[M]")
    dates = months.astype("datetime64[D]") + (day - 1)
    wrong = (month < 1) | (month > 12) | (day < 1) | (dates.astype("datetime64[M]") != months)
    if wrong.any():
        bad = int(wrong.argmax())
        raise DataError.row(label, bad + 1, "time stamp", f"{values[bad]} is no date", _ISO)
    return _localize(label, pa.array(dates.astype("datetime64[ns]")), tz)


def _localize(label: str, naive: Any, tz: str | None) -> "tuple[Ints, str]":
    if tz is None:
        return _ints(naive), "no zone: read as UTC"
    try:
        early, late = (
            _ints(pc.assume_timezone(naive, tz, ambiguous=which, nonexistent=which)) for which in ("earliest", "latest")
        )
    except pa.ArrowInvalid as error:
        raise DataError(
            f"{label}: the time zones of this system lack {tz}", "install its tzdata, or write stamps in UTC"
        ) from error
    if (early != late).any():
        bad = int((early != late).argmax())
        # what the clocks skip is put on either side of the change, 1 ns apart
        word = "does not exist" if late[bad] - early[bad] == 1 else "exists twice"
        detail = f"{naive[bad]} {word} in {tz}: the clocks change there"
        raise DataError.row(label, bad + 1, "time stamp", detail, "write stamps in UTC, or with their offset")
    return early, f"no zone: read in {tz}"
