"""PTF-400 and on: what funding pays, to whom, for which position and at which price."""

from decimal import Decimal

import pytest

from tradeport.application.reconcile import Reconcile
from tradeport.contract_tests.data import bars, close_of, perpetual, rates
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.money import text
from tradeport.domain.model.time import SECOND
from tradeport.ports.capability import Capability

C = Capability

#: Every price is 100, so that a fill moves no equity and only funding does.
STILL = "100 100 100 100"


@pytest.mark.parametrize(
    ("quantity", "rate", "amount"),
    [
        pytest.param(10, 0.0001, "-0.1", id="a long pays", marks=pytest.mark.contract("PTF-400", requires=C.FUNDING)),
        pytest.param(10, -0.0001, "0.1", id="a long gets", marks=pytest.mark.contract("PTF-402", requires=C.FUNDING)),
        pytest.param(
            -10, 0.0001, "0.1", id="a short gets", marks=pytest.mark.contract("PTF-404", requires=C.FUNDING, also=(C.SHORT,))
        ),
        pytest.param(
            -10, -0.0001, "-0.1", id="a short pays", marks=pytest.mark.contract("PTF-406", requires=C.FUNDING, also=(C.SHORT,))
        ),
    ],
)
def test_who_pays_whom(bench: Bench, quantity: int, rate: float, amount: str) -> None:
    """A positive rate is paid by longs to shorts, a negative one by shorts to longs:

    Prerequisite: ten units at 100, a rate of one basis point due at the close of bar 2.
    Action: open the position on bar 0.
    Expected event sequence: filled at bar 1; funding at bar 2.
    Pass criteria: -(quantity x mark x rate) in the ledger, in the log and in the engine's own account.
    """
    data = perpetual(bars(*[STILL] * 4), funding=[rates((close_of(2), rate))])
    played = bench.play(data, {0: lambda s: s.target("X", quantity)})
    assert [payment["amount"] for payment in played.payments] == [amount]
    assert [text(h.equity - 100_000) for h in played.market] == ["0", "0", amount, amount]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-410", requires=C.FUNDING)
def test_who_holds_nothing_pays_nothing(bench: Bench) -> None:
    """Without a position nothing is exchanged, and the rate is heard all the same.

    Prerequisite: a rate at each of three bars; the position is closed before the last.
    Action: buy on bar 0, sell on bar 1.
    Expected event sequence: filled at bars 1 and 2; one payment, at bar 1.
    Pass criteria: one payment on the line and in the log; three rates heard.
    """
    data = perpetual(bars(*[STILL] * 4), funding=[rates(*((close_of(n), 0.001) for n in (0, 1, 2)))])
    played = bench.play(data, {0: lambda s: s.buy("X", 5), 1: lambda s: s.sell("X", 5)})
    assert [payment["amount"] for payment in played.payments] == ["-0.5"]
    assert played.line.count("fund") == 1
    assert [played.bar(h.now) for h in played.heard if h.callback == "funding"] == [0, 1, 2]


@pytest.mark.contract("PTF-420", requires=C.FUNDING)
def test_a_payment_is_rounded_half_even(bench: Bench) -> None:
    """A payment is rounded half-even at the currency's precision.

    Prerequisite: one unit; marks of 0.5, 1.5 and 2.5; a rate of 0.00000001 at each.
    Action: buy on bar 0.
    Expected event sequence: payments of 0.5, 1.5 and 2.5 units of the currency's last place.
    Pass criteria: 0, 2 and 2 of them.
    """
    rows = ("1 1 1 1", "1 1 0.5 0.5", "1 1.5 1 1.5", "2 2.5 2 2.5")
    data = perpetual(bars(*rows), funding=[rates(*((close_of(n), 0.00000001) for n in (1, 2, 3)))])
    played = bench.play(data, {0: lambda s: s.buy("X", 1)})
    assert [payment["amount"] for payment in played.payments] == ["0", "-0.00000002", "-0.00000002"]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-430", requires=C.FUNDING, also=(C.MULTI_INSTRUMENT, C.SHORT))
