"""Two benches to play scripts on: Hummingbot's and the reference's."""

from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tradeport.application import engines
from tradeport.contract_tests.harness import Bench, Played

# a busy machine is not a failure
settings.register_profile("unhurried", deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("unhurried")


class Forgetful(Bench):
    """Keeps nothing of what was played."""

    def play(self, *played: Any, **terms: Any) -> Played:
        try:
            return super().play(*played, **terms)
        finally:
            self.kept.clear()


@pytest.fixture(scope="session")
def bench() -> Bench:
    return Forgetful(engines.get("hummingbot"))


@pytest.fixture(scope="session")
def reference() -> Bench:
    return Forgetful(engines.get("reference"))
