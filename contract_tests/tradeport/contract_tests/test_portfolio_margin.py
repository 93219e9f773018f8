"""PTF-500 and on: what is held on margin: leverage, what it binds, and where it would be liquidated."""

from decimal import Decimal

import pytest

from tradeport.contract_tests.data import bars, perpetual
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.margin import Margin, MarginRules
from tradeport.domain.model.money import text
from tradeport.ports.capability import Capability

C = Capability

STILL = "100 100 100 100"
#: The platform closes nothing: what the engine does by itself shows.
UNWATCHED = MarginRules(min_health=Decimal(0))


@pytest.mark.contract("PTF-500", requires=C.PERPETUALS)
def test_what_a_position_binds(bench: Bench) -> None:
    """A position of a perpetual binds its fractions of the notional at the last mark, and cash is as if it were paid in full.

    Prerequisite: cash 10,000; 10 % initial and 5 % maintenance margin; a mark that goes from 100 to 120.
    Action: buy 50 on bar 0.
    Expected event sequence: filled at bar 1.
    Pass criteria: nothing bound before; at bar 1 notional 5000, at bar 2 6000; equity, free, health and leverage follow.
    """
    seen: list[Margin] = []
    script = Script({0: lambda s: s.buy("X", 50)}, every=lambda s: seen.append(s.portfolio.margin()))
    played = bench.play(perpetual(bars(STILL, STILL, "110 120 110 120")), script, cash=Decimal(10_000))
    assert [text(m.notional) for m in seen] == ["0", "5000", "6000"]
    assert [text(m.initial) for m in seen] == ["0", "500", "600"]
    assert [text(m.maintenance) for m in seen] == ["0", "250", "300"]
    assert [text(m.free) for m in seen] == ["10000", "9500", "10400"]
    assert [text(round(m.health, 4)) for m in seen] == ["1", "0.975", "0.9727"]
    assert [text(h.cash) for h in played.market] == ["10000", "5000", "5000"]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.parametrize(
    ("quantity", "equities"),
    [
        pytest.param(
            800, ["10000", "10000", "6000", "18000"], id="long", marks=pytest.mark.contract("PTF-510", requires=C.LEVERAGE)
        ),
        pytest.param(
            -800,
            ["10000", "10000", "14000", "2000"],
            id="short",
            marks=pytest.mark.contract("PTF-512", requires=C.LEVERAGE, also=(C.SHORT,)),
        ),
    ],
)
def test_eight_times_the_equity_can_be_held(bench: Bench, quantity: int, equities: list[str]) -> None:
    """Notional above the equity can be held, and gains and losses are those of the notional:

    Prerequisite: cash 10,000; a mark that goes 100, 100, 95, 110.
    Action: open 80,000 on bar 0; close on bar 3.
    Expected event sequence: filled at bars 1 and 4.
    Pass criteria: the equity; no command but these two; both books.
    """
    rows = (STILL, STILL, "100 100 95 95", "95 110 95 110", "110 110 110 110")
    script = Script({0: lambda s: s.target("X", quantity), 3: lambda s: s.target("X", 0)}, requires={C.LEVERAGE})
    played = bench.play(perpetual(bars(*rows)), script, cash=Decimal(10_000), margin=UNWATCHED)
    assert [text(h.equity) for h in played.market] == [*equities, equities[-1]]
    assert played.line.commands() == ["submit", "submit"]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.parametrize(
    ("sign", "last"),
    [
        pytest.param(1, 60, id="long", marks=pytest.mark.contract("PTF-514", requires=C.LEVERAGE)),
        pytest.param(-1, 140, id="short", marks=pytest.mark.contract("PTF-516", requires=C.LEVERAGE, also=(C.SHORT,))),
    ],
)
def test_equity_below_zero_is_kept_in_the_books(bench: Bench, sign: int, last: int) -> None:
    """A gap takes the equity through zero; the engine neither refuses the close nor ends the run:

    Prerequisite: cash 10,000; 80,000 held; a gap of 40 %; a platform that closes nothing by itself.
    Action: close on the bar of the gap.
    Expected event sequence: the close fills at the next bar.
    Pass criteria: equity -22,000 from there on; health 0, leverage unknown; both books.
    """
    rows = (STILL, STILL, *[f"{last} {last} {last} {last}"] * 3)
    seen: list[Margin] = []
    script = Script(
        {0: lambda s: s.target("X", sign * 800), 2: lambda s: s.target("X", 0)},
        every=lambda s: seen.append(s.portfolio.margin()),
        requires={C.LEVERAGE},
    )
    played = bench.play(perpetual(bars(*rows)), script, cash=Decimal(10_000), margin=UNWATCHED)
    assert [text(h.equity) for h in played.market] == ["10000", "10000", "-22000", "-22000", "-22000"]
    assert seen[2].health == 0
    assert seen[2].leverage is None
    assert [bar for _, bar, _ in played.filled] == [1, 3]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.contract("PTF-520", requires=C.CROSS_MARGIN, also=(C.MULTI_INSTRUMENT, C.SHORT))
