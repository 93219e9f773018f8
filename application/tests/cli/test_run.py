"""`platform run` writes a run directory and says what came of it."""

import json

FILES = {"result.json", "audit.jsonl", "fills.csv", "equity.csv", "venue_orders.csv", "report.html", "request.json"}


def test_a_run_leaves_its_directory(platform, prices, tmp_path):
    said = platform("run", "sma_cross", "--data", str(prices), "-p", "fast=2", "-p", "slow=4", "--out", "here")
    assert said.code == 0
    assert {p.name for p in (tmp_path / "here").iterdir()} == FILES
    assert "report: here/report.html" in said.out


def test_json_is_the_result_and_nothing_else(platform, prices, tmp_path):
    said = platform("run", "sma_cross", "-d", str(prices), "-p", "fast=2", "-p", "slow=4", "-o", "here", "--json")
    stored = json.loads((tmp_path / "here" / "result.json").read_text())
    assert {key: said.json[key] for key in stored} == stored
    assert said.json["exit_code"] == 0
    assert set(stored["digests"]) == {"decisions", "fills", "money", "audit"}


def test_the_default_directory_is_never_one_that_exists(platform, prices, tmp_path):
    for _ in range(2):
        assert platform("run", "sma_cross", "-d", str(prices), "-p", "fast=2", "-p", "slow=4").code == 0
    assert {p.name for p in (tmp_path / "runs").iterdir()} == {"sma_cross-reference", "sma_cross-reference-2"}


def test_the_plan_and_what_was_assumed_are_said_before_the_result(platform, prices):
    said = platform("run", "sma_cross", "-d", str(prices), "-p", "fast=2", "-p", "slow=4")
    assert "Plan for reference" in said.err
    assert "instrument = prices: taken from the data" in said.err


def test_a_config_file_is_overlaid_by_the_command_line(platform, prices, tmp_path):
    (tmp_path / "c.toml").write_text("cash = 5000\nfee_bps = 2\n[parameters]\nfast = 2\nslow = 8\n")
    words = ("run", "sma_cross", "-d", str(prices), "--config", "c.toml", "-p", "slow=4", "--cash", "7000", "--json")
    result = platform(*words).json
    assert (result["config"]["fast"], result["config"]["slow"]) == (2, 4)
    assert (result["initial_cash"], result["fees_schedule"]["bps"]) == ("7000", "2")


def test_a_date_in_toml_needs_no_quotes(platform, prices, tmp_path):
    words = ("run", "sma_cross", "-d", str(prices), "-p", "fast=2", "-p", "slow=4", "--json")
    for name, start in (("plain", "2024-01-03"), ("quoted", '"2024-01-03"')):
        (tmp_path / f"{name}.toml").write_text(f"[reading]\nstart = {start}\n")
    plain, quoted = (platform(*words, "--config", f"{name}.toml").json for name in ("plain", "quoted"))
    assert plain["digests"] == quoted["digests"] != platform(*words).json["digests"]


def test_no_report_leaves_it_out(platform, prices, tmp_path):
    platform("run", "sma_cross", "-d", str(prices), "-p", "fast=2", "-p", "slow=4", "-o", "here", "--no-report")
    assert {p.name for p in (tmp_path / "here").iterdir()} == FILES - {"report.html"}
