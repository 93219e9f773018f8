import pytest

from tradeport.domain.model.market_data import AggressorSide, TradeTick

START = 1_704_067_200_000_000_000


def test_trades_are_known_by_their_columns(csv, load):
    name = csv("1704067200000,1.5,3,buy", "1704067200000,1.6,4,SELL", "1704067200001,1.6,5,", header="ts,price,qty,aggressor")
    loaded = load(name)
    assert list(loaded.dataset.series["aapl"]) == [
        TradeTick("aapl", START, 1.5, 3, AggressorSide.BUYER),
        TradeTick("aapl", START, 1.6, 4, AggressorSide.SELLER),
        TradeTick("aapl", START + 1_000_000, 1.6, 5, AggressorSide.UNKNOWN),
    ]
    assert loaded.files[0]["kind"] == "trades"


def test_a_buyer_that_made_the_market_was_hit_by_a_seller(csv, load):
    loaded = load(csv("1704067200000,1.5,3,true", "1704067200000,1.5,3,False", header="ts,price,qty,is_buyer_maker"))
    assert [trade.aggressor for trade in loaded.dataset.series["aapl"]] == [AggressorSide.SELLER, AggressorSide.BUYER]


def test_an_aggressor_is_a_word_that_is_known(csv, refused):
    name = csv("1704067200000,1.5,3,up", header="ts,price,qty,aggressor")
    refused(name, "unknown aggressor: 'up'", row=1, hint="buyer, seller or unknown")


def test_changes_of_a_book_are_not_taken_for_trades(csv, refused, load):
    refused(csv("1704067200000,1.5,3,B", header="ts,price,qty,side"), "order book", hint="--column aggressor=side")
    loaded = load("aapl.csv", columns={"aggressor": "side"})
    assert next(iter(loaded.dataset.series["aapl"])).aggressor is AggressorSide.BUYER


@pytest.mark.parametrize(
    ("line", "rule"), [("1704067200000,0,1", "price not positive"), ("1704067200000,1,0", "size is zero"), ("1,1,-1", "")]
)
def test_bad_trades_are_refused(csv, refused, line, rule):
    refused(csv("1704067200000,1.5,3", line, header="ts,price,size"), rule, row=2)
