"""Time is an `int`: nanoseconds since the epoch, UTC."""

from datetime import UTC, datetime, timedelta

NANOSECOND = 1
MICROSECOND = 1_000
MILLISECOND = 1_000_000
SECOND = 1_000_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
WEEK = 7 * DAY

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_datetime(ts: int) -> datetime:
    """Aware UTC datetime of `ts` ns; what is below a microsecond is cut off."""
    return _EPOCH + timedelta(microseconds=ts // MICROSECOND)


def from_datetime(moment: datetime) -> int:
    """Nanoseconds of an aware datetime. Raises ValueError for a naive one: it names no instant."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone. Hint: datetime(..., tzinfo=UTC)")
    return (moment - _EPOCH) // timedelta(microseconds=1) * MICROSECOND


def isoformat(ts: int) -> str:
    """`2024-01-02T00:00:00Z`, with as many of 3, 6 or 9 decimals as it takes."""
    seconds, nanos = divmod(ts, SECOND)
    text = f"{_EPOCH + timedelta(seconds=seconds):%Y-%m-%dT%H:%M:%S}"
    if nanos:
        digits = f"{nanos:09d}"
        while digits.endswith("000"):
            digits = digits[:-3]
        text += f".{digits}"
    return text + "Z"
