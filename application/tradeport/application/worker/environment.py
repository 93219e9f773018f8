"""The environment of one engine, made once by uv from the project's lock, and the interpreter in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from importlib.metadata import distribution
from importlib.resources import files
from pathlib import Path
from typing import Final

from platformdirs import user_cache_path

from tradeport.application.errors import PlatformError

type Say = Callable[[str], None]

#: Where environments are kept, instead of the user's cache folder.
HOME: Final = "TRADEPORT_HOME"


def prepare(engine: str, say: Say) -> str:
    """Path of an interpreter that imports tradeport and `engine` and no other engine. Raises PlatformError."""
    uv = _uv()
    source = _source_tree()
    if source is not None:
        return _from_tree(uv, source, engine, say)
    return _from_lock(uv, engine, say)


def _uv() -> str:
    tree = _source_tree()
    own = [str(tree / ".uv" / "bin" / "uv")] if tree else []
    for candidate in (os.environ.get("UV", ""), *own, shutil.which("uv") or ""):
        if candidate and _answers(candidate):
            return candidate
    raise PlatformError("--isolate needs uv, which is not here", "pip install uv, or run without --isolate")


def _answers(uv: str) -> bool:
    """Whether that program is there and runs."""
    try:
        return subprocess.run([uv, "--version"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _source_tree() -> Path | None:
    """The checkout that this is run from, if it is one."""
    root = Path(__file__).resolve().parents[4]
    return root if (root / "uv.lock").exists() else None


def _home() -> Path:
    return Path(os.environ[HOME]) if HOME in os.environ else user_cache_path("tradeport")


def _from_tree(uv: str, root: Path, engine: str, say: Say) -> str:
    """`uv sync` with that extra alone: a fraction of a second when it is up to date."""
    place = _home() / "environments" / f"{engine}-{sha256(str(root).encode()).hexdigest()[:8]}"
    extra = [] if engine == "reference" else ["--extra", engine]
    _call(
        [uv, "sync", "--quiet", "--locked", "--no-default-groups", *extra, "--project", str(root), "--python", sys.executable],
        say,
        place,
        environment={"UV_PROJECT_ENVIRONMENT": str(place)},
    )
    return str(place / "bin" / "python")


def _from_lock(uv: str, engine: str, say: Say) -> str:
    """From the lock that ships in the wheel, and the installed tradeport itself beside it."""
    lock = files("tradeport.application.worker") / "locks" / f"{engine}.txt"
    if not lock.is_file():
        raise PlatformError(f"no lock for {engine} ships with tradeport", "install the adapter here and run without --isolate")
    content = lock.read_bytes()
    place = _home() / "environments" / f"{engine}-{sha256(content).hexdigest()[:8]}"
    python = place / "bin" / "python"
    if not (place / "complete").exists():
        place.parent.mkdir(parents=True, exist_ok=True)
        pinned = place.parent / f"{place.name}.txt"
        pinned.write_bytes(content)
        _call([uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(place)], say, place)
        # --no-deps: the lock is complete, and two engines name dependencies that it corrects (docs/adr/0011)
        install = [uv, "pip", "install", "--quiet", "--no-deps", "--require-hashes", "--python", str(python), "-r", str(pinned)]
        _call(install, say, place)
        _lend_ourselves(place)
        (place / "complete").touch()
    return str(python)


def _lend_ourselves(place: Path) -> None:
    """Make the installed tradeport importable there, with its entry points and without its neighbours."""
    ours = distribution("tradeport")
    lent = place / "lent"
    lent.mkdir()
    for entry in {Path(str(f)).parts[0] for f in ours.files or () if Path(str(f)).parts[0].startswith("tradeport")}:
        (lent / entry).symlink_to(Path(str(ours.locate_file(entry))).resolve())
    (site,) = (place / "lib").glob("python*/site-packages")
    (site / "tradeport_lent.pth").write_text(f"{lent}\n", encoding="utf-8")


def _call(command: list[str], say: Say, place: Path, environment: dict[str, str] | None = None) -> None:
    if not place.exists():
        say(f"making the environment {place} (once; an engine that is compiled takes minutes)")
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, **(environment or {})}, check=False)
    if done.returncode:
        last = "\n".join(done.stderr.strip().splitlines()[-8:])
        raise PlatformError(f"cannot make the environment {place}:\n{last}", "the lines above are uv's")
