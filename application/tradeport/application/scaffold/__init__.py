"""`platform new NAME`: a strategy that runs, with its test, to begin from."""

import keyword
import re
import sys
from pathlib import Path
from typing import Final

from tradeport.application.errors import PlatformError, UsageError
from tradeport.application.strategies import shipped

_FILES: Final = {"strategy.py.jinja": "{}.py", "test.py.jinja": "test_{}.py", "readme.md.jinja": "{}_README.md"}


def new(name: str, folder: Path) -> list[Path]:
    """Write `NAME.py`, `test_NAME.py` and `NAME_README.md` into `folder`, which is made; their paths.

    `name` in snake case. Raises UsageError for a name that cannot be one, or if one of the files exists: none is written then.
    """
    from jinja2 import Environment, PackageLoader, StrictUndefined

    _check(name)
    paths = [folder / file.format(name) for file in _FILES.values()]
    if existing := [path for path in paths if path.exists()]:
        raise UsageError(f"{', '.join(map(str, existing))} exists", "choose another name, or another folder")
    words = {"name": name, "class_name": _camel(name), "title": name.replace("_", " ").capitalize()}
    templates = Environment(
        loader=PackageLoader("tradeport.application.scaffold"),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        autoescape=False,  # Python and Markdown, from words that `_check` has passed
    )
    texts = [templates.get_template(template).render(words) for template in _FILES]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path, text in zip(paths, texts, strict=True):
            with path.open("x", encoding="utf-8", newline="\n") as file:
                file.write(text)
    except OSError as error:
        raise PlatformError(f"cannot write to {folder}: {error.strerror or error}", "choose another folder") from error
    return paths


def _check(name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or keyword.iskeyword(name):
        suggested = re.sub(r"\W+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)).strip("_").lower()
        hint = f"such as {suggested}" if re.fullmatch(r"[a-z]\w*", suggested) and not keyword.iskeyword(suggested) else ""
        raise UsageError(f"{name!r} is not a name for a module", f"lower case, digits and underscores, {hint or 'no keyword'}")
    if name in sys.stdlib_module_names or name in (one.name for one in shipped()):
        raise UsageError(f"{name} is taken", f"choose another, such as my_{name}")


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_") if part)
