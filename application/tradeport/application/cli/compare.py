"""`platform compare`."""

from pathlib import Path
from typing import Any

import click

from tradeport.application.cli import options
from tradeport.application.cli.console import ERR, OUT, emit, notes
from tradeport.application.cli.failure import show
from tradeport.application.cli.progress import following_all
from tradeport.application.cli.tables import parity_table, table


@click.command()
@options.request_options()
@click.option("--engines", "-e", default="all", show_default=True, metavar="A,B,...", help="all: every installed engine.")
@options.FILLS
@click.option("--native/--no-native", default=True, help="Also run each engine under its own fills, for the report.")
@click.option("--out", "-o", type=click.Path(path_type=Path), help="Folder. [default: runs/STRATEGY-compare]")
@click.option("--jobs", "-j", type=click.IntRange(1), help="Runs at a time. [default: one a core]")
@options.JSON
def command(as_json: bool, engines: str, native: bool, out: Path | None, jobs: int | None, **words: Any) -> int:
    """Run STRATEGY on several engines and compare decisions, fills, money and audit log: exit 10 if they differ.

    Each engine runs in a process of its own. Writes one run directory an engine and report.html.
    """
    from tradeport.application.compare import absent, chosen, compare
    from tradeport.application.run_directory import REPORT, free

    request = options.request_of(words, engine="reference")
    names = chosen(engines)
    out = out or free(Path("runs"), f"{Path(request.strategy.partition(':')[0]).stem}-compare")
    with following_all() as heard:
        compared = compare(request, names, out, native=native, on_event=heard, parallel=jobs)
    comparison = compared.comparison
    if engines == "all":
        comparison["refused"] |= absent()
    page = _report(request, compared, out / REPORT)
    first: dict[str, Any] = next(iter(comparison["engines"].values()), {})
    notes(first.get("notes", []))
    if as_json:
        emit({**comparison, "report": str(page), "exit_code": compared.exit_code})
    else:
        _print(comparison, page)
    for name, error in compared.errors.items():
        show(f"{name}: {error.message}", error.hint, getattr(error, "trace", ""))
    for trace in dict.fromkeys(compared.traces.values()):
        ERR.print(trace, markup=False, highlight=False, end="")
    return compared.exit_code


def _report(request: Any, compared: Any, path: Path) -> Path:
    from tradeport.application import report
    from tradeport.application.assemble import load

    html = report.render_compare(compared.comparison, compared.directories, load(request).dataset)
    path.write_text(html, encoding="utf-8")
    return path


def _print(comparison: dict[str, Any], page: Path) -> None:
    OUT.print(parity_table(comparison))
    if comparison["refused"]:
        left_out = table("left out", "why")
        for name, why in comparison["refused"].items():
            left_out.add_row(name, why)
        OUT.print(left_out)
    if difference := comparison["first_difference"]:
        OUT.print(f"first difference: {difference['level']}, record {difference['index']}", highlight=False)
        for name, record in difference["engines"].items():
            OUT.print(f"  {name}: {'no such record' if record is None else record}", markup=False, highlight=False)
    verdict = "[bold green]parity: equal on every level[/]" if comparison["parity"] else "[bold red]no parity[/]"
    OUT.print(verdict)
    OUT.print(f"report: {page}", highlight=False)