def test_each_instrument_pays_its_own(bench: Bench) -> None:
    """Each instrument pays its own rate, at its own mark, for its own position.

    Prerequisite: X at 100, Y at 10, Z at 1 without funding; rates due at the same time.
    Action: long 3 X, short 20 Y, long 5 Z.
    Expected event sequence: two payments, in the order of the configuration.
    Pass criteria: -0.3 and 0.4 in this order, in both books.
    """
    data = perpetual(
        bars(*[STILL] * 3),
        bars(*["10 10 10 10"] * 3, of="Y"),
        bars(*["1 1 1 1"] * 3, of="Z"),
        funding=[rates((close_of(1), 0.002), of="Y"), rates((close_of(1), 0.001))],
    )

    def enter(s: Player) -> None:
        for name, quantity in {"X": 3, "Y": -20, "Z": 5}.items():
            s.target(name, quantity)

    played = bench.play(data, {2: enter})
    assert [(payment["instrument"], payment["amount"]) for payment in played.payments] == [("X", "-0.3"), ("Y", "0.4")]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-435", requires=C.FUNDING, also=(C.MULTI_INSTRUMENT,))
def test_what_is_paid_in_full_has_no_funding(bench: Bench) -> None:
    """Beside a perpetual, what is paid in full is not funded.

    Prerequisite: a perpetual X and spot S at the same price; a rate for X.
    Action: buy both.
    Expected event sequence: both filled; one payment.
    Pass criteria: that of X alone.
    """
    data = perpetual(bars(*[STILL] * 3), bars(*[STILL] * 3, of="S"), spot=["S"], funding=[rates((close_of(2), 0.001))])

    def enter(s: Player) -> None:
        s.buy("X", 2)
        s.buy("S", 7)

    played = bench.play(data, {1: enter})
    assert [(payment["instrument"], payment["amount"]) for payment in played.payments] == [("X", "-0.2")]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-440", requires=C.FUNDING)
def test_between_two_instants_it_is_due_at_the_next(bench: Bench) -> None:
    """A rate stamped between two instants is exchanged at the next, at its mark, for the position after its fills.

    Prerequisite: a rate a second after the close of bar 1, when 4 are held; bar 2 closes at 110.
    Action: buy 4 on bar 0 and 6 on bar 1.
    Expected event sequence: filled at bars 1 and 2; the payment at bar 2.
    Pass criteria: for 10, at 110; `due` keeps the stamp of the rate.
    """
    due = close_of(1) + SECOND
    data = perpetual(bars(STILL, STILL, "100 110 100 110", STILL), funding=[rates((due, 0.001))])
    played = bench.play(data, {0: lambda s: s.buy("X", 4), 1: lambda s: s.buy("X", 6)})
    assert played.payments == [
        {"instrument": "X", "due": due, "rate": "0.001", "quantity": "10", "mark": "110", "amount": "-1.1"}
    ]
    assert [words[2] for words in played.line.said if words[0] == "fund"] == [Decimal(110)]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-445", requires=C.FUNDING)
def test_at_a_bars_close_its_fills_count(bench: Bench) -> None:
    """At the very close of a bar, what that bar filled is funded, and what it closed is not.

    Prerequisite: rates at the closes of bars 1 and 3.
    Action: buy 3 on bar 0; sell them on bar 2.
    Expected event sequence: filled at bar 1, where the first rate is due; closed at bar 3, where the second is.
    Pass criteria: the first is paid for 3, the second by nobody.
    """
    data = perpetual(bars(*[STILL] * 5), funding=[rates((close_of(1), 0.001), (close_of(3), 0.001))])
    played = bench.play(data, {0: lambda s: s.buy("X", 3), 2: lambda s: s.sell("X", 3)})
    assert [(payment["quantity"], payment["amount"]) for payment in played.payments] == [("3", "-0.3")]


