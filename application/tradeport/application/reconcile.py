"""The ledger against the engine's own books."""

from decimal import Decimal
from enum import StrEnum
from typing import Any

from tradeport.application.errors import ReconciliationError
from tradeport.application.ledger import Ledger
from tradeport.domain.model.money import ZERO, text
from tradeport.domain.model.time import isoformat
from tradeport.ports.engine import EngineAccount, EngineSession

#: Floats sum in different orders: 4e-14 relative was measured, this leaves room.
TOLERANCE = Decimal("1e-9")


#: An engine that counts in integers keeps what a unit held has paid in funding to so many decimals, and rounds it there.
UNIT = Decimal("1e-9")


class Reconcile(StrEnum):
    """When to compare: after every instant with a fill, or after every instant. At the end always."""

    FILLS = "fills"
    EVERY_BAR = "every-bar"


class Reconciler:
    """Compares, and raises ReconciliationError with both sides shown."""

    def __init__(self, engine: str, ledger: Ledger, grain: Decimal) -> None:
        """`grain`: how much coarser than the ledger one fill's money may be on this engine."""
        #: Whose books are compared.
        self.engine = engine
        self._ledger, self._grain = ledger, grain
        self._scale = abs(ledger.cash())
        self._known = ZERO
        self._before = 0
        self.checks = 0
        self.worst = ZERO

    def check(self, session: EngineSession, ts: int, booked: int) -> None:
        """`booked`: how many fills and payments so far. Cash to 1e-9 of the largest balance seen, positions exactly."""
        account, ledger = session.account(), self._ledger
        cash, held = ledger.cash(), ledger.holdings()
        self.checks += 1
        self._scale = max(self._scale, abs(cash))
        difference = abs(account.cash - cash - self._known)
        self.worst = max(self.worst, difference)
        theirs = {i: q for i, q in account.positions.items() if q}
        few = self._grain * (booked - self._before)
        if theirs != held or (difference and difference > self._scale * TOLERANCE + few):
            raise self._disagreement(account, ts)

    def succeed(self, engine: str, grain: Decimal, booked: int, transfers: int) -> None:
        """Go on with an engine whose books begin with `transfers` fills of its own in place of all `booked` so far."""
        self.engine, self._grain, self._before = engine, grain, booked - transfers
        self._known = ZERO

    def check_fee(self, client_order_id: str, theirs: Decimal, due: Decimal) -> None:
        """The engine's fee of one fill against the rule, which rounds at the currency's precision."""
        if theirs == due:
            return
        allowed = self._ledger.currency.unit + self._grain + abs(due) * TOLERANCE
        if abs(theirs - due) > allowed:
            raise ReconciliationError(
                f"{self.engine} charged {text(theirs)} for a fill of {client_order_id}, the rule says {text(due)}",
                "the adapter's fee model does not match --fee-bps or --fee-per-unit",
            )

    def check_funding(self, instrument: str, quantity: Decimal, theirs: Decimal, due: Decimal) -> None:
        """What the engine's account received against the rule, which rounds at the currency's precision.

        An engine with a grain may be off by `UNIT` for each unit held. What it is off by is known from then on.
        """
        coarse = abs(quantity) * UNIT if self._grain else ZERO
        if abs(theirs - due) > self._ledger.currency.unit + self._grain + coarse + abs(due) * TOLERANCE:
            raise ReconciliationError(
                f"{self.engine} exchanged {text(theirs)} of funding for {instrument}, the rule says {text(due)}",
                "the adapter funds another position, at another mark or by another rate; report it with the run directory",
            )
        self._known += theirs - due

    def _disagreement(self, account: EngineAccount, ts: int) -> ReconciliationError:
        sides = {self.engine: (account.cash, account.positions), "ledger": (self._ledger.cash(), self._ledger.holdings())}
        shown = "; ".join(
            f"{name}: cash {text(cash)}, " + (", ".join(f"{i} {text(q)}" for i, q in held.items() if q) or "no position")
            for name, (cash, held) in sides.items()
        )
        return ReconciliationError(
            f"the books disagree at {isoformat(ts)}: {shown}",
            "the fills up to here are in fills.csv; report it with the run directory",
        )

    def summary(self) -> dict[str, Any]:
        """The `reconciliation` object of result.json."""
        return {"checks": self.checks, "max_cash_difference": text(self.worst), "tolerance": str(TOLERANCE)}
