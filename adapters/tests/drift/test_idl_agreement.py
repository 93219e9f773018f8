"""Enums, addresses and error numbers are those of driftpy's IDL."""

import re

import driftpy.addresses as theirs
import pytest
from driftpy.constants.config import DRIFT_PROGRAM_ID

from tradeport.adapters.drift.venue import addresses as ours
from tradeport.adapters.drift.venue import enums
from tradeport.adapters.drift.venue.codec import idl

from .world import key_pair

ENUMS = [value for value in vars(enums).values() if isinstance(value, type) and value.__module__ == enums.__name__]
MET = {"InsufficientCollateral": 6003, "InvalidOrderIOC": 6050, "PlacePostOnlyLimitFailure": 6057, "OrderAmountTooSmall": 6059,
       "UserOrderIdAlreadyInUse": 6071, "OrderDidNotSatisfyTriggerCondition": 6112, "ImpossibleFill": 6252}  # fmt: skip


@pytest.mark.parametrize("enum", ENUMS, ids=lambda e: e.__name__)
def test_members_are_the_idls_variants_by_number(enum: type) -> None:
    variants = [v["name"] for v in idl.named("types")[enum.__name__]["type"]["variants"]]
    for member in enum:  # type: ignore[attr-defined]
        assert _squash(variants[member.value]) == _squash(member.name)


def _squash(name: str) -> str:
    return re.sub("_", "", name).lower()


def test_addresses_are_driftpys() -> None:
    who, mine = key_pair("somebody").pubkey(), ours.Addresses()
    assert mine.program == DRIFT_PROGRAM_ID
    assert mine.state == theirs.get_state_public_key(DRIFT_PROGRAM_ID)
    assert mine.user(who, 3) == theirs.get_user_account_public_key(DRIFT_PROGRAM_ID, who, 3)
    assert mine.user_stats(who) == theirs.get_user_stats_account_public_key(DRIFT_PROGRAM_ID, who)
    assert mine.perp_market(2) == theirs.get_perp_market_public_key(DRIFT_PROGRAM_ID, 2)
    assert mine.spot_market(2) == theirs.get_spot_market_public_key(DRIFT_PROGRAM_ID, 2)
    assert mine.spot_vault(2) == theirs.get_spot_market_vault_public_key(DRIFT_PROGRAM_ID, 2)
    assert mine.signer == theirs.get_drift_client_signer_public_key(DRIFT_PROGRAM_ID)


@pytest.mark.parametrize(("name", "code"), MET.items())
def test_errors_met_on_the_real_program_have_their_numbers(name: str, code: int) -> None:
    assert idl.error_code(name) == code
