def test_a_negative_volume_is_refused(csv, rows, refused):
    rows[0] = rows[0].replace(",100", ",-1")
    refused(csv(*rows), "negative volume", "volume is -1", row=1)


def test_no_volume_is_fine(csv, rows, load):
    rows[0] = rows[0].replace(",100", ",0")
    assert load(csv(*rows)).dataset.series["aapl"].volume[0] == 0
