"""Sessions of orders under seeded faults of the RPC: what the client believes is what the venue has."""

import base64

import pytest

from tradeport.adapters.drift.delivery.outcome import Fate, Outcome, Signed
from tradeport.adapters.drift.delivery.rpc import Refused, TurnedAway, Unheard
from tradeport.adapters.drift.delivery.sender import Sender
from tradeport.adapters.drift.rehearsal.history import rehearse
from tradeport.adapters.drift.rehearsal.sockets import rehearse_over_sockets


@pytest.mark.parametrize("seed", range(16))
def test_nothing_is_doubled_and_nothing_orphaned(seed: int) -> None:
    found = rehearse(seed)
    assert found.broken == (), "\n".join(found.said)
    assert found.orders >= 10


@pytest.mark.parametrize("seed", [0, 10])
def test_nor_over_sockets_that_are_cut_and_a_server_that_restarts(seed: int) -> None:
    found = rehearse_over_sockets(seed)
    assert found.broken == (), "\n".join(found.said)


def test_a_seed_is_one_history() -> None:
    first, second = rehearse(7), rehearse(7)
    assert first == second
    assert first.digest != rehearse(8).digest


def test_the_schedules_leave_the_client_unsure_and_let_blockhashes_run_out() -> None:
    found = [rehearse(seed) for seed in (4, 17)]
    assert sum(history.unsure for history in found) > 5
    assert sum(history.expired for history in found) >= 2


def test_a_client_that_signs_anew_on_silence_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    """What these schedules are for: the mistake that they must not let through."""
    careful = Sender.deliver

    async def careless(self: Sender, signed: Signed) -> Outcome:
        raw = base64.b64encode(bytes(signed.transaction)).decode()
        try:
            await self._rpc.ask("sendTransaction", raw, {"encoding": "base64"})
        except Unheard:
            return Outcome(Fate.EXPIRED, signed.signature)  # "it did not work": its caller signs another
        except (Refused, TurnedAway):
            pass
        return await careful(self, signed)

    monkeypatch.setattr(Sender, "deliver", careless)
    broken = [line for seed in range(8) for line in rehearse(seed).broken]
    assert any("said to have expired, and landed" in line for line in broken)
    assert any("there and not believed" in line for line in broken)
