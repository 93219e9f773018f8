"""One file, from its bytes to checked tables, an instrument each."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

import attrs
import numpy as np

from tradeport.application.data import cells, rules, stamps
from tradeport.application.data.columns import SIDES, Layout, layout
from tradeport.application.data.files import RawFile, open_file
from tradeport.application.data.options import ReadOptions
from tradeport.application.data.parts import Part, finish
from tradeport.application.data.sources import Source
from tradeport.application.data.splits import Split
from tradeport.application.data.table import PRICES, SIZES, VALUES, Kind, Table
from tradeport.application.errors import DataError

if TYPE_CHECKING:
    from tradeport.application.data.table import Ints

_NAME = re.compile(r'[^\s,"=]+')


@attrs.frozen(eq=False)
class Reading:
    """A file as it was read. `time_stamps`: how, in words. `rows`: of the file. `options`: those that held for it."""

    raw: RawFile
    layout: Layout
    options: ReadOptions
    rows: int
    time_stamps: str
    parts: tuple[Part, ...]
    own_notes: tuple[str, ...]

    @property
    def notes(self) -> tuple[str, ...]:
        """Of the file, then of its instruments: what is true of several is said once."""
        said: dict[str, list[str]] = {}
        for part in self.parts:
            for note in part.notes:
                said.setdefault(note, []).append(part.table.instrument)
        return (*self.own_notes, *(self._of(names, note) for note, names in said.items()))

    def notes_of(self, part: Part) -> tuple[str, ...]:
        """Of the file, then of one of its instruments."""
        return (*self.own_notes, *(self._of([part.table.instrument], note) for note in part.notes))

    def _of(self, names: list[str], note: str) -> str:
        return f"{self.raw.label}: {note}" if len(self.parts) == 1 else f"{self.raw.label}: {', '.join(names)}: {note}"


def read(source: Source, options: ReadOptions, splits: Sequence[Split]) -> Reading:
    """Every rule is checked on every row before `start` and `end` choose some. Raises DataError."""
    if source.sample:
        # what is said of the looks of other files does not concern ours
        kept = ("start", "end", "price_increment", "size_increment", "currency")
        options = ReadOptions(**{name: getattr(options, name) for name in kept})
    return _Reader(source, options).read(splits)


class _Reader:
    def __init__(self, source: Source, options: ReadOptions) -> None:
        self._source, self._label, self._options = source, source.label, options
        self._notes: list[str] = []
        self._raw = open_file(source)
        self._layout = layout(self._label, self._raw.headers, options)
        self._columns = self._raw.columns(list(dict.fromkeys(self._layout.columns.values())))

    def read(self, splits: Sequence[Split]) -> Reading:
        self._say_columns()
        ts, time_stamps = self._stamps()
        whole = Table("", self._layout.kind, np.arange(1, len(ts) + 1), ts, self._values(len(ts)))
        names, codes = self._instruments(len(ts))
        keep = codes >= 0
        if self._options.drop_nan:
            keep &= self._complete(whole, keep)
        whole, codes = whole.take(keep), codes[keep]
        if self._layout.sided:
            whole = self._one_price(whole)
        rules.check(self._label, whole.rows, rules.of_values(whole.kind, whole.values))
        parts = []
        for code, name in enumerate(names):
            table = attrs.evolve(whole.take(codes == code), instrument=name)
            kept = self._raw.instruments.get(name, {})
            parts.append(finish(self._label, table, kept, self._options, splits))
        return Reading(self._raw, self._layout, self._options, len(ts), time_stamps, tuple(parts), tuple(self._notes))

    def _say(self, text: str) -> None:
        self._notes.append(f"{self._label}: {text}")

    def _say_columns(self) -> None:
        renamed = [f"{name}={header}" for name, header in self._layout.columns.items() if name != header]
        if renamed:
            self._say(f"columns {', '.join(renamed)}")
        if self._layout.unused:
            self._say(f"columns not used: {', '.join(self._layout.unused)}")
        if self._options.price and not self._layout.sided:
            self._say(f"--price {self._options.price} is not used: there is one price")

    def _stamps(self) -> "tuple[Ints, str]":
        zone = self._options.tz
        ts, words = stamps.read(self._label, self._columns[self._layout.columns["timestamp"]], zone)
        naive = words.startswith("no zone")
        more = "; --tz ZONE reads them in another" if naive and not zone and not self._source.sample else ""
        self._say(f"time stamps: {words}{more}")
        if zone and not naive:
            self._say(f"--tz {zone} is not used: the time stamps name their instants")
        return ts, words

    def _values(self, length: int) -> "dict[str, np.typing.NDArray[np.float64]]":
        kind, columns = self._layout.kind, self._layout.columns
        wanted = (*SIDES, *SIZES[kind]) if self._layout.sided else VALUES[kind]
        values = {
            name: cells.floats(self._label, name, self._columns[columns[name]]) if name in columns else np.zeros(length)
            for name in wanted
        }
        if kind is Kind.BARS and self._options.volume is not None:
            if "volume" in columns:
                self._say("--volume is not used: there is a volume column")
            else:
                values["volume"] = np.full(length, float(self._options.volume))
                self._say(f"no volume column: every volume is {self._options.volume:g}, as asked")
        if kind is Kind.QUOTES and not {"bid_size", "ask_size"} <= columns.keys():
            self._say("a size without a column is 0: unknown")
        if kind is Kind.TRADES:
            values["aggressor"] = np.zeros(length)
            if "aggressor" in columns:
                values["aggressor"] = cells.aggressors(self._label, self._columns[columns["aggressor"]])
            elif "buyer_is_maker" in columns:
                values["aggressor"] = cells.taker_of_maker(self._label, self._columns[columns["buyer_is_maker"]])
        return values

    def _instruments(self, length: int) -> "tuple[list[str], Ints]":
        """Names, and each row's place among them; -1: another instrument than the one asked for."""
        asked, header = self._source.name, self._layout.columns.get("instrument")
        if header is None:
            return self._named([asked or self._source.stem]), np.zeros(length, dtype=np.int64)
        names, codes = cells.names(self._label, self._columns[header])
        if asked is None:
            return self._named(names), codes
        if asked in names:
            self._say(f"the rows of {asked}; {len(names) - 1} other instruments are not read")
            return self._named([asked]), np.where(codes == names.index(asked), 0, -1)
        if len(names) > 1:
            raise DataError(f"{self._label}: no instrument {asked!r} among {', '.join(names)}", "NAME=FILE with one of these")
        self._say(f"{names[0]} is called {asked}, as asked")
        return self._named([asked]), codes

    def _named(self, names: list[str]) -> list[str]:
        for name in names:
            if not _NAME.fullmatch(name):
                hint = "--data NAME=FILE gives it another" if len(names) == 1 else "rename it in the file"
                raise DataError(f"{self._label}: {name!r} cannot name an instrument: white space, comma, quote or =", hint)
        return names

    def _complete(self, table: Table, keep: "np.typing.NDArray[np.bool_]") -> "np.typing.NDArray[np.bool_]":
        whole = np.ones(len(table), dtype=np.bool_)
        for column in table.values.values():
            whole &= ~np.isnan(column)
        dropped = keep & ~whole
        if dropped.any():
            count, first = int(dropped.sum()), int(table.rows[dropped][0])
            self._say(f"--drop-nan dropped {count} of {int(keep.sum())} rows, which lack a value; the first is row {first}")
        return whole

    def _one_price(self, table: Table) -> Table:
        """Bid and ask bars as bars of one price; mids get one decimal more than the sides have."""
        v, names, price = table.values, PRICES[Kind.BARS], self._options.price
        sides = {side: {name: v[f"{side}_{name}"] for name in names} for side in ("bid", "ask")}
        for bars in sides.values():
            rules.check(self._label, table.rows, rules.of_values(Kind.BARS, bars | {"volume": v["volume"]}))
        bid, ask = sides.values()
        rules.check(self._label, table.rows, [rules.crossed(bid[name], ask[name], name) for name in names])
        self._say(f"bars of the {price} price, as asked")
        if price != "mid":
            return attrs.evolve(table, values=sides[str(price)] | {"volume": v["volume"]})
        self._say("a mid is the mean of bid and ask, column by column: high and low are approximate; rounded to 8 decimals")
        mid = {name: np.round((bid[name] + ask[name]) / 2, 8) for name in names}
        return attrs.evolve(table, values=mid | {"volume": v["volume"]})
