"""PTF-300 and on: the ledger against the engine's own account, asked through a second channel after every bar."""

from decimal import Decimal

import pytest

from tradeport.application.reconcile import Reconcile
from tradeport.contract_tests.data import bars, dataset, one
from tradeport.contract_tests.harness import Bench, Played
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.money import FeeSchedule
from tradeport.ports.capability import Capability

C = Capability

#: A hundred bars that wander, with cents.
WANDER = tuple(
    f"{o:.2f} {o + 1.5:.2f} {o - 1.25:.2f} {o + 0.25:.2f}" for o in (100 + (n * 37 % 23) - 11 + n / 100 for n in range(100))
)


def agree(bench: Bench, played: Played) -> bool:
    """Raises AssertionError with the first disagreements."""
    found = played.disagreements(bench.engine.money_grain)
    assert found[:3] == []
    return True


@pytest.mark.contract("PTF-300", requires=C.MARKET_ORDERS)
def test_the_books_agree_after_every_bar(bench: Bench) -> None:
    """After every bar, cash and positions of the ledger are those of the engine's own account.

    Prerequisite: a hundred bars.
    Action: buy on two bars of three, sell a part of what is held on the third.
    Expected event sequence: a fill a bar.
    Pass criteria: no disagreement at any bar; the platform's own reconciliation at every bar passes too.
    """

    def act(s: Player) -> None:
        held = s.portfolio.position("X").quantity
        if s.count % 3 == 2 and held > 1:
            s.sell("X", held // 2)
        else:
            s.buy("X", 1 + s.count % 4)

    played = bench.play(one(*WANDER), Script(every=act), reconcile=Reconcile.EVERY_BAR)
    assert len(played.fills) == 99
    assert agree(bench, played)
    assert played.outcome.result["reconciliation"]["checks"] == 101


@pytest.mark.contract("PTF-310", requires=C.SHORT, also=(C.MARKET_ORDERS,))
def test_the_books_agree_through_flips(bench: Bench) -> None:
    """The books agree while positions flip between long and short.

    Prerequisite: a hundred bars.
    Action: on each bar, turn the position over with a size of its own.
    Expected event sequence: a fill a bar.
    Pass criteria: no disagreement at any bar.
    """

    def act(s: Player) -> None:
        s.target("X", (-1) ** s.count * (1 + s.count % 5))

    played = bench.play(one(*WANDER), Script(every=act))
    assert len(played.fills) == 99
    assert agree(bench, played)


@pytest.mark.contract("PTF-320", requires=C.FEES_BPS, also=(C.MARKET_ORDERS, C.FRACTIONAL))
def test_the_books_agree_with_fees_and_fractions(bench: Bench) -> None:
    """The books agree with fees on fractional quantities.

    Prerequisite: a hundred bars, 2.7 basis points, a size increment of 0.00000001.
    Action: buy 0.12345678 on even bars, sell 0.1 on odd ones.
    Expected event sequence: a fill a bar.
    Pass criteria: no disagreement at any bar; what is held is exact.
    """

    def act(s: Player) -> None:
        if s.count % 2:
            s.sell("X", "0.1")
        else:
            s.buy("X", "0.12345678")

    data = one(*WANDER, size="0.00000001")
    played = bench.play(data, Script(every=act), fees=FeeSchedule(bps=Decimal("2.7")))
    assert agree(bench, played)
    assert played.account.positions == {"X": 50 * Decimal("0.12345678") - 49 * Decimal("0.1")}


@pytest.mark.contract("PTF-330", requires=C.LIMIT_ORDERS, also=(C.MARKET_ORDERS,))
def test_the_books_agree_with_resting_orders(bench: Bench) -> None:
    """Resting orders are no part of the books until they fill.

    Prerequisite: a hundred bars.
    Action: on each bar a limit buy below the market; sell what is held every tenth bar.
    Expected event sequence: some fill, some rest.
    Pass criteria: no disagreement at any bar.
    """

    def act(s: Player) -> None:
        last = s.market_data.last_price("X")
        assert last is not None
        s.buy("X", 1, limit=last - 3)
        if s.count % 10 == 9 and (held := s.portfolio.position("X").quantity):
            s.sell("X", held)

    played = bench.play(one(*WANDER), Script(every=act))
    assert 20 < len(played.fills) < 109
    assert agree(bench, played)


@pytest.mark.contract("PTF-340", requires=C.MULTI_INSTRUMENT, also=(C.MARKET_ORDERS,))
def test_the_books_agree_over_several_instruments(bench: Bench) -> None:
    """The books agree over several instruments of very different prices.

    Prerequisite: X around 100, Y around 0.1, Z around 50,000.
    Action: at each instant, buy one of the instrument whose bar it is; sell half of it every seventh time.
    Expected event sequence: a fill an instrument and instant.
    Pass criteria: no disagreement at any bar.
    """

    def act(s: Player) -> None:
        name = "XYZ"[s.count % 3]
        held = s.portfolio.position(name).quantity
        if s.count % 7 == 6 and held > 1:
            s.sell(name, held // 2)
        else:
            s.buy(name, 2)

    def scaled(by: float, of: str) -> tuple[str, ...]:
        return tuple(" ".join(f"{float(word) * by:.2f}" for word in row.split()) for row in WANDER[:40])

    data = dataset(bars(*WANDER[:40]), bars(*scaled(0.001, "Y"), of="Y"), bars(*scaled(500, "Z"), of="Z"))
    played = bench.play(data, Script(every=act))
    assert len(played.fills) == 117
    assert agree(bench, played)
