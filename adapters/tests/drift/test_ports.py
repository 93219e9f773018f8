"""HTTP and websocket have two neighbouring ports: both, or neither."""

import asyncio
import socket

import pytest

from tradeport.adapters.drift.venue.rpc import server

from .loopback import Lab


def _port(lab: Lab) -> int:
    return int(lab.server.url.rsplit(":", 1)[1])


def test_of_a_pair_that_is_half_taken_nothing_is_kept() -> None:
    """A first port whose neighbour is taken is let go: nobody reaches this venue there."""

    async def main() -> None:
        lab = Lab()
        async with lab:
            free = _port(lab)
        with socket.socket() as other:
            other.bind((server.HOST, free + 1))
            other.listen()
            with pytest.raises(OSError, match="no two neighbouring ports"):
                await lab.server.start()
            with socket.socket() as client:
                assert client.connect_ex((server.HOST, free)) != 0

    asyncio.run(main())


def test_two_at_once_are_two() -> None:
    async def main() -> None:
        async with Lab() as one, Lab() as two:
            assert len({_port(lab) + place for lab in (one, two) for place in (0, 1)}) == 4

    asyncio.run(main())
