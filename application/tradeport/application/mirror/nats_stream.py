"""NATS JetStream: a stream a run, in which a record's number plus one is its place, and its hash its message id."""

import asyncio
import contextlib
from collections.abc import Coroutine, Iterator, Sequence
from typing import Any, Final

from tradeport.application.mirror.port import Entry, Unreachable

#: s; a server that takes longer counts as unreachable.
TIMEOUT: Final = 2.0
#: s, in which the server itself drops a message id that it has seen.
WINDOW: Final = 120.0


class NatsStream:
    """Implements Stream. A message is the log's line; one that is not next is refused (`Nats-Expected-Last-Sequence`)."""

    def __init__(self, url: str, run_id: str) -> None:
        """Raises Unreachable."""
        import nats
        from nats.js.api import StreamConfig
        from nats.js.errors import NotFoundError

        self._absent = NotFoundError
        self.name, self._subject, self._url = f"tradeport-audit-{run_id}", f"tradeport.audit.{run_id}", url
        self._errors = (nats.errors.Error, OSError, asyncio.TimeoutError)
        self._loop = asyncio.new_event_loop()
        self._client: Any = None
        config = StreamConfig(name=self.name, subjects=[self._subject], duplicate_window=WINDOW)

        async def open_() -> Any:
            options = {"allow_reconnect": False, "connect_timeout": TIMEOUT, "reconnect_time_wait": 0, "error_cb": _quiet}
            self._client = await nats.connect(url, **options)
            stream = self._client.jetstream(timeout=TIMEOUT)
            try:
                await stream.stream_info(self.name)
            except NotFoundError:
                await stream.add_stream(config)
            return stream

        try:
            self._stream = self._do(open_())
        except BaseException:
            self.close()
            raise

    def last(self) -> int:
        return int(self._do(self._stream.stream_info(self.name)).state.last_seq) - 1

    def hash_of(self, seq: int) -> str:
        async def get() -> str:
            try:
                message = await self._stream.get_msg(self.name, seq + 1)
            except self._absent:
                return ""
            return str((message.headers or {}).get("Nats-Msg-Id", ""))

        return str(self._do(get()))

    def add(self, entries: Sequence[Entry]) -> None:
        async def publish() -> None:
            answers = [
                await self._stream.publish_async(
                    self._subject,
                    entry.line,
                    headers={"Nats-Msg-Id": entry.hash, "Nats-Expected-Last-Sequence": str(entry.seq)},
                )
                for entry in entries
            ]
            for answer in await asyncio.wait_for(asyncio.gather(*answers, return_exceptions=True), TIMEOUT):
                if isinstance(answer, BaseException):
                    raise answer

        self._do(publish())

    def close(self) -> None:
        if self._loop.is_closed():
            return
        if self._client is not None:
            with contextlib.suppress(*self._errors):
                self._loop.run_until_complete(asyncio.wait_for(self._client.close(), TIMEOUT))
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()

    def _do(self, what: Coroutine[Any, Any, Any]) -> Any:
        with self._told():
            return self._loop.run_until_complete(asyncio.wait_for(what, 3 * TIMEOUT))

    @contextlib.contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise Unreachable(f"{self._url}: {error or type(error).__name__}") from error


async def _quiet(_: Exception) -> None:
    """What goes wrong is raised by the call that it goes wrong in."""
