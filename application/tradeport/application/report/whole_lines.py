"""Files that a run may have been cut off from writing."""

from pathlib import Path


def whole_lines(path: Path) -> tuple[bytes, int]:
    """The file up to its last end of line, and 1 if there was more, else 0. Empty where there is no file."""
    content = path.read_bytes() if path.is_file() else b""
    whole = content[: content.rfind(b"\n") + 1]
    return whole, int(len(whole) < len(content))
