"""Bytes to named columns of text (CSV) or of their own type (Parquet). Nothing is interpreted here."""

import csv
import gzip
import json
import zlib
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import attrs
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from tradeport.application.data.sources import Source
from tradeport.application.errors import DataError

#: Key of the Parquet metadata in which `convert` keeps what the columns cannot say.
METADATA = b"tradeport"


@attrs.frozen(eq=False)
class RawFile:
    """`instruments`: what a file that `convert` wrote says of each, else empty."""

    label: str
    sha256: str
    format: str
    headers: tuple[str, ...]
    instruments: Mapping[str, Mapping[str, Any]]
    content: bytes

    def columns(self, headers: Sequence[str]) -> dict[str, Any]:
        """Header -> pyarrow array, all of one length, at least one row. Raises DataError."""
        table = self._csv(headers) if self.format.startswith("csv") else self._parquet(headers)
        if not table.num_rows:
            raise DataError(f"{self.label} has no rows", "a header alone is no data")
        return {header: table.column(header).combine_chunks() for header in headers}

    def _parquet(self, headers: Sequence[str]) -> Any:
        try:
            return pq.read_table(pa.BufferReader(self.content), columns=list(headers), use_pandas_metadata=False)
        except (pa.ArrowException, OSError) as error:
            raise DataError(f"{self.label} cannot be read as Parquet: {_line(error)}", "write it again") from error

    def _csv(self, headers: Sequence[str]) -> Any:
        places = [f"{i}" for i in range(len(self.headers))]
        wanted = [places[self.headers.index(header)] for header in headers]
        wrong: list[Any] = []

        def stop(row: Any) -> str:
            wrong.append(row)
            return "error"

        try:
            table = pa_csv.read_csv(
                pa.BufferReader(self.content),
                # on one thread, or a bad row has no number
                read_options=pa_csv.ReadOptions(column_names=places, skip_rows=1, use_threads=False),
                parse_options=pa_csv.ParseOptions(delimiter=_delimiter(self.content), invalid_row_handler=stop),
                convert_options=pa_csv.ConvertOptions(include_columns=wanted, column_types=dict.fromkeys(wanted, pa.string())),
            )
        except pa.ArrowInvalid as error:
            if wrong:
                counts = f"{wrong[0].actual_columns} columns where the header has {wrong[0].expected_columns}"
                raise DataError.row(self.label, wrong[0].number - 1, "number of columns", counts, "mend the row") from error
            raise DataError(f"{self.label} cannot be read as CSV: {_line(error)}", "UTF-8 text with a header line") from error
        return table.rename_columns(list(headers))


def open_file(source: Source) -> RawFile:
    """Look at the file's bytes, not at its name, for what it is. Raises DataError."""
    content = source.bytes()
    digest = sha256(content).hexdigest()
    if content.startswith(b"PAR1"):
        return _open_parquet(source.label, digest, content)
    form = "csv"
    if content.startswith(b"\x1f\x8b"):
        form = "csv.gz"
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError, zlib.error) as error:
            raise DataError(f"{source.label} cannot be unpacked: {error}", "the file is damaged: fetch it again") from error
    return RawFile(source.label, digest, form, *_csv_headers(source.label, content))


def _open_parquet(label: str, digest: str, content: bytes) -> RawFile:
    try:
        schema = pq.read_schema(pa.BufferReader(content))
        own = json.loads((schema.metadata or {}).get(METADATA, b"{}"))
    except (pa.ArrowException, OSError, ValueError) as error:
        raise DataError(f"{label} cannot be read as Parquet: {_line(error)}", "the file is damaged: fetch it again") from error
    return RawFile(label, digest, "parquet", tuple(schema.names), own, content)


def _csv_headers(label: str, content: bytes) -> tuple[tuple[str, ...], dict[str, Any], bytes]:
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    if not content.strip():
        raise DataError(f"{label} is empty", "a header line and at least one row")
    try:
        line = _first_line(content).decode()
        headers = next(csv.reader([line], delimiter=_delimiter(content)))
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{label} is neither CSV in UTF-8 nor Parquet", "look at it with a text editor") from error
    if "\0" in line:
        raise DataError(f"{label} is neither CSV in UTF-8 nor Parquet", "look at it with a text editor")
    return tuple(header.strip() for header in headers), {}, content


def _first_line(content: bytes) -> bytes:
    return content.split(b"\n", 1)[0].rstrip(b"\r")


def _delimiter(content: bytes) -> str:
    line = _first_line(content)
    return next((mark for mark in ",;\t" if mark.encode() in line), ",")


def _line(error: Exception) -> str:
    return str(error).strip().split("\n")[0]
