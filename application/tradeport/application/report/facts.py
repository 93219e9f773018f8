"""What a result says of its run, in rows for a table. Every key may be missing: a run that broke off is reported too."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

import attrs

from tradeport.application.report.text import count, number

LEVELS = ("decisions", "fills", "money", "audit")


@attrs.frozen
class Badge:
    """A word with its sign; `tone` is good, info, warn or bad."""

    word: str
    sign: str
    tone: str


@attrs.frozen
class PlanRow:
    """One line of the negotiated plan."""

    capability: str
    level: Badge
    note: str
    required: bool


_STATUS = {
    "finished": Badge("finished", "✓", "good"),
    "error": Badge("error", "✗", "bad"),
    "halted": Badge("halted", "■", "bad"),
    "interrupted": Badge("interrupted", "‖", "warn"),
}
_LEVEL = {"native": ("✓", "good"), "emulated": ("≈", "info"), "degraded": ("△", "warn"), "refused": ("✗", "bad")}


def status(result: Mapping[str, Any]) -> Badge:
    """Of the run, as it says itself."""
    word = str(result.get("status") or "status not recorded")
    return _STATUS.get(word, Badge(word, "?", "warn"))


def plan(result: Mapping[str, Any]) -> list[PlanRow]:
    """The plan's items, then what is refused and has no item."""
    given = result.get("plan") or {}
    rows = [_plan_row(item) for item in given.get("items") or ()]
    named = {row.capability for row in rows}
    refused = [str(name) for name in given.get("refused") or () if str(name) not in named]
    return rows + [_plan_row({"capability": name, "level": "refused", "required": True}) for name in refused]


def _plan_row(item: Mapping[str, Any]) -> PlanRow:
    level = str(item.get("level") or "")
    sign, tone = _LEVEL.get(level, ("?", "warn"))
    word = f"{level} by {item['by']}" if item.get("by") else level
    return PlanRow(
        str(item.get("capability", "")), Badge(word, sign, tone), str(item.get("note") or ""), bool(item.get("required"))
    )


def config(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Parameters of the strategy."""
    return [(str(key), spelled(value)) for key, value in (result.get("config") or {}).items()]


def denials(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Orders that the risk rules denied: `(reason, how many)`, the most frequent first."""
    given = result.get("denials") or ()
    if isinstance(given, int):
        return [("all", count(given))]
    if isinstance(given, Mapping):
        return [(str(reason), spelled(many)) for reason, many in given.items()]
    reasons = Counter(str(one.get("reason", spelled(one))) if isinstance(one, Mapping) else str(one) for one in given)
    return [(reason, count(many)) for reason, many in reasons.most_common()]


_TIMINGS = (
    ("import_s", "Import of the engine", "s", 3),
    ("init_s", "Set-up", "s", 3),
    ("run_s", "Run", "s", 3),
    ("events_per_s", "Events a second", "", 0),
    ("p50_us", "Cost of an event, median", "µs", 1),
    ("p95_us", "… 95th percentile", "µs", 1),
    ("p99_us", "… 99th percentile", "µs", 1),
)


def timings(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Times, speed and memory that were measured."""
    given = result.get("timings") or {}
    rows = [
        (name, f"{number(given[key], places)} {unit}".rstrip())
        for key, name, unit, places in _TIMINGS
        if given.get(key) is not None
    ]
    if result.get("peak_rss_mb") is not None:
        rows.append(("Peak memory", f"{number(result['peak_rss_mb'], 0)} MB"))
    return rows


def pairs(given: Mapping[str, Any] | None) -> list[tuple[str, str]]:
    """A mapping as rows, its keys made readable."""
    return [(str(key).replace("_", " "), spelled(value)) for key, value in (given or {}).items()]


def notes(result: Mapping[str, Any], *files: tuple[str, int]) -> list[str]:
    """The run's own notes, and for each `(file, rows skipped)` that it was cut off."""
    given = result.get("notes") or ()
    own = [given] if isinstance(given, str) else [str(note) for note in given]
    return own + [
        f"{name}: {skipped:,} row(s) could not be read; the run was cut off there." for name, skipped in files if skipped
    ]


def digests(result: Mapping[str, Any]) -> list[tuple[str, str]]:
    """In the order in which parity is judged, then any others."""
    given = result.get("digests") or {}
    return [(name, str(given[name])) for name in _ordered(given) if given[name]]


def _ordered(names: Iterable[str]) -> list[str]:
    given = list(names)
    return [name for name in LEVELS if name in given] + [name for name in given if name not in LEVELS]


def spelled(value: Any) -> str:
    """A plain value as itself, anything else as JSON."""
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
