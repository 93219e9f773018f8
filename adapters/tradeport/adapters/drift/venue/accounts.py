"""The accounts of the chain: records where the venue knows their kind, bytes made only when someone asks for them."""

from collections.abc import Iterator
from typing import Any

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.addresses import SYSTEM_PROGRAM
from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record

RENT_PER_BYTE = 6960
RENT_OVERHEAD = 128


def rent(size: int) -> int:
    """Lamports that exempt an account of this size."""
    return (RENT_OVERHEAD + size) * RENT_PER_BYTE


class Account:
    """One account. A record of this venue's is the truth; `data` encodes it on demand and remembers until it is touched."""

    __slots__ = ("_raw", "lamports", "owner", "record")

    def __init__(self, owner: Pubkey, lamports: int, raw: bytes | None = None, record: Record | None = None) -> None:
        self.owner, self.lamports, self._raw, self.record = owner, lamports, raw, record

    @property
    def data(self) -> bytes:
        if self._raw is None:
            self._raw = b"" if self.record is None else coder.encode_account(self.record)
        return self._raw

    @data.setter
    def data(self, raw: bytes) -> None:
        self._raw = raw

    def touched(self) -> None:
        """The record has changed: what was encoded is stale."""
        if self.record is not None:
            self._raw = None


class Accounts:
    """All accounts by key."""

    def __init__(self) -> None:
        self._accounts: dict[Pubkey, Account] = {}

    def __iter__(self) -> Iterator[tuple[Pubkey, Account]]:
        return iter(self._accounts.items())

    def get(self, key: Pubkey) -> Account | None:
        return self._accounts.get(key)

    def record(self, key: Pubkey, kind: str) -> Record | None:
        """The account's record if it is of that kind."""
        account = self._accounts.get(key)
        if account is None or account.record is None or type(account.record).__name__ != kind:
            return None
        return account.record

    def touch(self, key: Pubkey) -> None:
        """Its record has been written to from outside a transaction."""
        account = self.get(key)
        assert account is not None
        account.touched()

    def put(self, key: Pubkey, account: Account) -> None:
        self._accounts[key] = account

    def put_record(self, key: Pubkey, record: Record, owner: Pubkey) -> None:
        """Store a record of the program's as an account that pays its rent."""
        account = Account(owner, 0, record=record)
        account.lamports = rent(len(account.data))
        self._accounts[key] = account

    def put_bytes(self, key: Pubkey, data: bytes, owner: Pubkey) -> None:
        """Store the bytes of an account of the program's, decoded."""
        record = coder.decode_account(data)
        self._accounts[key] = Account(owner, rent(len(data)), data, record)

    def drop(self, key: Pubkey) -> None:
        self._accounts.pop(key, None)

    def pay(self, key: Pubkey, lamports: int) -> None:
        """Credit (or, negative, debit) a wallet, which comes to be when first paid."""
        account = self._accounts.setdefault(key, Account(SYSTEM_PROGRAM, 0, b""))
        account.lamports += lamports

    def owned_by(self, owner: Pubkey) -> Iterator[tuple[Pubkey, Account]]:
        return ((key, account) for key, account in self._accounts.items() if account.owner == owner)


class Journal:
    """Puts everything back as it was: records, lists, and which accounts there are. Makes a transaction all or nothing."""

    def __init__(self, accounts: Accounts) -> None:
        self._accounts = accounts
        self._saved: list[tuple[Any, Any]] = []
        self._existed: dict[Pubkey, tuple[Account | None, bytes | None, int]] = {}

    @property
    def keys(self) -> list[Pubkey]:
        """The accounts that may have changed."""
        return list(self._existed)

    def remember(self, key: Pubkey) -> None:
        """Save an account before its first change."""
        if key in self._existed:
            return
        account = self._accounts.get(key)
        if account is None:
            self._existed[key] = (None, None, 0)
        elif account.record is None:
            self._existed[key] = (account, account.data, account.lamports)
        else:
            self._existed[key] = (account, None, account.lamports)
            self._save(account.record)

    def _save(self, record: Record) -> None:
        fields, saved = record.__dict__, self._saved
        saved.append((fields, fields.copy()))
        for name in record.NESTED:
            value = fields[name]
            if type(value) is not list:
                self._save(value)
                continue
            saved.append((value, value.copy()))
            for item in value:
                if isinstance(item, Record):
                    saved.append((item.__dict__, item.__dict__.copy()))

    def commit(self) -> None:
        """Keep it: what was encoded of these accounts is stale."""
        for key in self._existed:
            account = self._accounts.get(key)
            if account is not None:
                account.touched()

    def rollback(self) -> None:
        """As if nothing had happened."""
        for live, saved in reversed(self._saved):
            if type(live) is list:
                live[:] = saved
            else:
                live.clear()
                live.update(saved)
        for key, (account, raw, lamports) in self._existed.items():
            if account is None:
                self._accounts.drop(key)
                continue
            account.lamports = lamports
            if raw is not None:
                account.data = raw
            self._accounts.put(key, account)
