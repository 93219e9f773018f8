"""Two benches to play scripts on: Hummingbot's and the reference's."""

from typing import Any

import pytest

from tradeport.application import engines
from tradeport.contract_tests.harness import Bench, Played


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
