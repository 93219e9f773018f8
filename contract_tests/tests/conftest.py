"""The suite, run on an engine that stands in this process: honest, or not in one thing."""

import json
from collections.abc import Callable
from pathlib import Path

import attrs
import pytest

from tradeport.contract_tests import plugin
from tradeport.contract_tests.run import INI, options
from tradeport.ports.engine import Engine


@attrs.frozen
class Examined:
    exit_code: int
    evidence: dict

    def of(self, outcome: str) -> dict[str, str]:
        """Clause -> reason ('' where there is none), of what has a result of its own."""
        clauses = self.evidence["clauses"]
        return {n: c.get("reason", "") for n, c in clauses.items() if c["outcome"] == outcome and c["test"]}


class Bind:
    """Puts the engine in the place of the one that the command line names."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        plugin.bind(config, self.engine)


@pytest.fixture
def examine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Examined]:
    """`examine(engine, "EXE-3", ...)`: only clauses whose number begins so; all where none is given."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)

    def examine(engine: Engine, *clauses: str) -> Examined:
        ini, evidence = tmp_path / "pytest.ini", tmp_path / "evidence.json"
        ini.write_text(INI)
        code = pytest.main(options("reference", evidence, ini, clauses), plugins=[Bind(engine)])
        return Examined(int(code), json.loads(evidence.read_text()))

    return examine
