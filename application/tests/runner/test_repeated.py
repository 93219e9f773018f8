"""The same run gives the same bytes, however often and beside whatever else."""

from typing import Any


def contents(ran: Any) -> dict[str, bytes]:
    return {name: (ran.path / name).read_bytes() for name in ("audit.jsonl", "fills.csv", "equity.csv")}


def test_twice(play: Any) -> None:
    first, other, second = (play(play.flat, steps) for steps in (play.buy_and_sell(), {}, play.buy_and_sell()))
    assert contents(first) == contents(second)
    assert contents(first) != contents(other)


def test_within_a_run(play: Any) -> None:
    """A whole run from within a callback of another leaves both as they are."""
    alone = play(play.flat, play.buy_and_sell())
    inner: list[Any] = []
    steps = play.buy_and_sell() | {1: lambda s: inner.append(play(play.flat, play.buy_and_sell()))}
    outer = play(play.flat, steps)
    assert contents(alone) == contents(outer) == contents(inner[0])
