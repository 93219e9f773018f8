"""Binds the suite to one engine and writes the evidence. Loaded by name, never by entry point: it is for this suite alone."""

from collections.abc import Generator
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any, Final

import pytest

from tradeport.application import engines
from tradeport.application.errors import PlatformError
from tradeport.application.negotiate import CLOSING
from tradeport.contract_tests.clauses import standard
from tradeport.contract_tests.evidence import FAILED, PASSED, REFUSED, Evidence
from tradeport.contract_tests.harness import Bench
from tradeport.ports.capability import Capability, UnsupportedCapability
from tradeport.ports.engine import Engine, FillProfile

C = Capability

#: What only a run with perpetuals shows.
ON_MARGIN: Final = frozenset({C.PERPETUALS, C.FUNDING, C.LEVERAGE, C.CROSS_MARGIN, C.LIQUIDATION_PRICE})

BENCH: Final = pytest.StashKey[Bench]()
EVIDENCE: Final = pytest.StashKey[Evidence]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--engine` and `--evidence`."""
    group = parser.getgroup("tradeport", "cross-engine contract suite")
    group.addoption("--engine", default="reference", help="entry point in group tradeport.engines (default: reference)")
    group.addoption("--clause", action="append", default=[], help="only clauses whose number begins so; may be repeated")
    group.addoption("--evidence", type=Path, help="write what was proved to this JSON file")


#: They play what all the others have played.
PLAYS_ALL = ("AUD-900", "AUD-910")


def pytest_configure(config: pytest.Config) -> None:
    """Find the engine; raises UsageError if it is not there."""
    config.addinivalue_line("markers", "contract(id, requires=None, also=()): a numbered clause, and what it needs")
    try:
        engine = engines.get(config.getoption("--engine"))
        engines.load(engine)
    except PlatformError as error:
        raise pytest.UsageError(str(error)) from error
    bind(config, engine)


def bind(config: pytest.Config, engine: Engine) -> None:
    """Certify this very object in place of what the entry point gives."""
    config.stash[BENCH] = Bench(engine)
    config.stash[EVIDENCE] = Evidence(engine, _distribution(engine.name), standard())


def _distribution(name: str) -> str:
    for found in entry_points(group=engines.GROUP):
        if found.name == name and found.dist is not None:
            return f"{found.dist.name} {found.dist.version}"
    return ""


@pytest.fixture
def bench(request: pytest.FixtureRequest) -> Bench:
    """The engine under test, with the clause's number on what is kept."""
    mark = request.node.get_closest_marker("contract")
    base = request.config.stash[BENCH]
    return Bench(base.engine, base.kept, mark.args[0] if mark else "")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is declared unsupported is not skipped: it must refuse, and with the right exception."""
    engine = config.stash[BENCH].engine
    if wanted := tuple(config.getoption("--clause")):
        config.hook.pytest_deselected(items=[item for item in items if not _number(item).startswith(wanted)])
        items[:] = [item for item in items if _number(item).startswith(wanted)]
    for item in items:
        if absent := _absent(item, engine):
            reason = f"{engine.name} declares no {', '.join(absent)}"
            _in_one_line(item)
            item.add_marker(pytest.mark.xfail(raises=UnsupportedCapability, strict=True, reason=reason))
    items.sort(key=lambda item: _number(item) in PLAYS_ALL)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Note the outcome; a refusal that names a capability which is there is none."""
    report = yield
    number = _number(item)
    if not number:
        return report
    outcome = PASSED if report.passed else FAILED
    named = None
    if report.when == "call" and report.skipped and hasattr(report, "wasxfail"):
        refusal = call.excinfo.value if call.excinfo else None
        outcome, named = REFUSED, getattr(refusal, "capability", None)
        if not isinstance(refusal, UnsupportedCapability) or refusal.capability not in _absent(item, _engine(item)):
            outcome, report.outcome = FAILED, "failed"
            report.longrepr = f"it refused for a reason that does not hold: {refusal}"
            del report.wasxfail
    if report.when == "call" or outcome == FAILED:
        item.config.stash[EVIDENCE].note(
            number,
            test=item.name,
            title=_title(item),
            requires=_named(item),
            outcome=outcome,
            reason=_first_line(report, call) if outcome == FAILED else "",
            refused=named if outcome == REFUSED else None,
        )
    return report


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Write the evidence. It is complete, or the session has failed."""
    path: Path | None = session.config.getoption("--evidence")
    if path is None:
        return
    evidence = session.config.stash[EVIDENCE]
    evidence.write(path, evidence.engine.load())
    if evidence.missing():
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Name what had no result, where evidence was asked for of the whole suite."""
    whole = config.getoption("--evidence") and not config.getoption("--clause")
    if whole and (missing := config.stash[EVIDENCE].missing()):
        terminalreporter.write_line(f"no result for {len(missing)} clauses: {', '.join(missing)}", red=True)


# -- what a clause says of itself ----------------------------------------------------------------------------------------


def _number(item: pytest.Item) -> str:
    mark = item.get_closest_marker("contract")
    return mark.args[0] if mark else ""


def _named(item: pytest.Item) -> tuple[Capability, ...]:
    mark = item.get_closest_marker("contract")
    requires = mark.kwargs.get("requires") if mark else None
    return (requires, *mark.kwargs.get("also", ())) if mark and requires else ()


def _needed(item: pytest.Item) -> set[Capability]:
    """What it names, and what goes without saying: bars unless it is about ticks, canonical fills unless about native ones.

    Of what is held on margin: that it can be held, and that the platform can close it.
    """
    named = set(_named(item))
    if named & ON_MARGIN:
        named |= {C.PERPETUALS, *CLOSING}
    if named and not named & {C.QUOTES, C.TRADES}:
        named.add(C.BARS)
    if named and C.NATIVE_FILLS not in named:
        named.add(C.CANONICAL_FILLS)
    return named


def _absent(item: pytest.Item, engine: Engine) -> list[Capability]:
    needed = _needed(item)
    profile = FillProfile.NATIVE if C.NATIVE_FILLS in needed else FillProfile.CANONICAL
    return sorted(c for c in needed if not engine.capabilities_in(profile).supports(c))


def _in_one_line(item: pytest.Item) -> None:
    """Refusals are expected by the hundred: showing the source along each one's way takes longer than the suite."""
    shown = item.repr_failure

    def brief(excinfo: pytest.ExceptionInfo[BaseException], *how: Any) -> Any:
        return str(excinfo.value) if isinstance(excinfo.value, UnsupportedCapability) else shown(excinfo, *how)

    item.repr_failure = brief  # type: ignore[method-assign, assignment]


def _engine(item: pytest.Item) -> Engine:
    return item.config.stash[BENCH].engine


def _title(item: pytest.Item) -> str:
    title = (getattr(item, "obj", None).__doc__ or item.name).strip().splitlines()[0]
    case = getattr(item, "callspec", None)
    return f"{title} {case.id}" if case else title


def _first_line(report: pytest.TestReport, call: pytest.CallInfo[None]) -> str:
    """Why it failed, in one line."""
    if call.excinfo is not None and not isinstance(report.longrepr, str):
        text = f"{call.excinfo.typename}: {call.excinfo.value}"
    else:
        text = str(report.longrepr)
    return text.strip().partition("\n")[0].removeprefix("AssertionError: ")
