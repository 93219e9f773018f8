"""Signing keys come from the environment or a keystore, and show themselves nowhere."""

import copy
import json
import pickle
from pathlib import Path

import pytest
from solders.keypair import Keypair

from tradeport.adapters.drift.keys import KEYSTORE_VARIABLE, SECRET_VARIABLE, NoKey, signer

PAIR = Keypair.from_seed(b"test".ljust(32))


def _keystore(path: Path, content: str, mode: int = 0o600) -> dict[str, str]:
    path.write_text(content)
    path.chmod(mode)
    return {KEYSTORE_VARIABLE: str(path)}


def test_from_a_variable_or_a_keystore(tmp_path: Path) -> None:
    assert signer({SECRET_VARIABLE: str(PAIR)}).public_key == PAIR.pubkey()
    environment = _keystore(tmp_path / "id.json", json.dumps(list(bytes(PAIR))))
    assert signer(environment).reveal() == PAIR


def test_nothing_shows_copies_or_pickles_it() -> None:
    held = signer({SECRET_VARIABLE: str(PAIR)})
    assert str(PAIR) not in f"{held} {held!r} {[held]}"
    for attempt in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="Hint"):
            attempt(held)
    with pytest.raises(AttributeError):
        held.note = 1  # type: ignore[attr-defined]


def test_no_complaint_quotes_the_secret(tmp_path: Path) -> None:
    secret = "5" * 80
    for environment in (
        {},
        {SECRET_VARIABLE: secret},
        _keystore(tmp_path / "a.json", json.dumps([1, 2, 3])),
        _keystore(tmp_path / "b.json", secret),
        _keystore(tmp_path / "c.json", json.dumps(list(bytes(PAIR))), 0o644),
        {KEYSTORE_VARIABLE: str(tmp_path / "absent.json")},
    ):
        with pytest.raises(NoKey, match="Hint") as caught:
            signer(environment)
        assert secret not in str(caught.value)
        assert caught.value.__cause__ is None
