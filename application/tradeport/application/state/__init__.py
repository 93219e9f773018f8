"""The state of a run, derived from its audit records alone (docs/reference/events.md)."""

from tradeport.application.state.history import OrderHistory, history
from tradeport.application.state.replay import replay
from tradeport.application.state.saved import StateFileError
from tradeport.application.state.snapshot import Snapshot
from tradeport.application.state.state import State
from tradeport.application.state.store import StateStore, keeping, save

__all__ = ["OrderHistory", "Snapshot", "State", "StateFileError", "StateStore", "history", "keeping", "replay", "save"]
