"""Which files of a strategy's own folder it imports: what it is made of is checked, what is installed is not."""

import sys
from collections.abc import Iterator, Sequence
from importlib.machinery import PathFinder
from pathlib import Path

from tradeport.application.errors import StrategyError

type Import = tuple[int, str, Sequence[str]]


def root_of(path: Path) -> Path:
    """The folder that absolute imports start from: the file's own, or the one around the package it is in."""
    folder = path.parent
    while (folder / "__init__.py").is_file():
        folder = folder.parent
    return folder


def siblings(path: Path, root: Path, imports: Sequence[Import]) -> Iterator[Path]:
    """Files beside or below `path` that `imports` name."""
    for level, module, names in imports:
        base = root if not level else path.parents[min(level, len(path.parents)) - 1]
        parts = module.split(".") if module else []
        for candidate in (parts, *([*parts, name] for name in names)):
            if not candidate or (not level and candidate[0] in sys.stdlib_module_names):
                continue
            found = _file(base.joinpath(*candidate))
            if found and found != path and found.is_relative_to(path.parent):
                if not level:
                    _must_not_be_hidden(candidate[0], root)
                yield found


def _must_not_be_hidden(name: str, root: Path) -> None:
    """What is installed is found first, so that no file of a strategy's folder can stand in for a part of an engine."""
    ours, installed = _file(root / name), PathFinder.find_spec(name)
    if ours and installed and installed.origin and Path(installed.origin).resolve() != ours:
        raise StrategyError(f"{ours} has the name of an installed module, {installed.origin}", "rename it")


def _file(stem: Path) -> Path | None:
    return next((f for f in (stem.with_name(stem.name + ".py"), stem / "__init__.py") if f.is_file()), None)
