"""What a run of the suite proved, as one JSON file: the same bytes whenever and wherever the same thing is proved."""

import json
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import attrs

from tradeport.ports.capability import Capability
from tradeport.ports.engine import Engine

PASSED, REFUSED, FAILED = "passed", "refused", "failed"


@attrs.define
class Evidence:
    """Of one engine. A clause that has no result has failed."""

    engine: Engine
    distribution: str
    expected: tuple[str, ...]
    clauses: dict[str, dict[str, Any]] = attrs.field(factory=dict)

    def note(
        self,
        number: str,
        *,
        test: str,
        title: str,
        requires: Iterable[Capability],
        outcome: str,
        reason: str = "",
        refused: Capability | None = None,
    ) -> None:
        """The outcome of one phase of one clause; a failure in any phase stays. `refused`: what the engine's refusal named."""
        if self.clauses.get(number, {}).get("outcome") == FAILED:
            return
        named = [c.value for c in requires]
        found: dict[str, Any] = {
            "test": test,
            "title": title,
            "requires": named[0] if named else None,
            "also": named[1:],
            "outcome": outcome,
        }
        if refused is not None:
            found["refused"] = refused.value
        self.clauses[number] = {**found, "reason": reason} if outcome == FAILED else found

    def missing(self) -> list[str]:
        """Standard clauses without a result."""
        return [number for number in self.expected if number not in self.clauses]

    def as_dict(self, engine_version: str) -> dict[str, Any]:
        """The file's content."""
        lost: dict[str, Any] = {"test": "", "title": "", "requires": None, "also": [], "outcome": FAILED}
        lost["reason"] = "no result: the clause was deselected, deleted, or overridden"
        return {
            "engine": self.engine.name,
            "engine_version": engine_version,
            "distribution": self.distribution,
            "tradeport": version("tradeport"),
            "declared": declared(self.engine.capabilities),
            "expected": list(self.expected),
            "clauses": {**self.clauses, **dict.fromkeys(self.missing(), lost)},
        }

    def write(self, path: Path, engine_version: str) -> None:
        """Whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.part")
        part.write_text(json.dumps(self.as_dict(engine_version), indent=1, sort_keys=True) + "\n", encoding="utf-8")
        part.replace(path)


def declared(capabilities: Mapping[Capability, Any]) -> dict[str, dict[str, str]]:
    """Level, note and emulator of every capability."""
    return {
        c.value: {"level": capabilities[c].level.value, "note": capabilities[c].note, "by": capabilities[c].by}
        for c in Capability
    }
