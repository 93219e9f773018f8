"""Files of recorded fills: what is replayed in any order and under any name, and what is told to be no such file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tradeport.adapters.drift.venue import golden, recordings

from .make_own_fills import record
from .test_recorded_fills import OWN

type Change = Callable[[dict[str, Any]], object]


def _vector(content: Any) -> Any:
    return content["vectors"][0]


def _written(path: Path, change: Change, count: int = 2) -> str:
    content = json.loads(OWN.read_text())
    content["vectors"] = content["vectors"][:count]
    change(content)
    path.write_text(json.dumps(content))
    return str(path)


def _renamed(content: Any) -> None:
    content["unchanged"]["usdc"] = content["unchanged"].pop("spot0")
    for vector in content["vectors"]:
        for when in ("before", "after"):
            vector[when]["sol"] = vector[when].pop("perp0")


REPLAYED: dict[str, Change] = {
    "another order": lambda c: c["vectors"].reverse(),
    "numbers that are names": lambda c: _vector(c).update(i="seventh\ud800\n"),
    "no numbers": lambda c: _vector(c).pop("i"),
    "fields nobody knows": lambda c: (_vector(c).update(note="x"), c.update(program_sha256="00", note=[1])),
    "accounts by other names": _renamed,
    "an account that is not needed": lambda c: c["unchanged"].update(again=c["unchanged"]["spot0"]),
    "an account of another program": lambda c: c["unchanged"].update(oracle={"size": 3312, "set": [[0, "d4c3b2a1"]]}),
    "what changes among what does not": lambda c: c["unchanged"].update(_vector(c)["before"]),
}


@pytest.mark.parametrize("name", REPLAYED)
def test_is_replayed(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = golden.main([_written(tmp_path / "fills.json", REPLAYED[name])])
    printed = capsys.readouterr()
    assert (status, printed.err, printed.out.splitlines()[-1]) == (0, "", "2 of 2 exact")


def test_a_recorded_keeper_is_replayed_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record(tmp_path / "fills.json", 6, keeper_too=True)
    assert golden.main([str(tmp_path / "fills.json")]) == 0, capsys.readouterr().out
    content = json.loads((tmp_path / "fills.json").read_text())
    content["vectors"][3]["after"]["keeper_stats"] = []
    (tmp_path / "fills.json").write_text(json.dumps(content))
    assert golden.main([str(tmp_path / "fills.json")]) == 1
    assert "keeper_stats.filler_volume30d: recorded" in capsys.readouterr().out


def test_what_must_not_change_is_compared_too() -> None:
    vectors, unchanged = recordings.load(OWN)
    _, after = golden.replay(vectors[0], unchanged)
    assert after.keys() == {"state", "spot0", "perp0", "user", "stats"}
    bent = recordings.patch(unchanged["state"], [[len(unchanged["state"]) - 1, "01"]])
    assert golden.replay(vectors[0], {**unchanged, "state": bent})[1]["state"] == bent


REFUSED: dict[str, tuple[Change, str]] = {
    "no vectors": (lambda c: c["vectors"].clear(), "vectors: none"),
    "vectors that are none": (lambda c: c.update(vectors={"a": 1}), "vectors: {'a': 1} is no list"),
    "one that is none": (lambda c: c["vectors"].append(None), "vector 2: no object"),
    "no unchanged": (lambda c: c.pop("unchanged"), "no unchanged"),
    "unchanged in words": (lambda c: c["unchanged"].update(state="x"), "state: 'x' is no object"),
    "no state": (lambda c: c["unchanged"].pop("state"), "vector 0: no account State"),
    "no quote market": (lambda c: c["unchanged"].pop("spot0"), "vector 0: no account SpotMarket 0"),
    "no statistics": (
        lambda c: (_vector(c)["before"].pop("stats"), _vector(c)["after"].pop("stats")),
        "vector 0: no account UserStats of the taker",
    ),
    "another's account": (
        lambda c: _vector(c)["event"].update(taker="11111111111111111111111111111111"),
        "vector 0: no account of the taker, 11111111111111111111111111111111",
    ),
    "no such order": (lambda c: _vector(c)["event"].update(taker_order_id=9), "vector 0: the taker has no open order 9"),
    "no address": (lambda c: _vector(c)["event"].update(filler="??"), "vector 0: event: taker or filler is no address"),
    "no oracle": (lambda c: _vector(c)["event"].pop("oracle_price"), "vector 0: no oracle_price"),
    "a clock in words": (lambda c: _vector(c).update(slot="1\n2"), r"vector 0: slot: '1\n2' is no whole number"),
    "a clock in parts": (lambda c: _vector(c).update(ts=1.5), "vector 0: ts: 1.5 is no whole number"),
    "a third direction": (lambda c: _vector(c).update(direction="up"), "vector 0: direction: 'up' is neither long nor short"),
    "nothing afterwards": (lambda c: _vector(c).pop("after"), "vector 0: no after"),
    "less afterwards": (lambda c: _vector(c)["after"].pop("user"), "vector 0: no user"),
    "more afterwards": (
        lambda c: _vector(c)["after"].update(other=[]), "vector 0: after: other is not among the accounts before",
    ),
    "too long": (
        lambda c: _vector(c)["before"]["stats"].update(size=248),
        "vector 0: before: stats is no account of the program, or not a whole one",
    ),
    "too short": (lambda c: _vector(c)["before"]["user"].update(size=9), "lies outside of 9 bytes"),
    "beyond all memory": (lambda c: _vector(c)["before"]["user"].update(size=10**18), "vector 0: size: 1000000000000000"),
    "another kind": (lambda c: _vector(c)["after"]["user"].append([0, "0000"]), "vector 0: after: user is no account"),
    "a change outside": (
        lambda c: _vector(c)["after"]["stats"].append([240, "07"]), "vector 0: [240, '07'] lies outside of 240 bytes",
    ),
    "a change that is none": (lambda c: _vector(c)["after"]["user"].append([1]), "vector 0: [1] is no [offset, hex]"),
    "no hex": (lambda c: _vector(c)["before"]["user"]["set"].append([1, "0"]), "vector 0: [1, '0'] is no [offset, hex]"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_is_told_to_be_no_recording(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change, words = REFUSED[name]
    path = _written(tmp_path / "fills.json", change)
    status, printed = golden.main([path]), capsys.readouterr()
    assert (status, printed.out) == (2, "")
    assert printed.err.startswith(f"{path}: no file of recorded fills: ")
    assert words in printed.err
    assert printed.err.count("\n") == 1


@pytest.mark.parametrize("data", [b"", b"[" * 100_000, b"\xff\xfe", b"null", b"3", b"[]", b'{"vectors": [{}]}'])
def test_so_is_what_is_no_json_or_other_json(data: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fills.json").write_bytes(data)
    status, printed = golden.main([str(tmp_path / "fills.json")]), capsys.readouterr()
    assert (status, printed.out, printed.err.count("\n")) == (2, "", 1)


def test_a_file_that_is_not_there_or_a_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path, tmp_path / "absent.json"):
        assert golden.main([str(path)]) == 2
        assert capsys.readouterr().err.startswith(f"{path}: no file of recorded fills: ")
