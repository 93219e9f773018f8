"""Many records are judged at once as they are one by one."""

from hypothesis import example, given
from hypothesis import strategies as st

from tradeport.application.audit.chain import GENESIS, seal, verify_line, verify_lines


def chained(count: int, first: int = 0, prev: str = GENESIS) -> list[bytes]:
    lines = []
    for seq in range(first, first + count):
        line, prev = seal(seq, seq, "x", b'{"n":%d}' % seq, prev)
        lines.append(line + b"\n")
    return lines


def one_by_one(lines: list[bytes], seq: int, prev: bytes) -> bytes | None:
    for n, line in enumerate(lines):
        found = verify_line(line, seq + n, prev)
        if found is None:
            return None
        prev = found
    return prev


@given(count=st.integers(0, 6), first=st.sampled_from([0, 9, 99]))
def test_what_is_right(count: int, first: int) -> None:
    found = verify_lines(chained(count, first), first, GENESIS.encode())
    assert found is not None
    assert found == one_by_one(chained(count, first), first, GENESIS.encode())


@given(data=st.data(), change=st.sampled_from(["byte", "insert", "remove", "join", "swap", "drop", "chained anew"]))
@example(data=None, change="short")
def test_what_is_wrong(data: st.DataObject | None, change: str) -> None:
    lines = chained(5)
    if data is None:
        lines[2] = lines[2][-140:]
    else:
        at = data.draw(st.integers(0, 4))
        where = data.draw(st.integers(0, len(lines[at]) - 1))
        line = lines[at]
        match change:
            case "byte":
                lines[at] = line[:where] + bytes([line[where] ^ data.draw(st.integers(1, 255))]) + line[where + 1 :]
            case "insert":
                lines[at] = line[:where] + b"0" + line[where:]
            case "remove":
                lines[at] = line[:where] + line[where + 1 :]
            case "join":
                lines[at : at + 2] = [b"".join(lines[at : at + 2])] if at < 4 else [line + line]
            case "swap":
                lines[at], lines[at - 1] = lines[at - 1], lines[at]
            case "drop":
                del lines[min(at, 3)]
            case "chained anew":
                lines = chained(5, first=1)
    assert verify_lines(lines, 0, GENESIS.encode()) is one_by_one(lines, 0, GENESIS.encode()) is None
