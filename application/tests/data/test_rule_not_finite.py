import pytest


@pytest.mark.parametrize("word", ["inf", "-inf", "Infinity", "1e999"])
def test_infinity_is_refused(csv, rows, refused, word):
    rows[1] = rows[1].replace(",200", f",{word}")
    refused(csv(*rows), "not finite", "volume is", row=2)


def test_infinity_is_no_missing_value(csv, rows, refused):
    rows[3] = rows[3].replace(",15,", ",inf,")
    refused(csv(*rows), "not finite", "high is inf", row=4, drop_nan=True)
