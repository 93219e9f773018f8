import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq


def test_a_missing_file(csv, refused):
    csv()
    refused("none.csv", "no such file", hint="sample:AAPL")


def test_a_directory(csv, refused):
    csv()
    Path("folder").mkdir()
    refused("folder", "is a directory", hint="--data")


def test_an_empty_file(csv, refused):
    csv()
    Path("empty.csv").write_bytes(b"")
    refused("empty.csv", "is empty", hint="header")


def test_a_header_alone(csv, refused):
    refused(csv(), "no rows")


def test_what_is_no_text(csv, refused):
    csv()
    Path("noise.csv").write_bytes(bytes(range(256)) * 4)
    refused("noise.csv", "neither CSV in UTF-8 nor Parquet")


def test_bytes_that_are_no_utf8_in_a_cell(csv, rows, refused):
    Path(csv(*rows)).write_bytes(b"timestamp,symbol,open,high,low,close,volume\n2024-01-01,\xe9,1,1,1,1,1\n")
    refused("aapl.csv", "cannot be read as CSV", hint="UTF-8")


def test_a_broken_gzip(csv, rows, refused):
    packed = gzip.compress(Path(csv(*rows)).read_bytes())
    Path("cut.csv.gz").write_bytes(packed[:-10])
    refused("cut.csv.gz", "cannot be unpacked", hint="damaged")


def test_a_broken_parquet(csv, refused):
    csv()
    pq.write_table(pa.table({"timestamp": [1]}), "cut.parquet")
    Path("cut.parquet").write_bytes(Path("cut.parquet").read_bytes()[:-20])
    refused("cut.parquet", "cannot be read as Parquet", hint="damaged")


def test_a_column_of_another_type(csv, refused):
    csv()
    table = {name: [1.0, 1.0] for name in ("open", "high", "low", "close")}
    pq.write_table(pa.table({"timestamp": [1_704_067_200, 1_704_067_260], **table, "volume": [True, False]}), "bools.parquet")
    refused("bools.parquet", "volume is a column of bool", hint="--column volume=")


def test_a_file_is_known_by_its_bytes(csv, rows, load):
    whole = Path(csv(*rows)).read_bytes()
    Path("aapl.csv.gz").write_bytes(gzip.compress(whole))
    Path("aapl.txt").write_bytes(b"\xef\xbb\xbf" + whole.replace(b"\n", b"\r\n"))
    assert load("aapl.csv").digest == load("aapl.csv.gz").digest == load("aapl.txt").digest
