"""How an error is told: in words on stderr, and as one JSON object on stdout where that was asked for."""

import json
import sys
import traceback

from tradeport.application.cli.console import ERR
from tradeport.application.errors import PlatformError, exit_code_of
from tradeport.ports.capability import UnsupportedCapability


def tell(error: BaseException, *, as_json: bool, trace: str = "") -> int:
    """Say it; the exit code. What is no error of the user's shows its own traceback: it is a defect of ours."""
    code = int(exit_code_of(error))
    message, hint = words_of(error)
    known = isinstance(error, PlatformError | UnsupportedCapability | KeyboardInterrupt)
    trace = trace or getattr(error, "trace", "") or ("" if known else "".join(traceback.format_exception(error)))
    if as_json:
        told = {"type": type(error).__name__, "message": message, "hint": hint, "traceback": trace or None}
        json.dump({"error": told, "exit_code": code}, sys.stdout)
        print()
    show(message, hint, trace)
    return code


def words_of(error: BaseException) -> tuple[str, str]:
    """Message and hint."""
    if isinstance(error, PlatformError):
        return error.message, error.hint
    if isinstance(error, UnsupportedCapability):
        return str(error).partition(" Hint: ")[0], error.hint
    if isinstance(error, KeyboardInterrupt):
        return "interrupted", ""
    return f"{type(error).__name__}: {error}", "this is a defect of tradeport; please report it with the lines above"


def show(message: str, hint: str = "", trace: str = "") -> None:
    """On stderr."""
    if trace:
        ERR.print(trace, markup=False, highlight=False, style="dim", end="")
    ERR.print("[bold red]error:[/] ", end="")
    ERR.print(message, markup=False, highlight=False)
    if hint:
        show_hint(hint)


def show_hint(hint: str) -> None:
    """The remedy alone."""
    ERR.print("[bold cyan]hint:[/]  ", end="")
    ERR.print(hint, markup=False, highlight=False)