@pytest.mark.contract("PTF-450", requires=C.FUNDING)
def test_rates_that_fell_due_together_are_all_paid(bench: Bench) -> None:
    """Where bars are missing, all the rates that fell due are exchanged at the next instant, in order.

    Prerequisite: no bars 2 and 3; rates at the closes of bars 1 to 4, one before the data and one after it.
    Action: buy 10 on bar 0.
    Expected event sequence: payments at bar 1, then three at bar 4.
    Pass criteria: the amounts; the rate before the data is heard and nobody pays it; that after the end is never due.
    """
    stamps = (close_of(-5), *(close_of(n) for n in range(1, 5)), close_of(9))
    funding = rates(*((ts, (n + 1) / 1000) for n, ts in enumerate(stamps)))
    played = bench.play(perpetual(bars(STILL, STILL, "-", "-", STILL), funding=[funding]), {0: lambda s: s.buy("X", 10)})
    assert [payment["amount"] for payment in played.payments] == ["-2", "-3", "-4", "-5"]
    assert [h.what.rate for h in played.heard if h.callback == "funding"] == [0.001, 0.002, 0.003, 0.004, 0.005]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-460", requires=C.FUNDING, also=(C.SHORT,))
def test_the_books_agree_through_flips_and_funding(bench: Bench) -> None:
    """The books agree while positions flip and every bar is funded, with another sign each time.

    Prerequisite: sixty bars that wander; a rate at each close and between.
    Action: on each bar, turn the position over with a size of its own.
    Expected event sequence: a fill and a payment or two a bar.
    Pass criteria: no disagreement at any bar; the platform's own reconciliation at every bar passes too.
    """
    rows = [f"{p} {p + 2} {p - 2} {p + 1}" for p in (100 + (n * 37 % 23) - 11 for n in range(60))]
    due = [(close_of(n), (n % 7 - 3) / 10_000) for n in range(60)] + [(close_of(n) + SECOND, -0.00007) for n in range(0, 60, 7)]

    def act(s: Player) -> None:
        s.target("X", (-1) ** s.count * (1 + s.count % 5))

    played = bench.play(perpetual(bars(*rows), funding=[rates(*sorted(due))]), Script(every=act), reconcile=Reconcile.EVERY_BAR)
    assert len(played.payments) > 50
    assert played.disagreements(bench.engine.money_grain)[:3] == []


@pytest.mark.contract("MKT-500", requires=C.FUNDING)
def test_funding_is_heard_after_fills_and_before_the_bar(bench: Bench) -> None:
    """Within an instant: fills, then `on_funding` with the payment in the books, then `on_bar`.

    Prerequisite: a rate at the close of bar 1, where an order fills.
    Action: buy 10 on bar 0.
    Expected event sequence: filled, funding, bar.
    Pass criteria: the order; cash in `on_funding` is less the payment; the port gives the rate, and none before the first.
    """
    seen = []

    def look(s: Player) -> None:
        rate = s.market_data.funding_rate("X")
        seen.append(None if rate is None else rate.rate)

    data = perpetual(bars(*[STILL] * 3), funding=[rates((close_of(1), 0.001))])
    played = bench.play(data, Script({0: lambda s: s.buy("X", 10)}, every=look))
    at = [h for h in played.heard if h.now == close_of(1)]
    assert [h.callback for h in at] == ["event", "fill", "funding", "bar"]
    assert [text(h.cash) for h in at] == ["98999", "98999", "98999", "98999"]
    assert seen == [None, 0.001, 0.001]


@pytest.mark.contract("MKT-510", requires=C.FUNDING)
def test_an_order_sent_from_on_funding_counts_as_sent_at_that_instant(bench: Bench) -> None:
    """An order sent from `on_funding` works from the next bar.

    Prerequisite: a rate at the close of bar 1.
    Action: buy in `on_funding`.
    Expected event sequence: filled at bar 2.
    Pass criteria: at its open.
    """
    data = perpetual(bars(STILL, STILL, "101 102 100 101", STILL), funding=[rates((close_of(1), 0.001))])
    played = bench.play(data, Script(on_funding=lambda s, _: s.buy("X", 1, tag="a")))
    assert played.filled == [("a", 2, "101")]
