"""Going on with a run while something is wrong: another process, a death at a bad moment, a disk that is full."""

import errno
import os
from pathlib import Path

import pytest

from tradeport.application.audit import log
from tradeport.application.audit.verify import verify
from tradeport.application.run_directory import Lines, OutputError, alone_in

LEFT = 200  # bytes that the end of the log lacks


@pytest.fixture
def run(platform, prices, tmp_path):
    assert platform("run", "order_types", "-d", str(prices), "-p", "quantity=3", "-o", "run").code == 0
    return tmp_path / "run"


@pytest.fixture
def broken(run):
    """Killed before its last records; what follows from them was being written."""
    (run / "result.json").unlink()
    (run / "report.html").unlink()
    log = run / "audit.jsonl"
    log.write_bytes(log.read_bytes()[:-LEFT])
    return run


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def full(monkeypatch, name):
    """No room for any file of that name."""
    whole = Path.write_text

    def write_text(path, text, *rest, **more):
        if path.name != name:
            return whole(path, text, *rest, **more)
        whole(path, text[:10], *rest, **more)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_text", write_text)


def test_a_run_that_another_process_is_at_is_left_alone(platform, broken):
    before = contents(broken)
    with alone_in(broken):
        said = platform("run", "--resume", "run")
    assert (said.code, "is being written by another process" in said.err) == (2, True)
    assert contents(broken) == before
    assert platform("run", "--resume", "run").code == 0


def test_a_run_is_kept_from_its_first_record_to_its_report(platform, prices, tmp_path, monkeypatch):
    from tradeport.application import execute

    def reporting(*_):
        said = platform("run", "--resume", "run")
        assert (said.code, "another process" in said.err) == (2, True)

    monkeypatch.setattr(execute, "write_report", reporting)
    assert platform("run", "order_types", "-d", str(prices), "-p", "quantity=3", "-o", "run").code == 0


def test_one_that_died_before_its_report_gets_it(platform, run):
    before = contents(run)
    (run / "report.html").unlink()
    assert platform("run", "--resume", "run").code == 0
    assert contents(run).keys() == before.keys()
    assert contents(run)["audit.jsonl"] == before["audit.jsonl"]
    assert platform("run", "--resume", "run").code == 2


@pytest.mark.parametrize("name", [".report.html", ".result.json"])
def test_no_room_at_the_end_is_an_error_that_room_makes_good(platform, broken, monkeypatch, name):
    with monkeypatch.context() as patch:
        full(patch, name)
        said = platform("run", "--resume", "run")
    assert (said.code, "No space left on device" in said.err, "Traceback" in said.err) == (1, True, False)
    assert not (broken / name).exists()
    assert platform("run", "--resume", "run").code == 0


def test_no_room_for_what_was_asked_leaves_nothing(platform, prices, tmp_path, monkeypatch):
    full(monkeypatch, ".request.json")
    assert platform("run", "order_types", "-d", str(prices), "-p", "quantity=3", "-o", "new").code == 1
    assert not (tmp_path / "new").exists()


def breaks(monkeypatch, owner, name, error, times=5):
    """The `times`-th call raises; of bytes it has written a part by then."""
    whole, calls = getattr(owner, name), iter(range(times))

    def call(*given):
        if next(calls, None) is not None:
            return whole(*given)
        if isinstance(given[-1], bytes):
            whole(*given[:-1], given[-1][:30])
        raise error

    monkeypatch.setattr(owner, name, call)


FULL = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize(
    ("owner", "name", "error"), [(log, "write_all", FULL), (Lines, "write", OutputError.of(Path("fills.csv"), FULL))]
)
def test_a_disk_that_fills_up_in_mid_run_leaves_a_run_to_resume(
    platform, prices, run, tmp_path, monkeypatch, owner, name, error
):
    whole = contents(run)["audit.jsonl"]
    monkeypatch.setattr("tradeport.application.dispatch.PROGRESS", 5)
    with monkeypatch.context() as patch:
        breaks(patch, owner, name, error)
        said = platform("run", "order_types", "-d", str(prices), "-p", "quantity=3", "-o", "new")
    assert (said.code, "No space left" in said.err, "platform run --resume new" in said.err) == (1, True, True)
    assert contents(tmp_path / "new").keys() == {"audit.jsonl", "request.json"}
    assert verify(tmp_path / "new", allow_torn=True).records > 5
    assert platform("run", "--resume", "new").code == 0
    assert contents(tmp_path / "new")["audit.jsonl"] == whole


def test_an_engine_that_breaks_in_mid_run_leaves_what_is_recorded(platform, prices, tmp_path, monkeypatch):
    from tradeport.adapters.reference.session import ReferenceSession

    with monkeypatch.context() as patch:
        breaks(patch, ReferenceSession, "_match_all", RuntimeError("of the engine's own"), times=30)
        assert platform("run", "order_types", "-d", str(prices), "-p", "quantity=3", "-o", "new").code == 1
    assert verify(tmp_path / "new").records > 1
    assert platform("run", "--resume", "new").code == 0


def test_a_log_that_cannot_be_cut_leaves_every_file_as_it_was(platform, broken, monkeypatch):
    before = contents(broken)
    whole = Path.open

    def open_(path, mode="r", *rest, **more):
        if path.name == "audit.jsonl" and "+" in mode:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return whole(path, mode, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", open_)
        said = platform("run", "--resume", "run")
    assert (said.code, "Permission denied" in said.err) == (1, True)
    assert contents(broken) == before


def test_a_file_that_cannot_be_put_aside_leaves_every_file_as_it_was(platform, broken, monkeypatch):
    before = contents(broken)
    whole = Path.replace

    def replace(path, target):
        if path.name == "equity.csv":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return whole(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        assert platform("run", "--resume", "run").code == 1
    assert contents(broken) == before


def test_what_an_earlier_attempt_had_put_aside_does_not_come_back(platform, broken, prices):
    """It was killed on the way: those files are of a log that has changed since."""
    (broken / ".result.json.before").write_text("of another end")
    prices.write_text(prices.read_text().replace(",10\n", ",11\n", 1))
    assert platform("run", "--resume", "run").code == 12
    assert not (broken / "result.json").exists()
