import pytest

HEADER = "ts,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close"
LINES = ("2024-01-01,1.10,1.14,1.08,1.12,1.11,1.16,1.09,1.13", "2024-01-02,1.12,1.14,1.10,1.12,1.13,1.15,1.11,1.13")


def test_a_side_must_be_chosen(csv, refused):
    refused(csv(*LINES, header=HEADER), "bars with a bid and an ask", hint="--price mid, bid or ask")


def test_both_words_are_asked_for_at_once(csv, refused):
    refused(csv(*LINES, header=HEADER), hint="--volume 0")


@pytest.mark.parametrize(
    ("price", "first"),
    [("bid", (1.10, 1.14, 1.08, 1.12)), ("ask", (1.11, 1.16, 1.09, 1.13)), ("mid", (1.105, 1.15, 1.085, 1.125))],
)
def test_the_chosen_side_is_read(csv, load, price, first):
    loaded = load(csv(*LINES, header=HEADER), price=price, volume=0)
    bar = next(iter(loaded.dataset.series["aapl"]))
    assert (bar.open, bar.high, bar.low, bar.close, bar.volume) == (*first, 0)
    assert any(f"bars of the {price} price, as asked" in note for note in loaded.notes)


def test_a_mid_says_what_it_is(csv, load):
    assert any("high and low are approximate" in note for note in load(csv(*LINES, header=HEADER), price="mid", volume=0).notes)


def test_a_bid_above_the_ask_is_refused(csv, refused):
    lines = (LINES[0], LINES[1].replace(",1.13,1.15", ",1.115,1.15"))
    refused(csv(*lines, header=HEADER), "open crossed", row=2, price="bid", volume=0)


def test_each_side_is_checked_whichever_is_read(csv, refused):
    lines = (LINES[0], LINES[1].replace("1.15,1.11,1.13", "1.15,1.11,1.16"))
    refused(csv(*lines, header=HEADER), "close outside the range", row=2, price="bid", volume=0)


def test_a_side_of_plain_bars_is_said_to_be_unused(csv, rows, load):
    assert any("--price bid is not used" in note for note in load(csv(*rows), price="bid").notes)
