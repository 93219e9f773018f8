"""Cells to numbers and names; the first that is neither is named with its row.

pyarrow imports pandas, which takes longer than all else, to make an array of Python objects and for its `to_numpy`. A file that
is in order is read without these.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tradeport.application.errors import DataError

if TYPE_CHECKING:
    from tradeport.application.data.table import Floats, Ints, Mask

_MISSING = ("", "nan", "na", "n/a", "null", "none")
_BUYER = ("buyer", "buy", "b", "bid", "1")
_SELLER = ("seller", "sell", "s", "a", "ask", "-1")
_UNKNOWN = ("unknown", "n", "none", "", "0")


def to_numpy(column: Any) -> "np.typing.NDArray[Any]":
    """A column of numbers or truths without nulls."""
    if pa.types.is_boolean(column.type):
        return np.from_dlpack(column.cast(pa.uint8())).astype(np.bool_)
    return np.from_dlpack(column)


def is_text(column: Any) -> bool:
    """True for a column of strings."""
    kind = column.type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def plain(column: Any) -> Any:
    """Dictionary-encoded as what it stands for, strings without the white space around them."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    return pc.utf8_trim_whitespace(column.cast(pa.string())) if is_text(column) else column


def cast_or_bad(column: Any, kind: Any) -> tuple[Any, int]:
    """The column as `kind` and -1, or None and the place of the first cell that does not convert."""
    try:
        return pc.cast(column, kind), -1
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return None, first_bad(len(column), lambda low, high: _casts(column.slice(low, high - low), kind))


def _casts(column: Any, kind: Any) -> bool:
    try:
        pc.cast(column, kind)
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        return False
    return True


def first_bad(length: int, good: Callable[[int, int], bool]) -> int:
    """The first place where `good(low, high)` fails, by bisection; there is one."""
    low, high = 0, length
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if good(low, middle) else (low, middle)
    return low


def floats(label: str, name: str, column: Any) -> "Floats":
    """float64, NaN where a cell is missing. Raises DataError with the row of the first that is no number."""
    column = plain(column)
    if is_text(column):
        return _floats_of_text(label, name, column)
    if pa.types.is_floating(column.type) and column.type.bit_width < 64:
        # a short float means its shortest decimal: 111.41, not 111.41000366210938
        column = column.cast(pa.float32()).cast(pa.string())
    elif not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type) or pa.types.is_decimal(column.type)):
        raise DataError(f"{label}: {name} is a column of {column.type}, not of numbers", f"--column {name}=HEADER")
    return _numbers(label, name, column)


def _floats_of_text(label: str, name: str, column: Any) -> "Floats":
    if not column.null_count and _casts(column, pa.float64()):
        return to_numpy(column.cast(pa.float64()))
    missing = pc.is_in(pc.utf8_lower(column), value_set=pa.array(_MISSING))
    return _numbers(label, name, pc.if_else(missing, pa.scalar(None, pa.string()), column))


def _numbers(label: str, name: str, column: Any) -> "Floats":
    numbers, bad = cast_or_bad(column, pa.float64())
    if numbers is None:
        detail = f"{name} is {str(column[bad])!r}"
        raise DataError.row(label, bad + 1, "not a number", detail, "digits with a decimal point, nothing between")
    return to_numpy(pc.fill_null(numbers, float("nan")) if numbers.null_count else numbers)


def empty(column: Any) -> "Mask":
    """Where a cell is null, NaN or a text of nothing."""
    found: Mask = to_numpy(pc.is_null(column, nan_is_null=True))
    if is_text(column):
        lengths = pc.binary_length(column)
        found = found | (to_numpy(pc.fill_null(lengths, 0) if lengths.null_count else lengths) == 0)
    return found


def names(label: str, column: Any) -> "tuple[list[str], Ints]":
    """The distinct names in order of appearance, and each row's place among them. Raises DataError for a row without one."""
    column = plain(column)
    column = column if is_text(column) else column.cast(pa.string())
    without = empty(column)
    if without.any():
        bad = int(without.argmax())
        raise DataError.row(label, bad + 1, "missing value", "the instrument is empty", "each row names its own")
    encoded = column.dictionary_encode()
    return encoded.dictionary.to_pylist(), to_numpy(encoded.indices.cast(pa.int64()))


def aggressors(label: str, column: Any) -> "Floats":
    """0 unknown, 1 buyer, 2 seller. Raises DataError for other words."""
    column = plain(column)
    words = pc.utf8_lower(pc.fill_null(column if is_text(column) else column.cast(pa.string()), ""))
    codes = np.full(len(words), -1.0)
    for code, spellings in enumerate((_UNKNOWN, _BUYER, _SELLER)):
        codes[to_numpy(pc.is_in(words, value_set=pa.array(spellings)))] = code
    if (codes < 0).any():
        bad = int((codes < 0).argmax())
        raise DataError.row(label, bad + 1, "unknown aggressor", f"{str(words[bad])!r}", "buyer, seller or unknown")
    return codes


def taker_of_maker(label: str, column: Any) -> "Floats":
    """A buyer that made the market was hit by a seller: true -> seller, false -> buyer. Raises DataError for other words."""
    column = plain(column)
    words = pc.utf8_lower(pc.fill_null(column if is_text(column) else column.cast(pa.string()), ""))
    made = to_numpy(pc.is_in(words, value_set=pa.array(["true", "1"])))
    took = to_numpy(pc.is_in(words, value_set=pa.array(["false", "0"])))
    if not (made | took).all():
        bad = int((~(made | took)).argmax())
        raise DataError.row(label, bad + 1, "not true or false", f"buyer_is_maker is {str(words[bad])!r}")
    return np.where(made, 2.0, 1.0)