def test_one_positions_gain_carries_anothers_loss(bench: Bench) -> None:
    """All equity stands behind all positions: a gain in one carries the loss of another, and spot counts too.

    Prerequisite: cash 10,000; long 300 X, short 300 Y, both at 100 and falling by 20; 10 of spot S, worth 100 each.
    Action: open all three on the first instant.
    Expected event sequence: all filled at bar 1.
    Pass criteria: equity unmoved by the fall; what is bound is the sum over X and Y alone.
    """
    falling = (STILL, STILL, "100 100 80 80")
    data = perpetual(bars(*falling), bars(*falling, of="Y"), bars(*[STILL] * 3, of="S"), spot=["S"])
    seen: list[Margin] = []

    def enter(s: Player) -> None:
        for name, quantity in {"X": 300, "Y": -300, "S": 10}.items():
            s.target(name, quantity)

    script = Script({2: enter}, every=lambda s: seen.append(s.portfolio.margin()), requires={C.CROSS_MARGIN})
    played = bench.play(data, script, cash=Decimal(10_000))
    at_the_end = seen[-1]
    assert [text(v) for v in (at_the_end.equity, at_the_end.notional, at_the_end.initial, at_the_end.maintenance)] == [
        "10000",
        "48000",
        "4800",
        "2400",
    ]
    assert played.disagreements(bench.engine.money_grain) == []


@pytest.mark.parametrize(
    ("quantity", "cash", "price"),
    [
        pytest.param(100, 1450, 90, id="long", marks=pytest.mark.contract("PTF-530", requires=C.LIQUIDATION_PRICE)),
        pytest.param(
            -100,
            1550,
            110,
            id="short",
            marks=pytest.mark.contract("PTF-532", requires=C.LIQUIDATION_PRICE, also=(C.SHORT,)),
        ),
    ],
)
def test_at_the_liquidation_price_health_is_zero(bench: Bench, quantity: int, cash: int, price: int) -> None:
    """At the liquidation price the equity is the maintenance margin, a tick before it is not:

    Prerequisite: 100 units at 100, 5 % maintenance: equity + q (p - 100) = 0.05 |q| p.
    Action: open on bar 0; bar 2 closes a tick before the price, bar 3 at it.
    Expected event sequence: filled at bar 1.
    Pass criteria: the price from the formula, the same at every mark; health above 0, then 0.
    """
    near = price + (0.01 if quantity > 0 else -0.01)
    rows = (
        STILL,
        STILL,
        f"100 {max(100, near)} {min(100, near)} {near}",
        f"{price} {max(price, near)} {min(price, near)} {price}",
    )
    seen: list[tuple[Decimal | None, Decimal]] = []

    def look(s: Player) -> None:
        seen.append((s.portfolio.liquidation_price("X"), s.portfolio.margin().health))

    script = Script({0: lambda s: s.target("X", quantity)}, every=look, requires={C.LIQUIDATION_PRICE})
    bench.play(perpetual(bars(*rows)), script, cash=Decimal(cash), margin=UNWATCHED)
    assert seen[0] == (None, Decimal(1))
    assert [at for at, _ in seen[1:]] == [price] * 3
    assert seen[2][1] > 0
    assert seen[3][1] == 0


@pytest.mark.contract("PTF-534", requires=C.LIQUIDATION_PRICE, also=(C.MULTI_INSTRUMENT,))
def test_what_cannot_be_liquidated_has_no_price(bench: Bench) -> None:
    """There is no liquidation price for what no price would liquidate, nor for what is paid in full or not held.

    Prerequisite: cash 100,000; a perpetual X and Y, spot S.
    Action: buy one X and one S.
    Expected event sequence: both filled.
    Pass criteria: None for all three.
    """
    seen = []
    data = perpetual(*(bars(*[STILL] * 2, of=name) for name in "XYS"), spot=["S"])

    def enter(s: Player) -> None:
        s.buy("X", 1)
        s.buy("S", 1)

    def look(s: Player) -> None:
        seen.append([s.portfolio.liquidation_price(name) for name in "XYS"])

    bench.play(data, Script({2: enter, 5: look}, requires={C.LIQUIDATION_PRICE}))
    assert seen == [[None, None, None]]
