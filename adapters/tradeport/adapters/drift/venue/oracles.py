"""Oracle accounts: legacy Pyth prices (3,312 bytes), and USDC's built-in price of one."""

import struct

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.accounts import Account, Accounts
from tradeport.adapters.drift.venue.addresses import PYTH
from tradeport.adapters.drift.venue.enums import OracleSource
from tradeport.adapters.drift.venue.errors import NotSupported, refusal
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.oracle_rules import OraclePrice

_SIZE, _MAGIC, _EXPONENT = 3312, 2712847316, -8
_MULTIPLE = {
    OracleSource.PYTH: 1,
    OracleSource.PYTH1_K: 1000,
    OracleSource.PYTH1_M: 1_000_000,
    OracleSource.PYTH_STABLE_COIN: 1,
}


def pyth_bytes(price: int, confidence: int, slot: int, exponent: int = _EXPONENT) -> bytes:
    """A price account; price and confidence in 10**exponent."""
    data = bytearray(_SIZE)
    struct.pack_into("<IIIIIiII", data, 0, _MAGIC, 2, 3, 3216, 1, exponent, 0, 0)
    struct.pack_into("<QQqQ6q", data, 32, slot, slot, price, 0, price, 0, 0, 0, 0, 0)
    struct.pack_into("<qQIIQ", data, 208, price, confidence, 1, 0, slot)
    return bytes(data)


class Oracles:
    """Reads prices out of accounts, and writes those the venue controls. Prices in 1e6."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._known: dict[Pubkey, tuple[Account, int, int, int]] = {}

    def publish(self, key: Pubkey, price: int, slot: int, confidence: int = 0) -> None:
        """A new price of an oracle of ours, good from `slot` on."""
        scale = 10 ** (-_EXPONENT) // units.PRICE
        account = Account(PYTH, 10**9, pyth_bytes(price * scale, confidence * scale, slot))
        self._accounts.put(key, account)
        self._known[key] = (account, price, confidence, slot)

    def read(self, key: Pubkey, source: int, slot: int) -> OraclePrice:
        """Raises UnableToLoadOracle where there is no such account, NotSupported for a source without a reader."""
        if source == OracleSource.QUOTE_ASSET:
            return OraclePrice(units.PRICE, 1, 0)
        if source not in _MULTIPLE:
            raise NotSupported(f"oracle source {source}. Hint: this venue reads Pyth and QuoteAsset")
        account = self._accounts.get(key)
        if account is None:
            raise refusal("UnableToLoadOracle")
        known = self._known.get(key)
        if known is not None and known[0] is account:
            _, price, confidence, published = known
        else:
            price, confidence, published = _parsed(account.data, 1)
        if (multiple := _MULTIPLE[OracleSource(source)]) != 1:
            price, confidence, published = _parsed(account.data, multiple)
        if source == OracleSource.PYTH_STABLE_COIN and abs(price - units.PRICE) <= max(500, confidence):
            price = units.PRICE
        return OraclePrice(price, confidence, slot - published)


def _parsed(data: bytes, multiple: int) -> tuple[int, int, int]:
    """Price and confidence in 1e6, slot of the last valid price."""
    if len(data) < _SIZE or int.from_bytes(data[:4], "little") != _MAGIC:
        raise refusal("UnableToLoadOracle")
    (exponent,) = struct.unpack_from("<i", data, 20)
    (valid,) = struct.unpack_from("<Q", data, 40)
    price, confidence = struct.unpack_from("<qQ", data, 208)
    precision = 10**-exponent // multiple
    if precision > units.PRICE:
        return price // (precision // units.PRICE), confidence // (precision // units.PRICE), valid
    return price * (units.PRICE // precision), confidence * (units.PRICE // precision), valid
