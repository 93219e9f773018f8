"""Make the packaged samples again from `bokeh_sampledata`, byte for byte: `make samples`, then git shows any change."""

import gzip
import sys
from pathlib import Path

from bokeh_sampledata import stocks

OUT = Path(__file__).parents[1] / "application/tradeport/application/data/samples"
NAMES = ("AAPL", "GOOG", "IBM", "MSFT")
FIELDS = ("open", "high", "low", "close", "volume")

#: Of these instruments in this time, all that there were; each is checked against the jump in the prices.
SPLITS = (("AAPL", "2000-06-21", 2), ("AAPL", "2005-02-28", 2), ("MSFT", "2003-02-18", 2))

ORIGIN = """\
Daily bars of AAPL, GOOG, IBM and MSFT, 2000-03-01 (GOOG: 2004-08-19) to 2013-03-01, as traded: not adjusted for anything.

Source:  bokeh_sampledata (PyPI), module `stocks`, from Quandl WIKI Prices. GOOG is Google's history before 2014, today's GOOGL.
Licence: public domain, as Quandl declared it.
Changes: the adjusted close is left out; columns are renamed. No value is changed. Made by tools/make_samples.py.
splits.csv: written by hand, checked against the jump from one close to the next open.
"""


def main() -> None:
    """Write every file; exits with 1 if a split is not in the prices, or a jump is no known split."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name in NAMES:
        data = getattr(stocks, name)
        _check_splits(name, data)
        rows = zip(data["date"], *(data[field] for field in FIELDS), strict=True)
        lines = [",".join(("timestamp", *FIELDS)), *(",".join(map(_text, row)) for row in rows)]
        (OUT / f"{name}.csv.gz").write_bytes(_packed("\n".join(lines) + "\n"))
    splits = "".join(f"{name},{date},{ratio}\n" for name, date, ratio in SPLITS)
    (OUT / "splits.csv").write_text("instrument,date,ratio\n" + splits)
    (OUT / "ORIGIN.txt").write_text(ORIGIN)


def _check_splits(name: str, data: dict[str, list[float]]) -> None:
    """A known split is there within 3 per cent, and no other day opens at half or double."""
    jumps = zip(data["date"][1:], data["close"], data["open"][1:], strict=False)
    found = {date: close / opening for date, close, opening in jumps if not 0.6 < close / opening < 1.95}
    known = {date: ratio for instrument, date, ratio in SPLITS if instrument == name}
    if found.keys() != known.keys() or any(abs(found[date] / known[date] - 1) > 0.03 for date in known):
        sys.exit(f"{name}: the prices jump at {found}, the splits known are {known}")


def _text(value: object) -> str:
    """The shortest spelling: 28.5, 3 instead of 3.0."""
    return f"{value:g}" if isinstance(value, float) and value == int(value) else str(value)


def _packed(text: str) -> bytes:
    return gzip.compress(text.encode(), compresslevel=9, mtime=0)


if __name__ == "__main__":
    main()
