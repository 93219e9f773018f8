"""What the network does to a session, drawn from a seed: which request of which method meets what, and when nobody listens."""

from collections.abc import Sequence
from random import Random

import attrs

from tradeport.adapters.drift.venue.rpc.errors import RpcError
from tradeport.adapters.drift.venue.rpc.faults import Faults, Kind

_K = Kind
_BEHIND = RpcError(-32005, "Node is behind by 42 slots")

#: What may strike which method. Of what is asked often, a little; of what changes something, everything.
KINDS: dict[str, Sequence[Kind]] = {
    "sendTransaction": (_K.DROP, _K.LOST_ANSWER, _K.LOST_ANSWER, _K.DELAY, _K.DELAY, _K.TWICE, _K.TOO_MANY, _K.REFUSE),
    "getLatestBlockhash": (_K.STALE_BLOCKHASH, _K.DROP, _K.TOO_MANY, _K.DELAY),
    "getSignatureStatuses": (_K.DROP, _K.LOST_ANSWER, _K.TOO_MANY, _K.DELAY, _K.REFUSE, _K.BEHIND, _K.BEHIND),
    "getEpochInfo": (_K.DROP, _K.TOO_MANY),
    "getAccountInfo": (_K.DROP, _K.TOO_MANY, _K.TWICE),
}


@attrs.frozen
class Network:
    """How long things take there, in seconds: in time; after the client has given up; after any blockhash has run out."""

    late: float = 1.0
    given_up: float = 14.0
    outlived: float = 75.0


def strike(draw: Random, faults: Faults, network: Network) -> list[str]:
    """Put what strikes the next few requests in their way; says what, for the record."""
    said = []
    for method, kinds in KINDS.items():
        if draw.random() < 0.35:
            kind, times = draw.choice(kinds), draw.choice((1, 1, 1, 2, 3))
            seconds = draw.choice((network.late, network.given_up, network.given_up, network.outlived))
            faults.next(method, kind, times=times, seconds=seconds, error=_BEHIND)
            said.append(f"{method} {kind.name} x{times}" + (f" {seconds}s" if kind is _K.DELAY else ""))
    return said
