"""The capability matrix, joined from evidence files. No engine is imported: what was proved elsewhere counts."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from tradeport.contract_tests.evidence import FAILED, PASSED, REFUSED
from tradeport.ports.capability import Capability, Level

type Found = Mapping[str, Any]

HEAD = """# Capability matrix

<!-- Made by `tools/matrix.py evidence/*.json`. Change an adapter's declaration, not this file. -->

What each engine has in the canonical profile, by its adapter's declaration, and what the contract suite proved of it.

- **native**: the engine does it. **emulated by X**: the emulator X of the platform does it, over what the engine has.
- **refuses**: declared unsupported, and proved to refuse rather than do something else.
- **?**: declared, and no clause exercises it. **unproven**: a clause speaks against the declaration.
"""


def read(paths: Iterable[Path]) -> list[Found]:
    """The evidence of each engine, the reference first. Raises ValueError for a file that is none."""
    found = [_evidence(path) for path in paths]
    return sorted(found, key=lambda e: (e["engine"] != "reference", e["engine"]))


def _evidence(path: Path) -> Found:
    try:
        found: Found = json.loads(path.read_text(encoding="utf-8"))
        found["engine"], found["declared"], found["clauses"]
    except (ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{path} is not evidence: {error}. Hint: platform certify ENGINE --evidence {path}") from error
    return found


def render(evidence: Sequence[Found]) -> str:
    """The whole page."""
    notes: dict[str, int] = {}
    parts = [HEAD]
    for port, capabilities in groupby(Capability, key=lambda c: c.port):
        rows = [[f"`{c.value}`", *(cell(e, c, notes) for e in evidence)] for c in capabilities]
        parts.append(f"## {port.replace('_', ' ').capitalize()}\n\n{_table(['', *_names(evidence)], rows)}")
    parts.append(f"## Clauses\n\n{_table(['', *_names(evidence)], list(_counts(evidence)))}")
    if notes:
        parts.append("\n".join(f"[^{number}]: {note}" for note, number in notes.items()) + "\n")
    return "\n".join(parts)


def cell(evidence: Found, capability: Capability, notes: dict[str, int]) -> str:
    """What is declared, with its footnote, and how that stands."""
    declared = evidence["declared"].get(capability.value, {"level": "unsupported", "note": "", "by": ""})
    footnote = f"[^{notes.setdefault(declared['note'], len(notes) + 1)}]" if declared["note"] else ""
    proof = standing(evidence, capability, declared["level"])
    if declared["level"] == Level.UNSUPPORTED:
        return {"": "refuses", "?": "unsupported ?"}.get(proof, f"unsupported **{proof}**") + footnote
    words = f"emulated by `{declared['by']}`" if declared["level"] == Level.EMULATED else "native"
    return words + footnote + {"": "", "?": " ?"}.get(proof, f" **{proof}**")


def standing(evidence: Found, capability: Capability, level: str) -> str:
    """Empty if the declaration is proved, `?` if no clause exercises it, `unproven` if one speaks against it.

    A refusal counts for the capability that it named. A clause refused for want of another says nothing of this one.
    """
    about = [c for c in evidence["clauses"].values() if capability.value in (c["requires"], *c["also"])]
    if any(c["outcome"] == FAILED for c in about):
        return "unproven"
    if level == Level.UNSUPPORTED:
        # Bars and canonical fills go without saying: any clause may be refused for want of them.
        proofs = [c for c in evidence["clauses"].values() if c.get("refused") == capability.value]
    else:
        proofs = [c for c in about if c["outcome"] == PASSED]
    return "" if proofs else "?"


def _counts(evidence: Sequence[Found]) -> Iterable[list[str]]:
    yield ["version", *(e["engine_version"] for e in evidence)]
    groups = sorted({number.partition("-")[0] for e in evidence for number in e["clauses"]})
    for group in groups:
        yield [f"{group}-", *(_count(e, group) for e in evidence)]
    yield ["all", *(_count(e, "") for e in evidence)]


def _count(evidence: Found, group: str) -> str:
    """`40 passed, 3 refused`; failures shout."""
    outcomes = [c["outcome"] for number, c in evidence["clauses"].items() if number.startswith(group)]
    words = [f"{outcomes.count(o)} {o}" for o in (PASSED, REFUSED) if o in outcomes]
    words += [f"**{outcomes.count(FAILED)} failed**"] if FAILED in outcomes else []
    return ", ".join(words) or "-"


def _names(evidence: Sequence[Found]) -> list[str]:
    return [e["engine"] for e in evidence]


def _table(head: list[str], rows: Sequence[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(words) + " |\n" for words in lines)
