"""A live start is refused unless the chain runs what the profile says."""

import asyncio

import pytest
from solders.account import Account
from solders.pubkey import Pubkey

from tradeport.adapters.drift.profile import DRIFT_V2, PROFILES, VELOCITY, ProfileRefused, check_deployment, profile
from tradeport.adapters.drift.venue.addresses import LOADER
from tradeport.adapters.drift.venue.codec import coder

from .loopback import Lab, run

STATE = coder.encode_account(coder.zero_account("State"))


def _chain(program: Account | None, state: Account | None) -> object:
    async def account(key: Pubkey) -> Account | None:
        return {DRIFT_V2.program_id: program, DRIFT_V2.addresses.state: state}[key]

    return account


def _account(data: bytes, owner: Pubkey, executable: bool = False) -> Account:
    return Account(1, data, owner, executable, 0)


PROGRAM = _account(b"", LOADER, True)


def test_velocity_is_declared_and_refused_with_its_reason() -> None:
    assert PROFILES["velocity"] is VELOCITY
    with pytest.raises(ProfileRefused, match="no Python client"):
        profile("velocity")
    with pytest.raises(ProfileRefused, match="Hint: drift-v2, velocity"):
        profile("drift-v3")


@pytest.mark.parametrize(
    ("program", "state", "complaint"),
    [
        (None, None, "no program account"),
        (_account(b"", LOADER), _account(STATE, DRIFT_V2.program_id), "not an executable"),
        (PROGRAM, None, "no State account"),
        (PROGRAM, _account(STATE, LOADER), "State belongs to"),
        (PROGRAM, _account(bytes(992), DRIFT_V2.program_id), "another kind"),
        (PROGRAM, _account(STATE + b"0", DRIFT_V2.program_id), "993 bytes, not 992"),
    ],
)
def test_a_chain_that_runs_something_else_is_refused(program: Account | None, state: Account | None, complaint: str) -> None:
    with pytest.raises(ProfileRefused, match=complaint):
        asyncio.run(check_deployment(DRIFT_V2, _chain(program, state)))  # type: ignore[arg-type]


def test_the_venue_itself_passes_through_a_stock_connection() -> None:
    async def scenario(lab: Lab) -> None:
        async def account(key: Pubkey) -> Account | None:
            return (await lab.connection.get_account_info(key)).value

        await check_deployment(DRIFT_V2, account)

    run(scenario)
