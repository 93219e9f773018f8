"""Instants and intervals as a person writes them."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from tradeport.application.errors import UsageError
from tradeport.domain.model.time import DAY, HOUR, MICROSECOND, MILLISECOND, MINUTE, SECOND, WEEK, from_datetime

_UNITS = {
    "w": WEEK,
    "d": DAY,
    "h": HOUR,
    "m": MINUTE,
    "min": MINUTE,
    "s": SECOND,
    "ms": MILLISECOND,
    "us": MICROSECOND,
    "ns": 1,
}
_INTERVAL = re.compile(r"(\d+)(\w+)")
_DATE = re.compile(r"\d{4}-?\d\d-?\d\d")


def parse_time(text: str, tz: str | None = None, *, end: bool = False) -> int:
    """Nanoseconds of an ISO 8601 date or time; without an offset it is in `tz`, or UTC. Raises UsageError.

    `end`: a date without a time of day means the end of that day, so that a range includes it.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise UsageError(
            f"{text!r} is not a time", "ISO 8601: 2024-01-31, 2024-01-31T09:30, 2024-01-31T09:30:00-05:00"
        ) from error
    if end and _DATE.fullmatch(text.strip()):
        moment += timedelta(days=1)
    return from_datetime(moment if moment.tzinfo else _localize(moment, tz, text))


def _localize(naive: datetime, tz: str | None, text: str) -> datetime:
    if tz is None:
        return naive.replace(tzinfo=UTC)
    try:
        zone = ZoneInfo(tz)
    except (ValueError, OSError, KeyError) as error:
        raise UsageError(f"no time zone {tz!r}", "a name such as UTC or America/New_York") from error
    moment = naive.replace(tzinfo=zone)
    if moment.utcoffset() != moment.replace(fold=1).utcoffset():
        skipped = moment.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != naive
        word = "does not exist" if skipped else "exists twice"
        raise UsageError(f"{text} {word} in {tz}: the clocks change there", "write its offset, e.g. -05:00")
    return moment


def parse_interval(text: str) -> int:
    """Nanoseconds of `1m`, `15m`, `1h`, `1d`, `1w`, `30s`, `500ms`. Raises UsageError."""
    match = _INTERVAL.fullmatch(text.strip())
    if match is None or match[2] not in _UNITS or not int(match[1]):
        raise UsageError(f"{text!r} is not an interval", f"a whole number and one of {', '.join(_UNITS)}: 1m, 1h, 1d")
    return int(match[1]) * _UNITS[match[2]]


def format_interval(interval: int) -> str:
    """The shortest spelling that `parse_interval` reads back: `1h`, not `60m`. A week is `7d`."""
    for unit, size in _UNITS.items():
        if interval % size == 0 and unit != "w":
            return f"{interval // size}{unit}"
    raise AssertionError("every interval is a multiple of 1 ns")
