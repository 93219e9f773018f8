"""What is wrong before a run begins: a clear error, the right exit code, and nothing left behind."""

import pytest

HEADER = "timestamp,open,high,low,close,volume\n"
GOOD = "2024-01-02T00:00:00Z,1,2,1,2,5\n2024-01-02T01:00:00Z,2,3,1,2,5\n"

FILES = {
    "empty file": ("", 3, "empty"),
    "header alone": (HEADER, 3, "no rows"),
    "NaN": (HEADER + GOOD + "2024-01-02T02:00:00Z,nan,3,1,2,5\n", 3, "row 3"),
    "high below low": (HEADER + GOOD + "2024-01-02T02:00:00Z,2,1,3,2,5\n", 3, "row 3"),
    "unsorted": (HEADER + GOOD + "2024-01-01T02:00:00Z,2,3,1,2,5\n", 3, "row 3"),
    "duplicate": (HEADER + GOOD + "2024-01-02T01:00:00Z,2,3,1,2,5\n", 3, "row 3"),
    "negative price": (HEADER + GOOD + "2024-01-02T02:00:00Z,2,3,-1,2,5\n", 3, "row 3"),
    "unknown columns": ("a,b,c\n1,2,3\n", 3, "a, b, c"),
    "mixed time zones": (HEADER + GOOD + "2024-01-02T02:00:00,2,3,1,2,5\n", 3, "row 3"),
}


@pytest.mark.parametrize("case", FILES)
def test_bad_data_is_named_by_file_row_and_rule(platform, tmp_path, case):
    content, code, words = FILES[case]
    (tmp_path / "bad.csv").write_text(content)
    said = platform("run", "sma_cross", "-d", "bad.csv", "--out", "here")
    assert (said.code, "bad.csv" in said.err, words in said.err) == (code, True, True), said.err
    assert "hint:" in said.err
    assert not (tmp_path / "here").exists()


WORDS = {
    "missing file": (("run", "sma_cross", "-d", "nowhere.csv"), 3, "nowhere.csv"),
    "unknown engine": (("run", "sma_cross", "-d", "prices.csv", "-e", "metatrader"), 2, "reference"),
    "unknown parameter": (("run", "sma_cross", "-d", "prices.csv", "-p", "quick=3"), 2, "quick"),
    "wrong type": (("run", "sma_cross", "-d", "prices.csv", "-p", "fast=soon"), 2, "fast"),
    "contradicting parameters": (("run", "sma_cross", "-d", "prices.csv", "-p", "fast=90"), 2, "smaller than slow"),
    "unknown strategy": (("run", "sma_cros", "-d", "prices.csv"), 4, "sma_cross"),
    "missing strategy file": (("run", "nowhere.py", "-d", "prices.csv"), 4, "nowhere.py"),
    "no data": (("run", "sma_cross"), 2, "data"),
    "unknown command": (("walk",), 2, "walk"),
    "both fees": (("run", "sma_cross", "-d", "prices.csv", "--fee-bps", "1", "--fee-per-unit", "1"), 2, "fee_per_unit"),
    "negative cash": (("run", "sma_cross", "-d", "prices.csv", "--cash", "-5"), 2, "cash"),
    "unknown limit": (("run", "sma_cross", "-d", "prices.csv", "--risk", "max_fun=1"), 2, "max_fun"),
    "unknown rule": (
        ("run", "sma_cross", "-d", "prices.csv", "--margin", "max_fun=1"),
        2,
        "there are min_health, max_leverage",
    ),
    "malformed parameter": (("run", "sma_cross", "-d", "prices.csv", "-p", "fast"), 2, "NAME=VALUE"),
    "missing config": (("run", "sma_cross", "-d", "prices.csv", "--config", "nowhere.toml"), 2, "nowhere.toml"),
    "bad time": (("run", "sma_cross", "-d", "prices.csv", "--start", "yesterday"), 2, "yesterday"),
    "nothing left": (("run", "sma_cross", "-d", "prices.csv", "--start", "2031-01-01"), 3, "spans"),
}


@pytest.mark.parametrize("case", WORDS)
def test_bad_words_are_named(platform, prices, tmp_path, case):
    words, code, named = WORDS[case]
    said = platform(*words)
    assert (said.code, named in said.err) == (code, True), said.err
    assert not (tmp_path / "runs").exists()


@pytest.mark.parametrize("case", WORDS)
def test_with_json_the_error_is_one_object_on_stdout(platform, prices, case):
    words, code, _ = WORDS[case]
    said = platform(*words, "--json")
    assert (said.json["exit_code"], bool(said.json["error"]["message"])) == (code, True)
