"""Sessions of Drift orders under seeded RPC faults: nine in ten without sockets, every tenth over them."""

import contextlib
import io

from soak.spread import spread
from tradeport.adapters.drift.rehearsal.history import rehearse
from tradeport.adapters.drift.rehearsal.sockets import rehearse_over_sockets


def one(seed: int) -> tuple[int, int, int, str]:
    """Transactions, those of uncertain fate for a while, those that expired, and what was broken."""
    with contextlib.redirect_stdout(io.StringIO()):  # driftpy tells of every account that it could not read
        try:
            found = rehearse(seed) if seed % 10 else rehearse_over_sockets(seed)
        except Exception as error:
            return 0, 0, 0, f"seed {seed}: {type(error).__name__}: {error}"
    return found.orders, found.unsure, found.expired, f"seed {seed}: {'; '.join(found.broken)}" if found.broken else ""


def soak(seeds: int, processes: int) -> tuple[int, tuple[str, ...], str]:
    """How many were run, what failed, and what they came to."""
    sent = unsure = expired = 0
    failed = []
    for made, asked, late, broken in spread("sessions", one, range(seeds), processes, chunk=10):
        sent, unsure, expired = sent + made, unsure + asked, expired + late
        if broken:
            failed.append(broken)
    return seeds, tuple(failed), f"{sent:,} transactions, {unsure:,} unsure for a while, {expired:,} expired"
