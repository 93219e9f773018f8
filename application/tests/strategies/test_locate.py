"""A strategy by path, by module, by name."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from tradeport.application.strategies import locate
from tradeport.domain.strategies.sma_cross import SmaCross
from tradeport.domain.strategy import Strategy

Write = Callable[..., Path]

HEAD = "from tradeport.domain.strategy import Strategy, StrategyConfig\n"
CLASS = "\n\nclass Mine(Strategy):\n    pass\n"


def test_by_path(write: Write) -> None:
    path = write(HEAD + CLASS)
    found = locate(str(path))
    assert issubclass(found.cls, Strategy)
    assert (found.name, found.source, found.path) == ("mine", str(path), path)
    assert found.sha256 == sha256(path.read_bytes()).hexdigest()


def test_one_of_several(write: Write) -> None:
    path = write(HEAD + CLASS + CLASS.replace("Mine", "OtherOne"))
    found = locate(f"{path}:OtherOne")
    assert (found.cls.__name__, found.name, found.source) == ("OtherOne", "other_one", str(path))


def test_shipped() -> None:
    found = locate("sma_cross")
    assert (found.cls, found.name, found.source) == (SmaCross, "sma_cross", "sma_cross")


def test_module() -> None:
    assert locate("tradeport.domain.strategies.sma_cross").cls is SmaCross
    assert locate("tradeport.domain.strategies.sma_cross:SmaCross").name == "sma_cross"


def test_module_below_the_working_directory(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(HEAD + CLASS, "book/trend/mine.py")
    monkeypatch.chdir(path.parents[2])
    assert locate("book.trend.mine").path == path


def test_the_name_does_not_depend_on_how_it_was_found() -> None:
    names = {
        locate(text).name for text in ("sma_cross", "tradeport.domain.strategies.sma_cross", str(locate("sma_cross").path))
    }
    assert names == {"sma_cross"}


def test_siblings_are_imported(write: Write) -> None:
    write("PERIOD = 7\n", "periods_of_mine.py")
    found = locate(str(write("from periods_of_mine import PERIOD\n" + HEAD + CLASS + "    period = PERIOD\n")))
    assert found.cls.period == 7  # type: ignore[attr-defined]


def test_siblings_of_two_folders_do_not_mix(write: Write) -> None:
    for folder in ("a", "b", "a"):
        write(f"WHERE = {folder!r}\n", f"{folder}/same_name.py")
        path = write("from same_name import WHERE\n" + HEAD + CLASS + "    where = WHERE\n", f"{folder}/mine.py")
        assert locate(str(path)).cls.where == folder  # type: ignore[attr-defined]


def test_an_edited_file_is_read_again(write: Write) -> None:
    first = locate(str(write(HEAD + CLASS + "    version = 1\n")))
    second = locate(str(write(HEAD + CLASS + "    version = 22\n")))
    assert (first.cls.version, second.cls.version) == (1, 22)  # type: ignore[attr-defined]


def test_base_classes_with_an_underscore_are_not_candidates(write: Write) -> None:
    assert locate(str(write(HEAD + CLASS.replace("Mine", "_Base") + CLASS))).cls.__name__ == "Mine"


def test_checked_before_it_is_imported(write: Write, tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    path = write(f"open({str(mark)!r}, 'w').close()\n" + HEAD + CLASS)
    with pytest.raises(Exception, match="reads or writes outside"):
        locate(str(path))
    assert not mark.exists()
    locate(str(path), check=False)
    assert mark.exists()


def test_warnings_are_kept(write: Write) -> None:
    (warning,) = locate(str(write(HEAD + CLASS + "    order = list({'a', 'b'})\n"))).warnings
    assert not warning.refused


def test_an_edit_of_the_same_size_within_a_second_is_read_again(write: Write) -> None:
    """Bytecode that Python keeps beside a file would hide it."""
    for number in range(3):
        located = locate(str(write(HEAD + CLASS + f"    number = {number}\n")))
        assert located.cls.number == number  # type: ignore[attr-defined]
