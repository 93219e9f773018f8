"""Where several streams of lines part, without holding them: a few lines of context are kept, no more."""

from collections import deque
from collections.abc import Iterator, Mapping
from itertools import islice

import attrs

#: Records shown on each side of a difference.
CONTEXT = 3


@attrs.frozen
class Parting:
    """The first place where not all are equal: `index` from 0; the line of each stream there, None where it had ended.

    `before`: the lines that all have in common just before it. `after`: of each stream, those that follow.
    """

    index: int
    lines: Mapping[str, bytes | None]
    before: tuple[bytes, ...]
    after: Mapping[str, tuple[bytes, ...]]

    def around(self, name: str) -> list[bytes]:
        """One stream's lines before, at and after the place."""
        line = self.lines[name]
        return [*self.before, *([] if line is None else [line]), *self.after[name]]


def parting(streams: Mapping[str, Iterator[bytes]], context: int = CONTEXT) -> Parting | None:
    """None if all give the same lines."""
    before = deque[bytes](maxlen=context)
    index, iterators = 0, list(streams.values())
    while True:
        lines = [next(stream, None) for stream in iterators]
        first = lines[0]
        if any(line != first for line in lines):
            after = {name: tuple(islice(stream, context)) for name, stream in streams.items()}
            return Parting(index, dict(zip(streams, lines, strict=True)), tuple(before), after)
        if first is None:
            return None
        before.append(first)
        index += 1
