"""Gates before anything is signed. Each refuses by name; none asks the network."""

from collections import deque
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any

import attrs
from driftpy.types import OrderParams, is_variant

from tradeport.adapters.drift.core.client import LiveClient
from tradeport.adapters.drift.core.margin import MarginMonitor
from tradeport.adapters.drift.core.markets import spot_market
from tradeport.adapters.drift.core.types import price, size
from tradeport.adapters.drift.core.what_if import Change


class Gate(StrEnum):
    """In the order in which they are asked."""

    HELD = "held"
    STALE_ORACLE = "stale_oracle"
    RATE = "rate"
    NOTIONAL = "notional"
    PRICE_BAND = "price_band"
    LEVERAGE = "leverage"
    HEALTH = "health"


class SafetyRefused(Exception):
    """Nothing was signed. `gate` says which one refused."""

    def __init__(self, gate: Gate, reason: str, hint: str) -> None:
        super().__init__(f"refused by the gate {gate}: {reason}. Hint: {hint}")
        self.gate = gate


@attrs.frozen
class Limits:
    """`notional`: of one order, in quote. `band`: of a price from the oracle, or from the trigger that it
    waits for, as a fraction. `health`: left after the trade.
    `stale`: slots since the oracle spoke. No more than `orders` in any `window` slots."""

    notional: Decimal = Decimal(100_000)
    leverage: Decimal = Decimal(5)
    health: Decimal = Decimal("0.25")
    band: Decimal = Decimal("0.05")
    stale: int = 50
    orders: int = 20
    window: int = 150


class SafetyGates:
    """Reads what the client knows of account and oracles; `slot` is the chain's now."""

    def __init__(self, client: LiveClient, limits: Limits = Limits()) -> None:
        self._client, self._margin, self.limits = client, MarginMonitor(client), limits
        self._passed: deque[int] = deque()
        #: Why nothing passes; empty while the gates are open. A person or the risk loop closes and opens them.
        self.held = ""

    def hold(self, reason: str) -> None:
        """The kill latch: from now on nothing passes."""
        self.held = reason

    def release(self) -> None:
        """Whoever latched it has looked."""
        self.held = ""

    def check(self, orders: Sequence[OrderParams], slot: int) -> None:
        """All of them together, as one trade. Raises SafetyRefused; what passes is counted."""
        if self.held:
            raise SafetyRefused(Gate.HELD, self.held, "release() when its cause is gone")
        for order in orders:
            self._fresh(order, slot)
        self._rate(len(orders), slot)
        risky = [order for order in orders if not order.reduce_only]
        for order in risky:
            self._notional(order)
        for order in orders:
            self._band(order)
        if risky:
            self._what_if(risky)
        self._passed.extend([slot] * len(orders))

    def _fresh(self, order: OrderParams, slot: int) -> None:
        age = slot - self._oracle(order).slot
        if age > self.limits.stale:
            reason = f"the oracle of {_name(order)} is {age} slots old, {self.limits.stale} are allowed"
            raise SafetyRefused(Gate.STALE_ORACLE, reason, "refresh, or wait for the oracle")

    def _rate(self, count: int, slot: int) -> None:
        while self._passed and self._passed[0] <= slot - self.limits.window:
            self._passed.popleft()
        if len(self._passed) + count > self.limits.orders:
            reason = f"{len(self._passed)} orders in the last {self.limits.window} slots, {self.limits.orders} are allowed"
            raise SafetyRefused(Gate.RATE, reason, "wait, or raise Limits.orders")

    def _notional(self, order: OrderParams) -> None:
        notional = size(order.base_asset_amount, self._decimals(order)) * price(self._price(order))
        if notional > self.limits.notional:
            reason = f"{_name(order)} for {notional:f}, {self.limits.notional} are allowed"
            raise SafetyRefused(Gate.NOTIONAL, reason, "split it, or raise Limits.notional")

    def _band(self, order: OrderParams) -> None:
        oracle, asked = self._oracle(order).price, self._price(order)
        trigger = _trigger(order, oracle)
        whose, middle = ("its trigger", trigger) if trigger else ("the oracle", oracle)
        away = (Decimal(asked) - middle) / middle
        beyond = away if is_variant(order.direction, "Long") else -away
        if beyond > self.limits.band:
            reason = f"{_name(order)} at {price(asked)}, {whose} is at {price(middle)}, {self.limits.band} of it is allowed"
            raise SafetyRefused(Gate.PRICE_BAND, reason, f"give a price nearer to {whose}")

    def _what_if(self, orders: Sequence[OrderParams]) -> None:
        margin = self._margin.after([self._change(order) for order in orders])
        if margin.leverage > self.limits.leverage or margin.leverage < 0:
            reason = f"leverage would be {margin.leverage}, {self.limits.leverage} is allowed"
            raise SafetyRefused(Gate.LEVERAGE, reason, "trade less, or deposit")
        if margin.health < self.limits.health:
            reason = f"health would be {margin.health:.4f}, {self.limits.health} must be left"
            raise SafetyRefused(Gate.HEALTH, reason, "trade less, or deposit")

    def _change(self, order: OrderParams) -> Change:
        sign = 1 if is_variant(order.direction, "Long") else -1
        return Change(order.market_index, _perp(order), sign * order.base_asset_amount, self._price(order))

    def _price(self, order: OrderParams) -> int:
        """The worst it may fill at: its limit, else its trigger, else the oracle."""
        pegged = self._oracle(order).price + (order.oracle_price_offset or 0)
        return int(order.price or order.trigger_price or pegged)

    def _oracle(self, order: OrderParams) -> Any:
        return self._client.oracle(order.market_index, perp=_perp(order))

    def _decimals(self, order: OrderParams) -> int:
        return 9 if _perp(order) else int(spot_market(self._client.drift, order.market_index).decimals)


def _perp(order: OrderParams) -> bool:
    return bool(is_variant(order.market_type, "Perp"))


def _trigger(order: OrderParams, oracle: int) -> int:
    """What it waits for, while the oracle has not met it, and where the oracle is when it does; else 0."""
    trigger = int(order.trigger_price or 0)
    met = oracle >= trigger if is_variant(order.trigger_condition, "Above") else oracle <= trigger
    return 0 if met else trigger


def _name(order: OrderParams) -> str:
    return f"{'perp' if _perp(order) else 'spot'} {order.market_index}"
