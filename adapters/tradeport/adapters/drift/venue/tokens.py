"""SPL token accounts and mints, as much of them as deposits and withdrawals touch."""

import struct

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.accounts import Account, Accounts, rent
from tradeport.adapters.drift.venue.addresses import TOKEN_PROGRAM
from tradeport.adapters.drift.venue.errors import TokenError, refusal

_ACCOUNT = "<32s32sQI32sBIQQI32s"
_AMOUNT = slice(64, 72)
_INSUFFICIENT, _WRONG_OWNER, _WRONG_MINT = 1, 4, 3


def mint_account(decimals: int, authority: Pubkey) -> Account:
    """A token that this venue issues."""
    data = struct.pack("<I32sQBBI32s", 1, bytes(authority), 10**18, decimals, 1, 0, bytes(32))
    return Account(TOKEN_PROGRAM, rent(len(data)), data)


def token_account(mint: Pubkey, owner: Pubkey, amount: int) -> Account:
    """Somebody's balance of a token."""
    data = struct.pack(_ACCOUNT, bytes(mint), bytes(owner), amount, 0, bytes(32), 1, 0, 0, 0, 0, bytes(32))
    return Account(TOKEN_PROGRAM, rent(len(data)), data)


def amount_of(account: Account) -> int:
    """Units of the token in a token account."""
    return int.from_bytes(account.data[_AMOUNT], "little")


def move(accounts: Accounts, source: Pubkey, target: Pubkey, authority: Pubkey, amount: int) -> None:
    """Transfer; raises as the token program does where owner, mint or amount do not fit."""
    paying, paid = accounts.get(source), accounts.get(target)
    if paying is None or paid is None:
        raise refusal("AccountNotInitialized")
    if paying.owner != TOKEN_PROGRAM or paid.owner != TOKEN_PROGRAM:
        raise refusal("AccountOwnedByWrongProgram")
    if paying.data[:32] != paid.data[:32]:
        raise TokenError(_WRONG_MINT, "Account not associated with this Mint")
    if paying.data[32:64] != bytes(authority):
        raise TokenError(_WRONG_OWNER, "owner does not match")
    if amount_of(paying) < amount:
        raise TokenError(_INSUFFICIENT, "insufficient funds")
    for account, change in ((paying, -amount), (paid, amount)):
        data = bytearray(account.data)
        data[_AMOUNT] = (amount_of(account) + change).to_bytes(8, "little")
        account.data = bytes(data)
