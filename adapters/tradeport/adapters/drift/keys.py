"""Signing keys, from the environment or a keystore file; never from arguments or configuration, never in a log."""

import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from solders.keypair import Keypair
from solders.pubkey import Pubkey

SECRET_VARIABLE = "DRIFT_PRIVATE_KEY"  # base58 of the 64 bytes
KEYSTORE_VARIABLE = "DRIFT_KEYSTORE"  # path of a JSON array of the 64 bytes, as solana-keygen writes it


class NoKey(Exception):
    """There is no usable key. The message never quotes what was found."""


class Signer:
    """Holds a keypair where nothing prints, copies or pickles it."""

    __slots__ = ("__keypair",)

    def __init__(self, keypair: Keypair) -> None:
        self.__keypair = keypair

    @property
    def public_key(self) -> Pubkey:
        return self.__keypair.pubkey()

    def reveal(self) -> Keypair:
        """The keypair, for the one place that signs."""
        return self.__keypair

    def __repr__(self) -> str:
        return f"Signer({self.public_key})"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is not to be copied or pickled. Hint: load it where it is used")


def signer(environment: Mapping[str, str] | None = None) -> Signer:
    """The key that the environment names. Raises NoKey."""
    environment = os.environ if environment is None else environment
    if secret := environment.get(SECRET_VARIABLE):
        try:
            return Signer(Keypair.from_base58_string(secret))
        except ValueError:
            raise NoKey(f"{SECRET_VARIABLE} is not a base58 keypair. Hint: use {KEYSTORE_VARIABLE}") from None
    if path := environment.get(KEYSTORE_VARIABLE):
        return _from_keystore(Path(path))
    raise NoKey(f"no signing key. Hint: set {KEYSTORE_VARIABLE} to a keystore file, or {SECRET_VARIABLE}")


def _from_keystore(path: Path) -> Signer:
    try:
        if stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise NoKey(f"{path} can be read by others. Hint: chmod 600")
        numbers = json.loads(path.read_text())
        if not isinstance(numbers, list):
            raise ValueError
        return Signer(Keypair.from_bytes(bytes(numbers)))
    except (OSError, ValueError, TypeError):
        raise NoKey(f"{path} is not a keystore. Hint: solana-keygen new --outfile {path}") from None
