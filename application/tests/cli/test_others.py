"""check, engines, audit, data, doctor, new."""


def test_check_shows_plan_and_parameters(platform):
    said = platform("check", "sma_cross", "--engine", "nautilus")
    assert said.code == 0
    assert "execution.market_orders" in said.out
    assert "slow" in said.out


def test_engines_imports_none(platform):
    import sys

    before = "backtrader" in sys.modules
    said = platform("engines", "--json")
    assert said.code == 0
    assert {"reference", "nautilus"} <= set(said.json)
    assert ("backtrader" in sys.modules) is before


def test_audit_diff_of_two_runs(platform, prices):
    for fast in ("2", "3"):
        platform("run", "sma_cross", "-d", str(prices), "-p", f"fast={fast}", "-p", "slow=5", "-o", f"run{fast}")
    assert platform("audit", "diff", "run2", "run2").code == 0
    said = platform("audit", "diff", "run2", "run3", "--json")
    assert (said.code, said.json["equal"]) == (10, False)


def test_a_tampered_log_gives_fourteen(platform, prices, tmp_path):
    platform("run", "sma_cross", "-d", str(prices), "-p", "fast=2", "-p", "slow=4", "-o", "here")
    log = tmp_path / "here" / "audit.jsonl"
    content = log.read_bytes()
    log.write_bytes(content.replace(b'"quantity":"1"', b'"quantity":"2"', 1))
    said = platform("audit", "verify", "here")
    assert said.code == 14
    assert "record" in said.err


def test_data_inspect_says_how_a_file_was_read(platform, prices):
    said = platform("data", "inspect", str(prices), "--json")
    assert said.code == 0
    (found,) = said.json
    assert (found["rows"], found["kind"], found["interval"]) == (40, "bars", "1h")


def test_data_convert_reads_back(platform, prices):
    assert platform("data", "convert", f"A={prices}", "-o", "out.parquet").code == 0
    words = ("-p", "fast=2", "-p", "slow=4", "--json")
    first = platform("run", "sma_cross", "-d", f"A={prices}", *words).json
    again = platform("run", "sma_cross", "-d", "out.parquet", *words).json
    assert first["fills_count"] == again["fills_count"] > 0
    assert first["digests"]["money"] == again["digests"]["money"]


def test_new_writes_a_strategy_that_runs(platform, prices):
    assert platform("new", "trend").code == 0
    assert platform("run", "trend.py", "-d", str(prices)).code == 0
    assert platform("new", "trend").code != 0


def test_doctor_finds_nothing_bad(platform):
    said = platform("doctor", "--json")
    assert said.code == 0, said.out
    assert said.json["ok"] is True
