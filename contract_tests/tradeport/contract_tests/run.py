"""Certify an engine: the suite in a process of its own, with nothing of the caller's configuration in it."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import attrs

from tradeport.application import engines
from tradeport.contract_tests.evidence import FAILED, PASSED, REFUSED

#: What the suite needs of pytest, and all that it gets.
INI = "[pytest]\naddopts = --import-mode=importlib\nconsider_namespace_packages = true\n"


class Failure(NamedTuple):
    """A clause that did not hold."""

    clause: str
    title: str
    reason: str


@attrs.frozen
class CertifyResult:
    """`passed` and `refused` count clauses; `exit_code` is 0 if every clause passed, or was refused as declared.

    `evidence` is the content of the file; empty if the suite did not run, and then `output` says why.
    """

    engine: str
    version: str
    passed: int
    refused: int
    failed: tuple[Failure, ...]
    exit_code: int
    evidence: dict[str, Any]
    output: str = ""

    @property
    def certified(self) -> bool:
        return self.exit_code == 0


def certify(engine: str, evidence: Path | None = None, *, quiet: bool = False, select: Sequence[str] = ()) -> CertifyResult:
    """Run the suite on the engine of that name; `quiet` keeps pytest's output to itself.

    `select`: only clauses whose number begins so. What such a run proves is incomplete: with `evidence` it fails, without it
    counts for what was selected. Raises UsageError for an unknown engine, EngineNotInstalled for an absent one.
    """
    adapter = engines.get(engine)
    with TemporaryDirectory(prefix="certify-") as folder:
        ini, proved = Path(folder, "pytest.ini"), Path(folder, "evidence.json")
        ini.write_text(INI, encoding="utf-8")
        words = ["-m", "pytest", *options(engine, proved, ini, select)]
        done = subprocess.run(
            [sys.executable, *words],
            cwd=folder,
            env=_environment(),
            stdout=subprocess.PIPE if quiet else None,
            stderr=subprocess.STDOUT if quiet else None,
            text=True,
            check=False,
        )
        found = json.loads(proved.read_text(encoding="utf-8")) if proved.is_file() else {}
        if evidence is not None and found:
            evidence.parent.mkdir(parents=True, exist_ok=True)
            part = evidence.with_name(f".{evidence.name}.part")
            part.write_bytes(proved.read_bytes())
            part.replace(evidence)
    if not found:
        engines.load(adapter)  # says why, if that is why
    partial = tuple(select) if evidence is None else ()
    return _result(engine, found, done.returncode, done.stdout or "", partial)


def options(engine: str, evidence: Path, ini: Path, select: Sequence[str] = ()) -> list[str]:
    """Pytest's words: this suite, this plugin, and none that happens to be installed."""
    return [
        "-q",
        "--tb=short",
        "--disable-warnings",
        f"-c{ini}",
        f"--rootdir={ini.parent}",
        "-pno:cacheprovider",
        "-ptradeport.contract_tests.plugin",
        "--pyargs",
        "tradeport.contract_tests",
        f"--engine={engine}",
        f"--evidence={evidence}",  # one word: pytest takes a path of its own for a place to look for its configuration
        *(f"--clause={number}" for number in select),
    ]


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    return {**kept, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}


def _result(engine: str, found: dict[str, Any], exit_code: int, output: str, partial: tuple[str, ...]) -> CertifyResult:
    clauses = {n: c for n, c in found.get("clauses", {}).items() if not partial or n.startswith(partial)}
    failed = tuple(Failure(n, c["title"], c["reason"]) for n, c in sorted(clauses.items()) if c["outcome"] == FAILED)
    if partial and clauses:
        exit_code = 1 if failed else 0
    return CertifyResult(
        engine,
        found.get("engine_version", ""),
        sum(c["outcome"] == PASSED for c in clauses.values()),
        sum(c["outcome"] == REFUSED for c in clauses.values()),
        failed,
        exit_code,
        found,
        output,
    )
