"""EXE-100 to EXE-499: the worked examples of canonical execution, one number each."""

from typing import Any

import pytest

from tradeport.contract_tests.data import EXAMPLE, one
from tradeport.contract_tests.harness import Bench
from tradeport.domain.model.orders import OrderSide
from tradeport.ports.capability import Capability

C = Capability

BUY, SELL = OrderSide.BUY, OrderSide.SELL
MARKET, LIMIT, STOP, STOP_LIMIT = C.MARKET_ORDERS, C.LIMIT_ORDERS, C.STOP_ORDERS, C.STOP_LIMIT_ORDERS

#: Bar 1 of EXAMPLE once more, then other markets that the rules are told with.
GAP_BACK = ("100 101 99 100", "102 105 101.6 103", "101 101 101 101")
POINT = ("100 101 99 100", "99 99 99 99", "103 103 103 103")


def case(number: int, requires: C, words: str, side: OrderSide, fill: str | None, **terms: Any) -> Any:
    """One example; `fill` is `PRICE` at bar 1 or `PRICE@BAR`, None if there is none."""
    bars = terms.pop("bars", EXAMPLE)
    mark = pytest.mark.contract(f"EXE-{number}", requires=requires, also=(C.SHORT,) if side is SELL else ())
    return pytest.param(bars, side, terms, fill, id=words, marks=mark)


@pytest.mark.contract("EXE-270", requires=LIMIT, also=(MARKET,))
def test_a_limit_sells_what_is_held(bench: Bench) -> None:
    """A limit order sells what is held, without going short.

    Prerequisite: one unit bought before the example's bars.
    Action: limit sell 104 on the example's first bar.
    Expected event sequence: filled in its second.
    Pass criteria: at 104; nothing is held.
    """
    steps = {0: lambda s: s.buy("X", 1, tag="held"), 1: lambda s: s.sell("X", 1, limit=104, tag="a")}
    played = bench.play(one("100 100 100 100", *EXAMPLE), steps)
    assert played.filled == [("held", 1, "100"), ("a", 2, "104")]
    assert played.account.positions == {}


@pytest.mark.contract("EXE-350", requires=STOP, also=(MARKET,))
def test_a_stop_sells_what_is_held(bench: Bench) -> None:
    """A stop order protects what is held, without going short.

    Prerequisite: one unit bought before the example's bars.
    Action: stop sell 99 on the example's first bar.
    Expected event sequence: filled in its second.
    Pass criteria: at 99; nothing is held.
    """
    steps = {0: lambda s: s.buy("X", 1, tag="held"), 1: lambda s: s.sell("X", 1, stop=99, tag="a")}
    played = bench.play(one("100 100 100 100", *EXAMPLE), steps)
    assert played.filled == [("held", 1, "100"), ("a", 2, "99")]
    assert played.account.positions == {}


@pytest.mark.parametrize(
    ("bars", "side", "terms", "fill"),
    [
        case(100, MARKET, "market buy: the open", BUY, "102"),
        case(110, MARKET, "market sell: the open", SELL, "102"),
        case(200, LIMIT, "limit buy 101: open above, low below", BUY, "101", limit=101),
        case(205, LIMIT, "limit buy 103: open through, the better price", BUY, "102", limit=103),
        case(210, LIMIT, "limit buy 102: open at it", BUY, "102", limit=102),
        case(215, LIMIT, "limit buy 98: touched", BUY, "98", limit=98),
        case(220, LIMIT, "limit buy 97.99: a tick short", BUY, None, limit="97.99"),
        case(225, LIMIT, "limit sell 104: touched", SELL, "104", limit=104),
        case(230, LIMIT, "limit sell 101: open through, the better price", SELL, "102", limit=101),
        case(235, LIMIT, "limit sell 105: the high itself", SELL, "105", limit=105),
        case(240, LIMIT, "limit sell 105.01: a tick short", SELL, None, limit="105.01"),
        case(245, LIMIT, "limit sell 102: open at it", SELL, "102", limit=102),
        case(250, LIMIT, "limit buy 99 on a bar without range: at the open", BUY, "99", limit=99, bars=POINT),
        case(255, LIMIT, "limit sell 99 on a bar without range: at the open", SELL, "99", limit=99, bars=POINT),
        case(260, LIMIT, "limit sell 103 rests until bar 2 opens at it", SELL, "103@2", limit=103, bars=POINT),
        case(300, STOP, "stop buy 104: touched", BUY, "104", stop=104),
        case(305, STOP, "stop buy 101: gapped, the open", BUY, "102", stop=101),
        case(310, STOP, "stop buy 106: not reached", BUY, None, stop=106),
        case(315, STOP, "stop buy 105: the high itself", BUY, "105", stop=105),
        case(320, STOP, "stop buy 102: the open itself", BUY, "102", stop=102),
        case(325, STOP, "stop sell 99: touched", SELL, "99", stop=99),
        case(330, STOP, "stop sell 103: gapped, the open", SELL, "102", stop=103),
        case(335, STOP, "stop sell 98: the low itself", SELL, "98", stop=98),
        case(340, STOP, "stop sell 97.99: a tick short", SELL, None, stop="97.99"),
        case(345, STOP, "stop sell 99 on a bar without range: at the open", SELL, "99", stop=99, bars=POINT),
        case(400, STOP_LIMIT, "stop-limit buy 104/104.5: at the stop", BUY, "104", stop=104, limit="104.5"),
        case(405, STOP_LIMIT, "stop-limit buy 104/104: limit at the stop", BUY, "104", stop=104, limit=104),
        case(410, STOP_LIMIT, "stop-limit buy 101/103: gapped, open inside the limit", BUY, "102", stop=101, limit=103),
        case(415, STOP_LIMIT, "stop-limit buy 101/102: gapped, open at the limit", BUY, "102", stop=101, limit=102),
        case(420, STOP_LIMIT, "stop-limit buy 101/101.5: gapped beyond, comes back", BUY, "101.5", stop=101, limit="101.5"),
        case(
            425,
            STOP_LIMIT,
            "stop-limit buy 101/101.5: back a bar later",
            BUY,
            "101@2",
            stop=101,
            limit="101.5",
            bars=GAP_BACK,
        ),
        case(430, STOP_LIMIT, "stop-limit buy 106/107: not reached", BUY, None, stop=106, limit=107),
        case(435, STOP_LIMIT, "stop-limit sell 99/98.5: at the stop", SELL, "99", stop=99, limit="98.5"),
        case(440, STOP_LIMIT, "stop-limit sell 103/101: gapped, open inside the limit", SELL, "102", stop=103, limit=101),
        case(445, STOP_LIMIT, "stop-limit sell 103/102.5: gapped beyond, comes back", SELL, "102.5", stop=103, limit="102.5"),
    ],
)
def test_a_worked_example(
    bench: Bench, bars: tuple[str, ...], side: OrderSide, terms: dict[str, Any], fill: str | None
) -> None:
    """Worked example:

    Prerequisite: a bar of 100 101 99 100, then one of 102 105 98 103 unless the example has others.
    Action: on bar 0, send one order of one unit.
    Expected event sequence: accepted at bar 0; triggered where it is a stop-limit; filled as said, or never.
    Pass criteria: bar and price of the fill are exactly those of the table.
    """
    played = bench.play(one(*bars), {0: lambda s: s.order("X", side, 1, tag="a", **terms)})
    price, _, bar = (fill or "").partition("@")
    assert played.filled == ([("a", int(bar or 1), price)] if fill else [])
