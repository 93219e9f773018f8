"""Importing a user's file as a module of its own name, its siblings beside it."""

import sys
import traceback
from collections.abc import Sequence
from hashlib import sha256
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import CodeType, ModuleType

from tradeport.application.errors import StrategyError
from tradeport.application.strategies.check.rules import ENGINES


class _Source(SourceFileLoader):
    """Always from the source: cached bytecode is told apart by whole seconds and size, which an edit may leave as they were."""

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = self.source_to_code(self.get_data(self.path), self.path)
        return code


class _Siblings(MetaPathFinder):
    """Finds modules in the folder of the last strategy. It is asked last, so that nothing installed can be hidden by it."""

    def __init__(self) -> None:
        self._folder: Path | None = None
        self._package = ""
        self._served: set[str] = set()

    def serve(self, folder: Path, package: str = "") -> None:
        """From here on `folder`; what another one gave is forgotten. `package` may be a folder without `__init__.py`."""
        for name in [n for n in sys.modules if n.partition(".")[0] in self._served]:
            del sys.modules[name]
        self._folder, self._package, self._served = folder, package, set()
        if self not in sys.meta_path:
            sys.meta_path.append(self)

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if path is not None or self._folder is None or name in ENGINES:
            return None
        spec = PathFinder.find_spec(name, [str(self._folder)])
        if spec is None or (spec.origin is None and name != self._package):
            return None
        if isinstance(spec.loader, SourceFileLoader):
            spec.loader = _Source(name, spec.loader.path)
        self._served.add(name)
        return spec


_SIBLINGS = _Siblings()


def import_file(path: Path) -> ModuleType:
    """The module of an absolute `path`, run afresh. Raises StrategyError, the user's own exception its cause."""
    _SIBLINGS.serve(path.parent)
    name = f"strategy_{path.stem}_{sha256(str(path).encode()).hexdigest()[:10]}"
    spec = spec_from_file_location(name, path, loader=_Source(name, str(path)))
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:
        del sys.modules[name]
        raise raised(str(path), error) from error
    return module


def import_named(name: str) -> ModuleType:
    """The module `name`, also if it lies below the working directory. Raises StrategyError."""
    try:
        return import_module(name)
    except (Exception, SystemExit) as error:
        raise raised(name, error) from error


def serve_working_directory(package: str) -> None:
    """Let `package` be found below the working directory, where a console script does not look."""
    _SIBLINGS.serve(Path.cwd(), package)


def raised(what: str, error: BaseException) -> StrategyError:
    """What the user's own code raised while it was imported, and where in it."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "importlib" not in f.filename and f.filename != __file__]
    at = f"{frames[-1].filename}:{frames[-1].lineno}: {frames[-1].line}\n    " if frames else ""
    hint = "install it, or put it beside the strategy's file" if isinstance(error, ModuleNotFoundError) else ""
    return StrategyError(f"{what} cannot be imported:\n    {at}{type(error).__name__}: {error}", hint)
