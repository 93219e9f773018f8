"""What a user who wants to look at a backtest afterwards writes along: fills, an equity curve, a log of order events.

A native strategy keeps none of it by itself; the platform always does. With it on both sides, a ratio compares like with like.
"""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any


class Keeper:
    """Three files in a folder. Events are in the kernel's hands at the end of a tick, the rest when the run ends."""

    def __init__(self, folder: Path) -> None:
        self._events = (folder / "events.jsonl").open("wb", buffering=0)
        self._fills = (folder / "fills.csv").open("w")
        self._equity = (folder / "equity.csv").open("w")
        self._pending: list[str] = []

    def event(self, ts: int, type_: str, **what: Any) -> None:
        """Something that happened to an order."""
        self._pending.append(json.dumps({"ts": ts, "type": type_, **what}) + "\n")

    def filled(self, ts: int, side: str, quantity: Decimal, price: Decimal, fee: Decimal) -> None:
        """A line of fills.csv, and an event."""
        self._fills.write(f"{ts},{side},{quantity},{price},{fee}\n")
        self.event(ts, "filled", side=side, quantity=str(quantity), price=str(price), fee=str(fee))

    def valued(self, ts: int, cash: Decimal, held: Decimal, price: float) -> None:
        """A line of equity.csv, and the end of a tick."""
        self._equity.write(f"{ts},{cash},{cash + held * Decimal(str(price)) if held else cash}\n")
        if self._pending:
            self._events.write("".join(self._pending).encode())
            self._pending.clear()

    def close(self) -> None:
        for file in (self._events, self._fills, self._equity):
            file.close()
