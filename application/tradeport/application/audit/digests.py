"""The three running digests beside the chain: what was decided, what was filled, what the account was worth."""

from hashlib import sha256

#: Lines kept before they are hashed: hashing one by one costs more than the hash.
_BATCH = 512


class LineDigest:
    """SHA-256 over lines, each ended by a line feed."""

    def __init__(self) -> None:
        self._hash = sha256()
        self._lines: list[str] = []

    def add(self, line: str) -> None:
        """Append one line."""
        self._lines.append(line)
        if len(self._lines) >= _BATCH:
            self._drain()

    def _drain(self) -> None:
        self._lines.append("")
        self._hash.update("\n".join(self._lines).encode())
        self._lines.clear()

    def hexdigest(self) -> str:
        """Of all lines so far."""
        if self._lines:
            self._drain()
        return self._hash.hexdigest()


class Digests:
    """`decisions`, `fills` and `money` of one run."""

    def __init__(self) -> None:
        self.decisions = LineDigest()
        self.fills = LineDigest()
        self.money = LineDigest()

    def as_dict(self) -> dict[str, str]:
        return {name: getattr(self, name).hexdigest() for name in ("decisions", "fills", "money")}
