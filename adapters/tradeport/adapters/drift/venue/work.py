"""What an instruction sees of the chain while its transaction is under way."""

from collections.abc import Iterable
from typing import Any

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.accounts import Accounts, Journal
from tradeport.adapters.drift.venue.addresses import Addresses
from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.errors import refusal, require
from tradeport.adapters.drift.venue.maths.oracle_rules import OraclePrice
from tradeport.adapters.drift.venue.oracles import Oracles


class Work:
    """Accounts at one slot, journalled; events in the order they were emitted. Implements `margin.Markets`."""

    def __init__(self, accounts: Accounts, oracles: Oracles, addresses: Addresses, slot: int, now: int) -> None:
        self.accounts, self.oracles, self.addresses = accounts, oracles, addresses
        self.slot, self.now = slot, now
        self.journal = Journal(accounts)
        self.events: list[Record] = []
        #: What the instruction named, or None where it comes from within and may see everything.
        self.visible: frozenset[Pubkey] | None = None

    def load(self, key: Pubkey, kind: str) -> Record:
        """A record to read and change. Raises AccountNotInitialized, or AccountDiscriminatorMismatch for another kind."""
        record = self.accounts.record(key, kind)
        if record is None:
            raise refusal("AccountNotInitialized" if self.accounts.get(key) is None else "AccountDiscriminatorMismatch")
        self.journal.remember(key)
        return record

    def peek(self, key: Pubkey, kind: str) -> Record | None:
        """As `load`, or None where there is no such account."""
        if self.accounts.record(key, kind) is None:
            return None
        return self.load(key, kind)

    def create(self, key: Pubkey, record: Record) -> Record:
        self.journal.remember(key)
        self.accounts.put_record(key, record, self.addresses.program)
        return record

    def user(self, key: Pubkey) -> Record:
        return self.load(key, "User")

    def stats(self, key: Pubkey) -> Record:
        return self.load(key, "UserStats")

    def state(self) -> Record:
        return self.load(self.addresses.state, "State")

    def perp_market(self, index: int) -> Record:
        key = self.addresses.perp_market(index)
        require(self._sees(key) and self.accounts.get(key) is not None, "PerpMarketNotFound")
        return self.load(key, "PerpMarket")

    def spot_market(self, index: int) -> Record:
        key = self.addresses.spot_market(index)
        require(self._sees(key) and self.accounts.get(key) is not None, "SpotMarketNotFound")
        return self.load(key, "SpotMarket")

    def price_of(self, market: Record) -> OraclePrice:
        source = market.amm if type(market).__name__ == "PerpMarket" else market
        require(source.oracle == Pubkey.default() or self._sees(source.oracle), "OracleNotFound")
        return self.oracles.read(source.oracle, source.oracle_source, self.slot)

    def _sees(self, key: Pubkey) -> bool:
        return self.visible is None or key in self.visible

    def emit(self, name: str, /, **fields: Any) -> None:
        """Log an event; its values are copied where they can still change."""
        self.events.append(coder.event(name, **fields))

    def users_among(self, keys: Iterable[Pubkey]) -> dict[Pubkey, Record]:
        """Those of the keys that are users, in order of key as the program iterates them."""
        found = {key: record for key in keys if (record := self.peek(key, "User")) is not None}
        return dict(sorted(found.items(), key=lambda item: bytes(item[0])))

    def stats_among(self, keys: Iterable[Pubkey]) -> dict[Pubkey, Record]:
        """User statistics by authority."""
        found = (self.peek(key, "UserStats") for key in keys)
        return {record.authority: record for record in found if record is not None}
