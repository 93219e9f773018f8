"""The engines that are installed, by entry point."""

from functools import cache
from importlib.metadata import EntryPoint, PackageNotFoundError, entry_points, version

from packaging.requirements import Requirement

from tradeport.application.errors import EngineError, PlatformError, UsageError
from tradeport.ports.capability import Capabilities
from tradeport.ports.engine import Engine, FillProfile

GROUP = "tradeport.engines"


class EngineNotInstalled(PlatformError):
    """The adapter is here, its engine is not."""

    @classmethod
    def of(cls, name: str, error: ImportError) -> "EngineNotInstalled":
        return cls(
            f"the engine {name} is not installed here ({error})",
            f"pip install 'tradeport[{name}]', or --isolate for an environment of its own",
        )


@cache
def _found() -> dict[str, EntryPoint]:
    return {ep.name: ep for ep in sorted(entry_points(group=GROUP), key=lambda ep: (ep.name != "reference", ep.name))}


def names() -> tuple[str, ...]:
    """All declared engines, the reference first; their packages may be missing."""
    return tuple(_found())


def get(name: str) -> Engine:
    """The adapter; its engine is not imported yet. Raises UsageError for an unknown name."""
    if name not in _found():
        raise UsageError(f"no engine {name!r}", f"one of {', '.join(names()) or 'none: the installation is broken'}")
    try:
        engine: Engine = _found()[name].load()()
    except ImportError as error:
        raise EngineNotInstalled.of(name, error) from error
    if engine.name != name:
        raise EngineError(f"the entry point {name!r} gives an engine that calls itself {engine.name!r}")
    return engine


def load(engine: Engine) -> str:
    """Import the engine; its version. Raises EngineNotInstalled, naming the extra."""
    try:
        return engine.load()
    except ImportError as error:
        raise EngineNotInstalled.of(engine.name, error) from error


def capabilities(profile: FillProfile, *, except_for: str = "") -> dict[str, Capabilities]:
    """What each engine declares in that profile. No engine is imported for it."""
    return {name: get(name).capabilities_in(profile) for name in names() if name != except_for}


def version_of(name: str) -> str | None:
    """Version of the engine's own package, None if it is not installed. Read from metadata: nothing is imported.

    The package is what the adapter's distribution requires under the extra of that name; without one, the adapter itself.
    """
    dist = _found()[name].dist
    if dist is None:
        return None
    needed = [r for r in map(Requirement, dist.requires or ()) if r.marker and f'extra == "{name}"' in str(r.marker)]
    try:
        return version(needed[0].name) if needed else dist.version
    except PackageNotFoundError:
        return None


def installed() -> tuple[str, ...]:
    """The engines whose package is here."""
    return tuple(name for name in names() if version_of(name) is not None)
