"""Progress on stderr: one line a run, only where a person watches."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tradeport.application.cli.console import ERR


def bars() -> Progress:
    """Not shown where stderr is no terminal."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("events"),
        TimeRemainingColumn(),
        console=ERR,
        transient=True,
        disable=not ERR.is_terminal,
    )


@contextmanager
def following(*, of: str) -> Iterator[tuple[Callable[[int], None], Callable[[int], None]]]:
    """One run: the first function takes the total, the second how many events are done."""
    with bars() as progress:
        task = progress.add_task(of, total=None)
        yield (
            lambda total: progress.update(task, total=total),
            lambda seen: progress.update(task, completed=seen),
        )


@contextmanager
def following_all() -> Iterator[Callable[[str, Mapping[str, Any]], None]]:
    """Several runs in workers: takes (name, event)."""
    with bars() as progress:
        tasks: dict[str, Any] = {}

        def heard(name: str, event: Mapping[str, Any]) -> None:
            if event["type"] == "started":
                tasks[name] = progress.add_task(name, total=event["total"])
            elif event["type"] == "progress" and name in tasks:
                progress.update(tasks[name], completed=event["seen"])
            elif event["type"] == "finished" and name in tasks:
                task = tasks[name]
                progress.update(task, completed=progress.tasks[task].total)

        yield heard
