"""Redis Streams: a record is an entry whose id is its number plus one, so none can be there twice."""

import contextlib
from collections.abc import Iterator, Sequence
from typing import Any, Final

from tradeport.application.mirror.port import Entry, Unreachable

#: s; a server that takes longer counts as unreachable.
TIMEOUT: Final = 2.0

#: Appends what follows the last entry and passes over what is there; ends at the first that fails, so there are no holes.
_ADD: Final = """
local tail = redis.call('XREVRANGE', KEYS[1], '+', '-', 'COUNT', 1)
local at = 0
if #tail > 0 then at = tonumber(string.match(tail[1][1], '^%d+')) end
local id = tonumber(ARGV[1]) + 1
for i = 2, #ARGV, 2 do
    if id > at + 1 then return redis.error_reply('HOLE after ' .. at) end
    if id == at + 1 then
        redis.call('XADD', KEYS[1], string.format('%d-0', id), 'record', ARGV[i], 'hash', ARGV[i + 1])
        at = id
    end
    id = id + 1
end
return at
"""


class RedisStream:
    """Implements Stream. Entries have the fields `record`, the log's line, and `hash`."""

    def __init__(self, url: str, run_id: str) -> None:
        import redis

        self.name = f"tradeport:audit:{run_id}"
        self._url, self._errors = url, (redis.RedisError, OSError)
        self._client: Any = redis.Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT, retry=None)

    def last(self) -> int:
        with self._told():
            tail = self._client.xrevrange(self.name, count=1)
        return int(tail[0][0].partition(b"-")[0]) - 1 if tail else -1

    def hash_of(self, seq: int) -> str:
        id_ = f"{seq + 1}-0"
        with self._told():
            found = self._client.xrange(self.name, id_, id_)
        return str(found[0][1][b"hash"].decode()) if found else ""

    def add(self, entries: Sequence[Entry]) -> None:
        words = [word for entry in entries for word in (entry.line, entry.hash)]
        with self._told():
            self._client.eval(_ADD, 1, self.name, entries[0].seq, *words)

    def close(self) -> None:
        with contextlib.suppress(*self._errors):
            self._client.close()

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise Unreachable(f"{self._url}: {error}") from error
