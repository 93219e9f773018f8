"""Parameters from a file: TOML, YAML or JSON."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import msgspec

from tradeport.application.errors import UsageError

_DECODERS: Final[Mapping[str, Callable[[bytes], Any]]] = {
    ".toml": msgspec.toml.decode,
    ".yaml": msgspec.yaml.decode,
    ".yml": msgspec.yaml.decode,
    ".json": msgspec.json.decode,
}


def read_parameters(path: Path) -> dict[str, Any]:
    """Parameter name -> value. Raises UsageError that names the file."""
    decode = _DECODERS.get(path.suffix.lower())
    if decode is None:
        raise UsageError(f"{path} is not a parameter file", "give a .toml, .yaml or .json file")
    try:
        found = decode(path.read_bytes())
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}") from error
    if found is None:
        return {}
    if not isinstance(found, dict):
        raise UsageError(f"{path} holds a {type(found).__name__}, not parameters by name", "write `fast: 10`, one a line")
    return {str(name): value for name, value in found.items()}
