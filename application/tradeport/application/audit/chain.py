"""The bytes of a record, and the chain that binds them.

A record is one line: `{"seq":N,"ts":T,"type":"...","data":{...},"prev":"H","hash":"H"}`. `hash` is the SHA-256 of the line's
bytes before `,"hash":`; `prev` is the hash of the record before, 64 zeros for the first.
"""

from collections.abc import Sequence
from hashlib import sha256
from typing import Final

GENESIS: Final = "0" * 64

_TAIL: Final = len(',"hash":"') + 64 + len('"}\n')
_TAILS: Final = len(',"prev":"') + 64 + len('"') + _TAIL


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


def verify_lines(lines: Sequence[bytes], seq: int, prev: bytes) -> bytes | None:
    """`verify_line` of each, the first of which is to be record `seq`: the last one's hash, or None if one byte differs.

    A comparison for all of them: one for each took longer than the hashing.
    """
    digests = [sha256(line[:-_TAIL]).hexdigest() for line in lines]
    pairs = zip([prev.decode(), *digests], digests, strict=False)
    tails = "".join([f',"prev":"{before}","hash":"{digest}"}}\n' for before, digest in pairs]).encode()
    if b"".join([line[-_TAILS:] for line in lines]) != tails:  # one that is shorter makes the whole shorter
        return None
    for number, line in enumerate(lines, seq):
        if not line.startswith(b'{"seq":%d,' % number):
            return None
    return digests[-1].encode() if digests else prev


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
