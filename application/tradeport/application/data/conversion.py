"""A canonical file of what was read. It is read back before it gets its name: what does not come back equal is not written."""

import gzip
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from tradeport.application.data.files import METADATA
from tradeport.application.data.loading import digest, read_all
from tradeport.application.data.options import ReadOptions
from tradeport.application.data.parts import Part
from tradeport.application.data.reader import Reading
from tradeport.application.data.table import AGGRESSORS, VALUES, Kind
from tradeport.application.errors import DataError, UsageError
from tradeport.application.run_directory import OutputError
from tradeport.domain.model.time import SECOND

_SUFFIXES = (".parquet", ".csv", ".csv.gz")


def convert(sources: Sequence[str], options: ReadOptions, out: Path) -> Path:
    """Bars are stamped at their open, in UTC. Raises OutputError, UsageError, DataError."""
    suffix = next((end for end in _SUFFIXES if out.name.endswith(end)), None)
    if suffix is None:
        raise UsageError(f"{out}: cannot tell the format", f"a name that ends in {', '.join(_SUFFIXES)}")
    if out.exists():
        raise OutputError(f"{out} exists", "choose another name, or remove it")
    readings = read_all(sources, options)
    parts = [part for reading in readings for part in reading.parts]
    kinds = {part.table.kind for part in parts}
    if len(kinds) > 1:
        raise DataError(f"{' and '.join(sorted(kinds))} cannot be in one file", "convert each by itself")
    table = _arrow(kinds.pop(), parts)
    content = _parquet(table, parts) if suffix == ".parquet" else _csv(table, packed=suffix == ".csv.gz")
    part_file = out.with_name(f".part-{out.name}")
    try:
        part_file.write_bytes(content)
        _read_back(part_file, readings, options, out)
        part_file.replace(out)
    except OSError as error:
        raise OutputError.of(out, error) from error
    finally:
        part_file.unlink(missing_ok=True)
    return out


def _arrow(kind: Kind, parts: Sequence[Part]) -> Any:
    tables = [part.table for part in parts]
    columns: dict[str, Any] = {
        "timestamp": pa.array(np.concatenate([table.opens for table in tables])).cast(pa.timestamp("ns", "UTC")),
        "instrument": pa.array([name for table in tables for name in [table.instrument] * len(table)]),
    }
    for name in VALUES[kind]:
        columns[name] = pa.array(np.concatenate([table.values[name] for table in tables]))
    if kind is Kind.TRADES:
        codes = np.concatenate([table.values["aggressor"] for table in tables]).astype(np.int64)
        columns["aggressor"] = pa.array([str(side) for side in AGGRESSORS]).take(pa.array(codes))
    return pa.table(columns)


def _parquet(table: Any, parts: Sequence[Part]) -> bytes:
    kept = {
        part.instrument.id: {
            "price_increment": f"{part.instrument.price_increment:f}",
            "size_increment": f"{part.instrument.size_increment:f}",
            "currency": attrs.asdict(part.instrument.currency),
        }
        | ({"interval": part.table.interval} if part.table.interval else {})
        for part in parts
    }
    sink = io.BytesIO()
    pq.write_table(table.replace_schema_metadata({METADATA: json.dumps(kept).encode()}), sink, compression="zstd")
    return sink.getvalue()


def _csv(table: Any, *, packed: bool) -> bytes:
    stamps = table.column("timestamp")
    whole = not bool(pc.any(pc.not_equal(pc.remainder(stamps.cast(pa.int64()), SECOND), 0)).as_py())
    spelled = pc.strftime(stamps.cast(pa.timestamp("s" if whole else "ns", "UTC")), format="%Y-%m-%dT%H:%M:%SZ")
    table = table.set_column(0, "timestamp", spelled)
    sink = io.BytesIO()
    sink.write(",".join(table.column_names).encode() + b"\n")
    pa_csv.write_csv(table, sink, pa_csv.WriteOptions(include_header=False, quoting_style="none"))
    return gzip.compress(sink.getvalue(), 6, mtime=0) if packed else sink.getvalue()


def _read_back(path: Path, readings: Sequence[Reading], options: ReadOptions, out: Path) -> None:
    """Parquet says all by itself; of a CSV what was given must be given again."""
    text = not out.name.endswith(".parquet")
    again = ("interval", "price_increment", "size_increment", "currency") if text else ()
    back = read_all([str(path)], ReadOptions(**{name: getattr(options, name) for name in again}))
    before, after = ([part.instrument for reading in some for part in reading.parts] for some in (readings, back))
    if digest(back) != digest(readings) or before != after:
        raise DataError(f"{out.name} cannot hold an interval or an increment that its rows do not show", "write .parquet")
