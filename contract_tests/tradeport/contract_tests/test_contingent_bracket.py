"""CON-100 and on: brackets: an entry, and from its fill on a stop loss and a take profit as an OCO pair."""

from decimal import Decimal

import pytest

from tradeport.contract_tests.data import FLAT, one
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.domain.model.orders import OrderSide
from tradeport.ports.capability import Capability
from tradeport.ports.risk import RiskLimits

C = Capability
BUY, SELL = OrderSide.BUY, OrderSide.SELL
EXITS = (C.OCO, C.LIMIT_ORDERS, C.STOP_ORDERS)
NEEDS = (*EXITS, C.MARKET_ORDERS)
SENT = ["initialized", "submitted", "accepted"]


@pytest.mark.contract("CON-100", requires=C.BRACKET, also=NEEDS)
def test_the_exits_are_sent_when_the_entry_fills(bench: Bench) -> None:
    """The exits become orders at the instant of the entry's fill, and are accepted then.

    Prerequisite: bars that reach neither exit.
    Action: bracket buy at the market, stop loss 97, take profit 105, on bar 0.
    Expected event sequence: the entry fills at bar 1; the exits are initialized, submitted, accepted at bar 1.
    Pass criteria: those events; one order reaches the engine on bar 0, two on bar 1.
    """
    played = bench.play(one(FLAT, FLAT, FLAT), {0: lambda s: s.enter(BUY, stop_loss=97, take_profit=105)})
    assert played.filled == [("entry", 1, "100")]
    for exit in ("loss", "profit"):
        assert played.trail(exit) == [f"{event}@1" for event in SENT]


@pytest.mark.contract("CON-105", requires=C.BRACKET, also=NEEDS)
def test_the_exits_do_not_work_on_the_bar_of_the_entry(bench: Bench) -> None:
    """The exits are live from the bar after the entry's, whatever that one's range.

    Prerequisite: bar 1 fills the entry at its open and reaches both exits; bar 2 reaches the take profit.
    Action: bracket buy at the market, stop loss 97, take profit 105, on bar 0.
    Expected event sequence: the entry fills at bar 1, the take profit at bar 2; the stop loss is canceled.
    Pass criteria: fills at 100 and 105; the account is flat.
    """
    data = one(FLAT, "100 110 90 100", "100 106 99 100")
    played = bench.play(data, {0: lambda s: s.enter(BUY, stop_loss=97, take_profit=105)})
    assert played.filled == [("entry", 1, "100"), ("profit", 2, "105")]
    assert played.trail("loss")[-1] == "canceled@2"
    assert not any(played.account.positions.values())


@pytest.mark.contract("CON-110", requires=C.BRACKET, also=(*EXITS, C.SHORT))
def test_both_exits_in_one_bar(bench: Bench) -> None:
    """Where a bar reaches both exits, the stop loss fills: the pessimistic reading, by the rules.

    Prerequisite: bar 1 fills the entry, bar 2 reaches both exits.
    Action: bracket sell at limit 100, stop loss 103, take profit 97, on bar 0.
    Expected event sequence: the entry at bar 1, the stop loss at bar 2, the take profit canceled.
    Pass criteria: fills at 100 and 103.
    """
    data = one(FLAT, FLAT, "100 104 96 100")
    played = bench.play(data, {0: lambda s: s.enter(SELL, limit=100, stop_loss=103, take_profit=97)})
    assert played.filled == [("entry", 1, "100"), ("loss", 2, "103")]
    assert played.trail("profit")[-1] == "canceled@2"


@pytest.mark.contract("CON-115", requires=C.BRACKET, also=(C.OCO, C.LIMIT_ORDERS, C.CANCEL))
def test_an_entry_that_is_cancelled_has_no_exits(bench: Bench) -> None:
    """Without the entry's fill the exits never become orders.

    Prerequisite: the entry rests.
    Action: bracket buy at limit 95 on bar 0; cancel the entry on bar 1; bar 2 would have filled it and an exit.
    Expected event sequence: the entry is canceled at bar 1.
    Pass criteria: no fill, and no event of an exit.
    """
    steps = {0: lambda s: s.enter(BUY, limit=95, stop_loss=93, take_profit=99), 1: lambda s: s.drop("entry")}
    played = bench.play(one(FLAT, FLAT, "95 100 90 95", FLAT), steps)
    assert played.filled == []
    assert played.trail("loss") == played.trail("profit") == []


