"""Where two logs part: the record, its fields, what is around it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tradeport.application.audit.diff import diff
from tradeport.application.errors import UsageError


def test_equal_logs(ran: Any, log: Path) -> None:
    assert diff(ran.path, log) is None


def test_the_field_that_differs(ran: Any, log: Path) -> None:
    log.write_bytes(log.read_bytes().replace(b'"price":"100"', b'"price":"101"', 1))
    found = diff(ran.path, log)
    assert found is not None
    assert [(one.name, one.a, one.b) for one in found.fields] == [("data.fill.price", "100", "101")]
    assert [r["seq"] for r in (*found.before, found.a, *found.after_a)] == list(range(found.index - 3, found.index + 4))  # type: ignore[index]
    assert found.told().count("  > ") == 2
    assert json.loads(json.dumps(found.as_dict()))["fields"] == [{"name": "data.fill.price", "a": "100", "b": "101"}]


def test_one_that_ends_earlier(ran: Any, log: Path) -> None:
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:-2]))
    found = diff(ran.path, log)
    assert found is not None
    assert (found.index, found.b, found.after_b) == (len(ran.records) - 2, None, ())
    assert found.a is not None
    assert len(found.after_a) == 1
    assert "it has ended" in found.told()


def test_of_two_runs(play: Any) -> None:
    """The first record differs in what was configured, and in nothing else."""
    one, other = (play(play.flat, play.buy_and_sell(), history=history) for history in (10, 20))
    found = diff(one.path, other.path)
    assert found is not None
    assert (found.index, [f.name for f in found.fields]) == (0, ["data.history"])


def test_only_the_chain_differs(ran: Any, log: Path) -> None:
    first, second, *rest = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join([first, second.replace(b'"prev":"', b'"prev":"x'), *rest]))
    found = diff(ran.path, log)
    assert found is not None
    assert (found.index, [f.name for f in found.fields]) == (1, ["prev"])


def test_no_log(ran: Any, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        diff(ran.path, tmp_path / "none")
