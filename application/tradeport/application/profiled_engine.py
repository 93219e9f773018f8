"""What adapters with a session for each fill profile have in common."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import ClassVar

from tradeport.application.negotiate import insist, needs_of_run
from tradeport.ports.capability import Capabilities
from tradeport.ports.engine import EngineListener, EngineSession, FillProfile, SessionSpec


class ProfiledEngine(ABC):
    """Implements Engine but for its name, its grain, and how its package is loaded."""

    name: ClassVar[str]
    canonical: ClassVar[Capabilities]
    native: ClassVar[Capabilities]

    def __init__(self) -> None:
        self.capabilities = self.canonical

    def capabilities_in(self, profile: FillProfile) -> Capabilities:
        return self.canonical if profile is FillProfile.CANONICAL else self.native

    def open(self, spec: SessionSpec, listener: EngineListener) -> EngineSession:
        insist(self.name, self.capabilities_in(spec.profile), needs_of_run(spec.dataset, spec.fees, spec.profile))
        return self.session(spec.profile)(spec, listener)

    @abstractmethod
    def session(self, profile: FillProfile) -> Callable[[SessionSpec, EngineListener], EngineSession]:
        """The session of a profile. Its module imports the engine, so it is imported here."""
