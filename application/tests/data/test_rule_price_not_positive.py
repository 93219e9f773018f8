import pytest


@pytest.mark.parametrize("price", ["0", "-1", "-0.0"])
def test_a_price_of_zero_or_less_is_refused(csv, rows, refused, price):
    rows[2] = rows[2].replace(",11,", f",{price},")
    refused(csv(*rows), "price not positive", "low is", row=3, hint="mend")
