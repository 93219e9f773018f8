import pytest


def test_a_high_below_the_low_is_refused(csv, rows, refused):
    rows[1] = "2024-01-02,11,9,10,12,200"
    refused(csv(*rows), "high below low", "high 9, low 10", row=2, hint="mend")


@pytest.mark.parametrize(
    ("row", "rule"),
    [
        ("2024-01-02,13.01,13,10,12,200", "open outside the range: open 13.01, low 10, high 13"),
        ("2024-01-02,9.99,13,10,12,200", "open outside the range: open 9.99"),
        ("2024-01-02,11,13,10,14,200", "close outside the range: close 14"),
        ("2024-01-02,11,13,10,9,200", "close outside the range: close 9"),
    ],
)
def test_an_open_or_close_outside_the_range_is_refused(csv, rows, refused, row, rule):
    rows[1] = row
    refused(csv(*rows), rule, row=2)


def test_a_bar_without_range_is_fine(csv, rows, load):
    rows[1] = "2024-01-02,11,11,11,11,0"
    assert len(load(csv(*rows)).dataset) == 4
