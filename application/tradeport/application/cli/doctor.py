"""`platform doctor`."""

import sys
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import attrs
import click

from tradeport.application.cli import options
from tradeport.application.cli.console import OUT, emit
from tradeport.application.cli.tables import table

_MARK = {"ok": "[green]ok[/]", "absent": "[dim]absent[/]", "bad": "[bold red]bad[/]"}


@attrs.frozen
class Finding:
    """One check: `state` is ok, absent or bad; `remedy` what to do."""

    what: str
    state: str
    detail: str
    remedy: str = ""


@click.command()
@options.JSON
def command(as_json: bool) -> int:
    """Check this installation: Python, each engine by importing it, a run on each, a writable folder. Exit 1 if one is bad."""
    found = [_python(), _folder(), *_engines()]
    bad = any(one.state == "bad" for one in found)
    if as_json:
        emit({"ok": not bad, "findings": [attrs.asdict(one) for one in found]})
        return int(bad)
    shown = table("", "", "", "remedy", title=f"tradeport {version('tradeport')}")
    for one in found:
        shown.add_row(one.what, _MARK[one.state], one.detail, one.remedy)
    OUT.print(shown)
    return int(bad)


def _python() -> Finding:
    wanted = (3, 12) <= sys.version_info[:2] < (3, 14)
    return Finding("python", "ok" if wanted else "bad", sys.version.split()[0], "" if wanted else "use Python 3.12 or 3.13")


def _folder() -> Finding:
    try:
        with TemporaryDirectory(dir=Path.cwd()):
            return Finding("run directories", "ok", "can be written here")
    except OSError as error:
        return Finding("run directories", "bad", str(error), "use --out with a folder that can be written")


def _engines() -> list[Finding]:
    from tradeport.application import engines

    return [_engine(name) for name in engines.names()]


def _engine(name: str) -> Finding:
    """In a process of its own: an engine may change the one it is imported into."""
    from tradeport.application import engines
    from tradeport.application.errors import PlatformError
    from tradeport.application.request import RunRequest
    from tradeport.application.worker.launch import Worker

    if engines.version_of(name) is None:
        return Finding(name, "absent", "not installed", f"pip install 'tradeport[{name}]'")
    request = RunRequest(strategy="sma_cross", data=("sample:AAPL",), engine=name)
    with TemporaryDirectory() as folder:
        try:
            ended = Worker(request, Path(folder) / "run", with_report=False).run()
        except PlatformError as error:
            return Finding(name, "bad", error.message, error.hint)
    return _outcome(name, ended.result)


def _outcome(name: str, result: dict[str, Any]) -> Finding:
    if result["status"] != "finished":
        return Finding(name, "bad", str(result["error"]), "report it with this line")
    return Finding(name, "ok", f"{result['engine_version']}: ran {result['strategy']} over {result['bars']} bars")
