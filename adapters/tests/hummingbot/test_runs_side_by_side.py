"""Runs in one process know nothing of each other, and leave nothing behind."""

import random
from decimal import Decimal

from tradeport.contract_tests.data import one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.money import FeeSchedule

DATA = one("100 101 99 100", "102 105 98 103", "101 104 100 102")


def orders(s: Player) -> None:
    s.buy("X", 1, tag="market")
    s.buy("X", 2, limit=99, tag="limit")


def play(bench: Bench, bps: str) -> bytes:
    return bench.play(DATA, {0: orders}, fees=FeeSchedule(bps=Decimal(bps))).audit


def test_a_run_within_a_run(bench: Bench) -> None:
    """Fee schemas hang on an exchange's name, for the whole process."""
    dear, cheap = play(bench, "50"), play(bench, "1")
    inner = []

    def act(s: Player) -> None:
        orders(s)
        inner.append(play(bench, "1"))

    outer = bench.play(DATA, Script(at={0: act}), fees=FeeSchedule(bps=Decimal(50)))
    assert outer.audit == dear
    assert inner == [cheap]


def test_the_engine_s_registries_are_as_before(bench: Bench) -> None:
    from hummingbot.client.config.fee_overrides_config_map import fee_overrides_config_map
    from hummingbot.client.settings import AllConnectorSettings

    before = set(AllConnectorSettings.get_connector_settings()), set(fee_overrides_config_map)
    play(bench, "1")
    assert (set(AllConnectorSettings.get_connector_settings()), set(fee_overrides_config_map)) == before


def test_the_process_generator_is_not_drawn_from(bench: Bench) -> None:
    """A strategy's seeded draws are the same on every engine."""
    random.seed(7)
    state = random.getstate()
    play(bench, "1")
    assert random.getstate() == state
