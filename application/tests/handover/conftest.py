"""Runs that change engines, beside the same run on one."""

from collections.abc import Callable
from typing import Any

import attrs
import pytest

from tradeport.adapters.reference.engine import ReferenceEngine
from tradeport.application.run_spec import Handover
from tradeport.domain.model.time import MINUTE
from tradeport.ports.engine import Engine


@attrs.frozen
class Both:
    """`handed`: the run with its changes of engine; `whole`: the same without."""

    handed: Any
    whole: Any

    @property
    def equal(self) -> bool:
        """Decisions, fills, money and the audit log."""
        return bool(self.handed.result["digests"] == self.whole.result["digests"])


@pytest.fixture
def both(play: Any) -> Callable[..., Both]:
    """`both(rows, at, on, after=[2], to=engine)`: the engine changes after the bars of these places."""

    def make(*played: Any, after: list[int], to: Engine | None = None, **terms: Any) -> Both:
        engine = to or ReferenceEngine()
        planned = [Handover(engine.name, (bar + 1) * MINUTE) for bar in after]
        handed = play(*played, handovers=planned, successors=[engine] * len(planned), **terms)
        return Both(handed, play(*played, **terms))

    return make
