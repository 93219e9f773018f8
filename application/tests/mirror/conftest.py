"""Real servers on loopback, which can be killed and started again. Skipped, with the reason, where one is not installed."""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import nats
import pytest
import redis
from nats.js.errors import NotFoundError

#: A server that has not started by then, s, will not.
START = 20.0
SYSTEM = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"])


def free_port() -> int:
    """Below those that a system gives to clients: none of them takes it while its server is down."""
    while True:
        port = 20_000 + secrets.randbelow(12_000)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


class Server:
    """One server with a folder and a port of its own."""

    program: str
    scheme: str

    def __init__(self, folder: Path) -> None:
        found = shutil.which(self.program, path=SYSTEM)
        if found is None:
            pytest.skip(f"{self.program} is not installed here: make servers")
        self.folder, self._found, self.port = folder, found, free_port()
        self.url = f"{self.scheme}://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.folder.mkdir(exist_ok=True)
        words = [self._found, *self.words()]
        self._process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until = monotonic() + START
        while not self.answers():
            assert monotonic() < until, f"{self.program} does not start"
            assert self._process.poll() is None, f"{self.program} ended at once"
            sleep(0.02)

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        self.signal(signal.SIGKILL)
        self._process.wait()  # type: ignore[union-attr]

    def end(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self.kill()

    def forget(self) -> None:
        """All that it has stored."""
        shutil.rmtree(self.folder)

    def words(self) -> list[str]:
        raise NotImplementedError

    def answers(self) -> bool:
        raise NotImplementedError

    def records(self, run_id: str) -> list[tuple[bytes, str]]:
        """What it has of a run, in order: lines and hashes."""
        raise NotImplementedError


class RedisServer(Server):
    program, scheme = "redis-server", "redis"

    def words(self) -> list[str]:
        where = ["--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder)]
        return [*where, "--save", "", "--appendonly", "yes", "--appendfsync", "always"]

    def answers(self) -> bool:
        try:
            with redis.Redis(port=self.port) as client:
                return bool(client.ping())
        except redis.RedisError:
            return False

    def records(self, run_id: str) -> list[tuple[bytes, str]]:
        with redis.Redis(port=self.port) as client:
            found: Any = client.xrange(f"tradeport:audit:{run_id}")
        assert [id_ for id_, _ in found] == [b"%d-0" % n for n in range(1, len(found) + 1)]
        return [(fields[b"record"], fields[b"hash"].decode()) for _, fields in found]


class NatsServer(Server):
    program, scheme = "nats-server", "nats"

    def words(self) -> list[str]:
        return ["--addr", "127.0.0.1", "--port", str(self.port), "--jetstream", "--store_dir", str(self.folder)]

    def answers(self) -> bool:
        async def ask() -> bool:
            client = await nats.connect(
                self.url, allow_reconnect=False, connect_timeout=1, reconnect_time_wait=0, error_cb=quiet
            )
            await client.jetstream(timeout=1).account_info()
            await client.close()
            return True

        try:
            return asyncio.run(ask())
        except (nats.errors.Error, OSError):
            return False

    def records(self, run_id: str) -> list[tuple[bytes, str]]:
        async def read() -> list[tuple[bytes, str]]:
            client = await nats.connect(self.url)
            stream = client.jetstream()
            try:
                last = (await stream.stream_info(f"tradeport-audit-{run_id}")).state.last_seq
            except NotFoundError:
                last = 0
            found = [await stream.get_msg(f"tradeport-audit-{run_id}", n) for n in range(1, last + 1)]
            await client.close()
            return [(message.data or b"", (message.headers or {})["Nats-Msg-Id"]) for message in found]

        return asyncio.run(read())


async def quiet(_: Exception) -> None:
    pass


@pytest.fixture(params=[RedisServer, NatsServer], ids=["redis", "nats"])
def server(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    made: Server = request.param(tmp_path / "server")
    made.start()
    yield made
    made.end()


@pytest.fixture
def until() -> Callable[[Callable[[], bool]], None]:
    def wait(condition: Callable[[], bool]) -> None:
        """For what another thread or process is about to do."""
        deadline = monotonic() + START
        while not condition():
            assert monotonic() < deadline, "it does not happen"
            sleep(0.01)

    return wait
