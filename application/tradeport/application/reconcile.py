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
        self._before = 0
        self.checks = 0
        self.worst = ZERO

    def check(self, session: EngineSession, ts: int, fills: int) -> None:
        """`fills`: how many have been booked so far. Cash to 1e-9 of the largest balance seen, positions exactly."""
        account, ledger = session.account(), self._ledger
        cash, held = ledger.cash(), ledger.holdings()
        self.checks += 1
        self._scale = max(self._scale, abs(cash))
        difference = abs(account.cash - cash)
        self.worst = max(self.worst, difference)
        theirs = {i: q for i, q in account.positions.items() if q}
        if difference > self._scale * TOLERANCE + self._grain * (fills - self._before) or theirs != held:
            raise self._disagreement(account, ts)

    def succeed(self, engine: str, grain: Decimal, fills: int, transfers: int) -> None:
        """Go on with an engine whose books begin with `transfers` fills of its own in place of the `fills` booked so far."""
        self.engine, self._grain, self._before = engine, grain, fills - transfers

    def check_fee(self, client_order_id: str, theirs: Decimal, due: Decimal) -> None:
        """The engine's fee of one fill against the rule, which rounds at the currency's precision."""
        allowed = self._ledger.currency.unit + self._grain + abs(due) * TOLERANCE
        if abs(theirs - due) > allowed:
            raise ReconciliationError(
                f"{self.engine} charged {text(theirs)} for a fill of {client_order_id}, the rule says {text(due)}",
                "the adapter's fee model does not match --fee-bps or --fee-per-unit",
            )

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
