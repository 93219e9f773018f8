"""An engine's session as the platform uses it: with what the plan says is emulated around it."""

from tradeport.application import emulation
from tradeport.application.negotiate import Plan
from tradeport.ports.engine import Engine, EngineListener, EngineSession, SessionSpec


def opened(engine: Engine, plan: Plan, spec: SessionSpec, listener: EngineListener) -> EngineSession:
    """Raises what `Engine.open` and `emulation.over` raise."""
    return emulation.over(plan.declared, spec.dataset, listener, lambda outer: engine.open(spec, outer))
