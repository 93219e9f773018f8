"""The bytes of a record, and the chain that binds them.

A record is one line: `{"seq":N,"ts":T,"type":"...","data":{...},"prev":"H","hash":"H"}`. `hash` is the SHA-256 of the line's
bytes before `,"hash":`; `prev` is the hash of the record before, 64 zeros for the first.
"""

from hashlib import sha256
from typing import Final

GENESIS: Final = "0" * 64

_TAIL: Final = len(',"hash":"') + 64 + len('"}\n')


def seal(seq: int, ts: int, type_: str, data: bytes, prev: str) -> tuple[bytes, str]:
    """The record's line without its line feed, and its hash. `data` is a JSON object."""
    body = b'{"seq":%d,"ts":%d,"type":"%s","data":%s,"prev":"%s"' % (seq, ts, type_.encode(), data, prev.encode())
    digest = sha256(body).hexdigest()
    return b'%s,"hash":"%s"}' % (body, digest.encode()), digest


def verify_line(line: bytes, seq: int, prev: bytes) -> bytes | None:
    """The record's hash (hex) if the line, its line feed included, is record `seq` after `prev`; None if one byte differs."""
    digest = sha256(line[:-_TAIL]).hexdigest().encode()
    sealed = line.endswith(b',"prev":"%s","hash":"%s"}\n' % (prev, digest)) and line.startswith(b'{"seq":%d,' % seq)
    return digest if sealed else None


def objection(line: bytes, seq: int, prev: bytes) -> str:
    """In words, why `verify_line` gave None."""
    body, tail = line[:-_TAIL], line[-_TAIL:]
    if not line.startswith(b'{"seq":') or not tail.startswith(b',"hash":"'):
        return "it is not a whole record"
    if tail != b',"hash":"%s"}\n' % sha256(body).hexdigest().encode():
        return "its bytes do not give its hash: it was changed"
    if not body.endswith(b',"prev":"%s"' % prev):
        return "it does not follow the record before it: one was removed, put in or moved"
    return f"it is not numbered {seq}"
