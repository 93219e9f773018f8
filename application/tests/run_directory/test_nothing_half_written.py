"""The files of a run are complete, or the directory is not there."""

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.errors import PlatformError
from tradeport.application.events import EventBus
from tradeport.application.run_directory import FILLS, OutputError, RunDirectory, free, read_result

FILES = {"audit.jsonl", "result.json", "fills.csv", "equity.csv", "venue_orders.csv"}


class Full(io.TextIOWrapper):
    """A text file on a disk that has room for some bytes more."""

    def __init__(self, path: Path, room: int) -> None:
        super().__init__(_FullDisk(path, room), encoding="utf-8", newline="\n", write_through=True)


class _FullDisk(io.FileIO):
    def __init__(self, path: Path, room: int) -> None:
        super().__init__(path, "xb")
        self._room = room

    def write(self, data: Any) -> int:
        if len(data) > self._room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._room -= len(data)
        return super().write(data)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """`full(name, room)`: files of that name find the disk full after `room` bytes."""

    def make(name: str, room: int) -> None:
        whole = Path.open

        def open_(path: Path, mode: str = "r", *rest: Any, **more: Any) -> Any:
            if path.name != name or "r" in mode:
                return whole(path, mode, *rest, **more)
            return _FullDisk(path, room) if "b" in mode else Full(path, room)

        monkeypatch.setattr(Path, "open", open_)

    return make


def test_all_files_of_a_run(play: Any) -> None:
    ran = play(play.flat, play.buy_and_sell())
    assert {path.name for path in ran.path.iterdir()} == FILES


@pytest.mark.parametrize(
    ("name", "room"), [("audit.jsonl", 0), ("audit.jsonl", 700), ("fills.csv", 60), ("equity.csv", 30), ("venue_orders.csv", 0)]
)
def test_a_full_disk(name: str, room: int, play: Any, full: Callable[[str, int], None], tmp_path: Path) -> None:
    full(name, room)
    with pytest.raises(OutputError, match="No space left on device") as caught:
        play(play.flat, play.buy_and_sell())
    assert caught.value.hint == "choose another --out, or make room"
    assert not list(tmp_path.iterdir())


def test_one_that_exists_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine").write_text("mine")
    with pytest.raises(OutputError, match="exists"):
        RunDirectory(tmp_path / "run")
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["mine"]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match="file exists"):
        RunDirectory(tmp_path / "file" / "run")
    with pytest.raises(OutputError, match="cannot write"):
        RunDirectory(tmp_path / "file" / "deep" / "run")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(OutputError, match="Permission denied"):
        RunDirectory(tmp_path / "run")


def test_what_begins_is_not_begun_without_a_place(play: Any, tmp_path: Path) -> None:
    """The strategy hears nothing of a run that cannot be kept."""
    (tmp_path / "run-1").mkdir()
    with pytest.raises(OutputError):
        play(play.flat, on={"start": lambda s: pytest.fail("it began")})


def test_parents_are_made(tmp_path: Path) -> None:
    assert RunDirectory(tmp_path / "a" / "b").path.is_dir()


def test_a_free_name(tmp_path: Path) -> None:
    names = []
    for _ in range(3):
        names.append(free(tmp_path, "run").name)
        (tmp_path / names[-1]).mkdir()
    assert names == ["run", "run-2", "run-3"]


def test_a_file_whole_or_not_at_all(tmp_path: Path, full: Callable[[str, int], None]) -> None:
    directory = RunDirectory(tmp_path / "run")
    directory.write_result({"a": 1})
    full(".result.json", 10)
    with pytest.raises(OutputError, match="No space left"):
        directory.write_result({"a": "much longer than there is room for"})
    assert read_result(directory.path) == {"a": 1}
    assert [path.name for path in directory.path.iterdir()] == ["result.json"]


def test_discarding_leaves_nothing(tmp_path: Path) -> None:
    directory = RunDirectory(tmp_path / "run")
    directory.subscribe(EventBus())
    assert (directory.path / FILLS).exists()
    directory.discard()
    assert not directory.path.exists()


def test_what_is_no_run_directory(tmp_path: Path) -> None:
    with pytest.raises(PlatformError, match="is not a run directory"):
        read_result(tmp_path)
