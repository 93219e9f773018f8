"""From a template and its values to one HTML text."""

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tradeport.application.report import text

_TEMPLATES = Path(__file__).parent / "templates"
_ESCAPES = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def page(template: str, **values: Any) -> str:
    """Render `template`; all it prints is escaped."""
    return _environment().get_template(template).render(**values)


def embedded(data: Any) -> Markup:
    """JSON that may stand inside a script element. Raises ValueError for NaN, which is not JSON."""
    spelled = json.dumps(data, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
    return Markup(spelled.translate(_ESCAPES))


@cache
def plotly_js() -> Markup:
    """The script of the installed Plotly package, which is found but not imported: that takes a second."""
    spec = find_spec("plotly")
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        script = Path(folder) / "package_data" / "plotly.min.js"
        if script.is_file():
            return Markup(script.read_text(encoding="utf-8"))
    raise FileNotFoundError("plotly.min.js is not where the plotly package keeps it. Hint: reinstall plotly>=6")


@cache
def _asset(name: str) -> Markup:
    return Markup((_TEMPLATES / name).read_text(encoding="utf-8"))


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    for function in (text.money, text.exact, text.count, text.number, text.percent, text.instant, text.duration):
        environment.filters[function.__name__] = function
    environment.globals |= {"plotly_js": plotly_js, "asset": _asset, "embedded": embedded, "DASH": text.DASH}
    return environment
