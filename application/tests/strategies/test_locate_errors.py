"""What cannot be found or loaded is said with what could be."""

import traceback
from collections.abc import Callable
from pathlib import Path

import pytest

from tradeport.application.errors import Exit, StrategyError
from tradeport.application.strategies import locate, shipped

Write = Callable[..., Path]

HEAD = "from tradeport.domain.strategy import Strategy, StrategyConfig\n"
CLASS = "\n\nclass Mine(Strategy):\n    pass\n"


def refusal(text: str) -> StrategyError:
    with pytest.raises(StrategyError) as caught:
        locate(text)
    assert caught.value.exit_code is Exit.BAD_STRATEGY
    return caught.value


def test_no_file_lists_what_is_there(write: Write) -> None:
    path = write("")
    assert "mine.py" in refusal(str(path.with_name("main.py"))).hint


def test_syntax_error_names_its_line(write: Write) -> None:
    path = write("x = 1\nclass\n")
    assert f"{path}:2: invalid syntax\n    class" in str(refusal(str(path)))


@pytest.mark.parametrize("content", [b"\x00", b"# coding: nonsense\n", b"x = '\xff'\n"])
def test_not_python(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "mine.py"
    path.write_bytes(content)
    assert str(path) in str(refusal(str(path)))


def test_no_strategy(write: Write) -> None:
    assert "defines no Strategy" in str(refusal(str(write(HEAD))))


def test_several_are_listed(write: Write) -> None:
    path = write(HEAD + CLASS + CLASS.replace("Mine", "Other"))
    error = refusal(str(path))
    assert "Mine, Other" in error.message
    assert f"{path}:Mine" in error.hint


def test_a_class_that_is_not_there(write: Write) -> None:
    assert "Mine" in refusal(f"{write(HEAD + CLASS)}:Yours").hint


def test_a_class_that_is_no_strategy(write: Write) -> None:
    assert "is not a Strategy" in str(refusal(f"{write(HEAD + CLASS)}:StrategyConfig"))


@pytest.mark.parametrize(
    ("code", "error"),
    [("1 / 0", ZeroDivisionError), ("import no_such_thing", ModuleNotFoundError), ("raise SystemExit(3)", SystemExit)],
)
def test_its_own_error_is_the_cause(code: str, error: type[BaseException], write: Write) -> None:
    path = write(HEAD + code + "\n")
    found = refusal(str(path))
    assert f"{path}:2: {code}" in str(found)
    assert isinstance(found.__cause__, error)
    assert any(frame.filename == str(path) for frame in traceback.extract_tb(found.__cause__.__traceback__))


def test_an_unknown_name_lists_those_that_ship() -> None:
    error = refusal("sma_cros")
    assert "did you mean sma_cross?" in error.hint
    assert all(one.name in error.hint for one in shipped())


@pytest.mark.parametrize("text", ["no.such.module", "json.decoder.nothing", ":x", "a..b"])
def test_an_unknown_module(text: str) -> None:
    assert "Hint: " in str(refusal(text))
