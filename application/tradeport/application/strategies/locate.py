"""From what a user typed to a strategy class."""

import re
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

import attrs

from tradeport.application.errors import StrategyError
from tradeport.application.strategies import importing, shipped
from tradeport.application.strategies.check import Violation, check_source
from tradeport.application.strategies.classes import choose, name_of
from tradeport.domain.strategy import Strategy

_CLASS = re.compile(r"(?P<source>.+?):(?P<name>[A-Za-z_]\w*)")


@attrs.frozen
class Located:
    """`name` depends on the class alone; `source` is the path or module as it was given; `sha256` of the file `path`.

    `warnings`: what the check of its source says aloud without refusing it.
    """

    cls: type[Strategy]
    name: str
    source: str
    sha256: str
    path: Path
    warnings: tuple[Violation, ...] = ()


def locate(text: str, *, check: bool = True) -> Located:
    """`path.py`, `path.py:Class`, `pkg.mod`, `pkg.mod:Class`, or the name of a shipped one.

    The source is checked before it is imported, unless `check` is off. Raises StrategyError; UnportableStrategy is one.
    """
    match = _CLASS.fullmatch(text)
    source, name = (match["source"], match["name"]) if match else (text, "")
    if source.endswith(".py") or "/" in source or "\\" in source:
        return _in_file(source, name, check)
    if source in shipped.names() or not (name or "." in source):
        module = shipped.module(source)
        assert module.__file__ is not None
        cls = choose(module, source, name)
        return _located(cls, source, Path(module.__file__), name=name_of(cls) if name else source, warnings=())
    return _in_module(source, name, check)


def _in_file(source: str, name: str, check: bool) -> Located:
    path = Path(source).expanduser().resolve()
    if not path.is_file():
        beside = sorted(p.name for p in path.parent.glob("*.py"))[:10]
        hint = f"{path.parent} has {', '.join(beside)}" if beside else f"there is no Python file in {path.parent}"
        raise StrategyError(f"{source} is not a file", hint)
    if path.suffix != ".py":
        raise StrategyError(f"{source} is not a Python file", "give a file that ends in .py")
    warnings = check_source(path) if check else []
    return _located(choose(importing.import_file(path), source, name), source, path, warnings=warnings)


def _in_module(source: str, name: str, check: bool) -> Located:
    importing.serve_working_directory(source.partition(".")[0])
    try:
        spec = find_spec(source)
    except (ImportError, ValueError):
        spec = None
    except Exception as error:
        raise importing.raised(source, error) from error
    if spec is None or not spec.origin or not spec.origin.endswith(".py"):
        raise StrategyError(
            f"no module {source!r} here", f"give a path such as {source}.py, or one that ships: {', '.join(shipped.names())}"
        )
    path = Path(spec.origin)
    warnings = check_source(path) if check else []
    return _located(choose(importing.import_named(source), source, name), source, path, warnings=warnings)


def _located(cls: type[Strategy], source: str, path: Path, *, warnings: list[Violation] | tuple[()], name: str = "") -> Located:
    return Located(cls, name or name_of(cls), source, sha256(path.read_bytes()).hexdigest(), path, tuple(warnings))
