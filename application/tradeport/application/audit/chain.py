"""The bytes of a record, and the chain that binds them.

A record is one line: `{"seq":N,"ts":T,"type":"...","data":{...},"prev":"H","hash":"H"}`. `hash` is the SHA-256 of the line's
bytes before `,"hash":`; `prev` is the hash of the record before, 64 zeros for the first.
"""

from hashlib import sha256
from typing import Final

GENESIS: Final = "0" * 64

_PREV: Final = len(',"prev":"') + 64 + len('"')
_HASH: Final = len(',"hash":"') + 64 + len('"}')


def seal(seq: int, ts: int, type_: str, data: bytes, prev: str) -> tuple[bytes, str]:
    """The record's line without its line feed, and its hash. `data` is a JSON object."""
    body = b'{"seq":%d,"ts":%d,"type":"%s","data":%s,"prev":"%s"' % (seq, ts, type_.encode(), data, prev.encode())
    digest = sha256(body).hexdigest()
    return b'%s,"hash":"%s"}' % (body, digest.encode()), digest


def verify_line(line: bytes, seq: int, prev: bytes) -> bytes | None:
    """The record's hash (hex) if the line is record `seq` after `prev`; None if one byte of it is not as it was."""
    body = line[:-_HASH]
    digest = sha256(body).hexdigest().encode()
    if line[-_HASH:] != b',"hash":"%s"}' % digest or body[-_PREV:] != b',"prev":"%s"' % prev:
        return None
    return digest if body.startswith(b'{"seq":%d,' % seq) else None