@pytest.mark.contract("CON-120", requires=C.BRACKET, also=(*EXITS, C.MODIFY))
def test_the_exits_have_the_quantity_that_was_entered(bench: Bench) -> None:
    """An entry may be modified; the exits close what it filled.

    Prerequisite: the entry rests; bar 2 fills it, bar 3 reaches the take profit.
    Action: bracket buy 2 at limit 95 on bar 0; on bar 1, make it 5 at 96.
    Expected event sequence: updated at bar 1, filled at bar 2; the take profit fills at bar 3.
    Pass criteria: five units each way; the account is flat.
    """
    steps = {
        0: lambda s: s.enter(BUY, 2, limit=95, stop_loss=93, take_profit=99),
        1: lambda s: s.change("entry", quantity=5, limit=96),
    }
    played = bench.play(one(FLAT, "97 98 97 97", "97 98 96 97", "97 99 97 98"), steps)
    assert [(f.side, f.quantity) for f in played.fills] == [(BUY, Decimal(5)), (SELL, Decimal(5))]
    assert played.filled == [("entry", 2, "96"), ("profit", 3, "99")]


@pytest.mark.contract("CON-125", requires=C.BRACKET, also=(*NEEDS, C.CANCEL, C.MODIFY))
def test_the_exits_are_orders_like_any_other(bench: Bench) -> None:
    """Once sent, an exit can be modified; a cancelled one takes the other with it.

    Prerequisite: the entry filled at bar 1.
    Action: on bar 1, when the fill is heard, move the stop loss to 98; on bar 2, cancel the take profit.
    Expected event sequence: the stop loss is updated at bar 1 and canceled at bar 2 with the take profit.
    Pass criteria: those events; bar 3 fills nothing.
    """
    steps = {
        0: lambda s: s.enter(BUY, stop_loss=95, take_profit=105),
        1: lambda s: s.change("loss", stop=98),
        2: lambda s: s.drop("profit"),
    }
    played = bench.play(one(FLAT, FLAT, FLAT, "100 110 90 100"), steps)
    assert played.trail("loss")[-2:] == ["updated@1", "canceled@2"]
    assert played.filled == [("entry", 1, "100")]


@pytest.mark.contract("CON-130", requires=C.BRACKET, also=(C.OCO, C.LIMIT_ORDERS, C.MARKET_ORDERS, C.TRAILING_STOP))
def test_the_stop_loss_may_trail(bench: Bench) -> None:
    """With a trailing stop loss, the level follows from the first bar after the entry's.

    Prerequisite: bar 1 fills the entry and rises to 110, which does not count; bar 2 rises to 106; bar 3 falls.
    Action: bracket buy at the market, trail 3, take profit 120, on bar 0 at a close of 100.
    Expected event sequence: the stop loss is updated at bar 2 and fills at bar 3.
    Pass criteria: at 103, three below bar 2's high.
    """
    data = one(FLAT, "100 110 100 104", "104 106 104 105", "105 105 100 101")
    played = bench.play(data, {0: lambda s: s.enter(BUY, trail=3, take_profit=120)})
    assert played.trail("loss")[3:] == ["updated@2", "filled@3"]
    assert played.filled[-1] == ("loss", 3, "103")


@pytest.mark.contract(
    "CON-135",
    requires=C.BRACKET,
    also=(
        C.OCO,
        C.LIMITS,
    ),
)
def test_a_bracket_is_denied_as_one(bench: Bench) -> None:
    """If risk denies an exit, the entry is not sent either.

    Prerequisite: a collar of 10 % around the last price.
    Action: bracket buy at the market, stop loss 97, take profit 150, on bar 0.
    Expected event sequence: the entry is denied.
    Pass criteria: nothing reaches the engine; the reason is the exit's price.
    """
    steps = {0: lambda s: s.enter(BUY, stop_loss=97, take_profit=150)}
    played = bench.play(one(FLAT, FLAT), steps, limits=RiskLimits(price_collar=Decimal("0.1")))
    assert played.trail("entry") == ["initialized@0", "denied@0"]
    assert "price_collar: 150" in played.reasons("entry")[0]
    assert played.line.commands() == []


@pytest.mark.contract("CON-140", requires=C.BRACKET, also=(*NEEDS, C.SHORT))
def test_two_brackets_of_one_instrument(bench: Bench) -> None:
    """Opposite brackets of one instrument do not disturb each other, though one bar reaches an exit of each.

    Prerequisite: bar 1 fills both entries, bar 2 reaches 97 and 103.
    Action: bracket buy with exits 97 and 103, bracket sell with exits 103 and 97, on bar 0.
    Expected event sequence: both stop losses fill at bar 2.
    Pass criteria: fills at 97 and 103; the account is flat.
    """

    def act(s: Player) -> None:
        s.enter(BUY, stop_loss=97, take_profit=103)
        s.bracket("X", SELL, 1, stop_loss=103, take_profit=97)

    played = bench.play(one(FLAT, FLAT, "100 103 97 100"), {0: act})
    assert [(f.side, str(f.price.normalize())) for f in played.fills[2:]] == [(SELL, "97"), (BUY, "103")]
    assert not any(played.account.positions.values())
