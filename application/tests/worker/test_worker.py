"""A run in a process of its own: the same results, and an end that is told whatever becomes of the process."""

import os
import signal
import subprocess
import sys

import pytest

from tradeport.application.audit.verify import verify
from tradeport.application.execute import execute
from tradeport.application.repeat import resume
from tradeport.application.request import RunRequest
from tradeport.application.run_directory import AUDIT, EQUITY, FILLS, read_result
from tradeport.application.worker import protocol
from tradeport.application.worker.launch import Worker, WorkerDied, WorkerFailed

REQUEST = RunRequest(strategy="order_types", data=("sample:AAPL",), fee_bps=1)


@pytest.mark.parametrize("engine", ["reference", "nautilus"])
def test_a_worker_writes_the_same_bytes(tmp_path, engine):
    seen = []
    asked = REQUEST.model_copy(update={"engine": engine})
    ended = Worker(asked, tmp_path / "away", with_report=False).run(lambda event: seen.append(event["type"]))
    here = execute(REQUEST, tmp_path / "here", with_report=False)
    assert (ended.exit_code, here.exit_code) == (0, 0)
    assert seen[0] == "started"
    assert seen[-1] == "finished"
    assert "progress" in seen
    for name in (AUDIT, FILLS, EQUITY):
        assert (tmp_path / "away" / name).read_bytes() == (tmp_path / "here" / name).read_bytes()


def test_a_killed_worker_is_told_with_what_it_left(tmp_path):
    worker = Worker(REQUEST, tmp_path / "run", with_report=False)

    def kill(event):
        if event["type"] == "progress":
            os.kill(worker.pid, signal.SIGKILL)

    with pytest.raises(WorkerDied, match="was killed by SIGKILL") as died:
        worker.run(kill)
    found = verify(tmp_path / "run" / AUDIT, allow_torn=True)
    assert found.records > 100
    assert not found.finished
    assert f"valid up to its record {found.records}: platform run --resume" in died.value.hint


def test_a_worker_whose_parent_has_died_leaves_a_run_to_resume(tmp_path):
    """Not one that has failed: `kill -9` of the command is no error of the run."""
    read, write = os.pipe()
    job = {"request": REQUEST.model_dump(mode="json"), "out": str(tmp_path / "run"), "report": False, "state": None}
    process = subprocess.Popen(
        [sys.executable, "-m", "tradeport.application.worker"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(write,),
        env={**os.environ, protocol.EVENTS_FD: str(write)},
    )
    os.close(write)
    with os.fdopen(read, "rb", buffering=0) as events:
        with process.stdin as stdin:
            stdin.write(protocol.encode("job", **job))
        assert protocol.decode(events.readline())["type"] == protocol.STARTED
    assert process.wait(120) != 0
    assert read_result(tmp_path / "run")["status"] == "interrupted"
    resume(tmp_path / "run", with_report=False)
    execute(REQUEST, tmp_path / "whole", with_report=False)
    assert (tmp_path / "run" / AUDIT).read_bytes() == (tmp_path / "whole" / AUDIT).read_bytes()


def test_a_stopped_worker_closes_its_log(tmp_path):
    worker = Worker(REQUEST, tmp_path / "run", with_report=False)
    ended = worker.run(lambda event: event["type"] == "progress" and os.kill(worker.pid, signal.SIGTERM))
    assert (ended.exit_code, ended.result["status"]) == (130, "interrupted")
    assert verify(tmp_path / "run" / AUDIT).finished


def test_what_a_worker_raises_keeps_its_exit_code_and_words(tmp_path):
    asked = REQUEST.model_copy(update={"data": ("nowhere.csv",)})
    with pytest.raises(WorkerFailed, match=r"nowhere\.csv") as failed:
        Worker(asked, tmp_path / "run").run()
    assert failed.value.exit_code == 3
    assert not (tmp_path / "run").exists()


def test_an_interpreter_that_is_not_there_is_named(tmp_path):
    with pytest.raises(Exception, match="cannot start /nowhere/python"):
        Worker(REQUEST, tmp_path / "run", python="/nowhere/python").run()


@pytest.mark.parametrize("line", [b"", b"[]", b'{"v":1}', b'{"v":99,"type":"job"}', b"\xff"])
def test_lines_of_another_protocol_are_refused(line):
    with pytest.raises(protocol.ProtocolError):
        protocol.decode(line)


def test_a_worker_refuses_a_job_of_another_version(tmp_path):
    read, write = os.pipe()
    environment = {**os.environ, protocol.EVENTS_FD: str(write)}
    command = [sys.executable, "-m", "tradeport.application.worker"]
    job = b'{"v":99,"type":"job"}\n'
    done = subprocess.run(command, input=job, pass_fds=(write,), env=environment, check=False, capture_output=True)
    os.close(write)
    with os.fdopen(read, "rb") as events:
        assert protocol.decode(events.readline())["type"] == protocol.FAILED
    assert done.returncode == protocol.EXIT_PROTOCOL
