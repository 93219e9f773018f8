"""Which header is which column, and so whether a file holds bars, quotes, trades or funding rates."""

import re
from collections.abc import Mapping, Sequence

import attrs

from tradeport.application.data.options import ReadOptions
from tradeport.application.data.table import PRICES, Kind
from tradeport.application.errors import DataError, UsageError

#: Other names in use, as `_normal` spells them. Nothing is here that may mean something else.
_ALIASES = {
    "timestamp": "ts time date datetime date_time ts_event open_time opentime t funding_time fundingtime calc_time",
    "instrument": "symbol ticker instrument_id",
    "open": "o open_price",
    "high": "h high_price",
    "low": "l low_price",
    "close": "c close_price",
    "volume": "v vol",
    "bid": "bid_price best_bid",
    "ask": "ask_price best_ask",
    "bid_size": "bidsize bid_qty bid_sz best_bid_size",
    "ask_size": "asksize ask_qty ask_sz best_ask_size",
    "price": "px trade_price",
    "size": "qty quantity amount",
    "aggressor": "aggressor_side",
    "buyer_is_maker": "is_buyer_maker",
    "rate": "funding_rate fundingrate last_funding_rate",
}
SIDES = tuple(f"{side}_{name}" for side in ("bid", "ask") for name in PRICES[Kind.BARS])
_NAMES = (*_ALIASES, *SIDES)
#: What pandas calls an index without a name; the time if nothing else is.
_INDEX = ("", "index_level_0", "unnamed_0")

#: Needed beside the prices.
_ALSO = {Kind.TRADES: ("size",), Kind.FUNDING: ("rate",)}
_OPTIONAL = {
    Kind.BARS: ("instrument", "volume"),
    Kind.QUOTES: ("instrument", "bid_size", "ask_size"),
    Kind.TRADES: ("instrument", "aggressor", "buyer_is_maker"),
    Kind.FUNDING: ("instrument",),
}
_NEEDED = (
    "timestamp,open,high,low,close,volume (bars), timestamp,bid,ask (quotes), timestamp,price,size (trades) "
    "or timestamp,rate (funding)"
)


@attrs.frozen
class Layout:
    """`columns`: canonical name -> header, of what is read. `sided`: bars that have a bid and an ask."""

    kind: Kind
    columns: Mapping[str, str]
    sided: bool
    unused: tuple[str, ...]


def layout(label: str, headers: Sequence[str], options: ReadOptions) -> Layout:
    """Raises DataError naming the columns found and what is needed, UsageError for an unknown name in `options.columns`."""
    found = _found(label, headers, options.columns)
    kind, sided = _kind(label, headers, found)
    if kind is Kind.BARS:
        _check_bars(label, headers, "volume" in found, sided, options)
    needed = SIDES if sided else (*PRICES[kind], *_ALSO.get(kind, ()))
    names = ("timestamp", *needed, *_OPTIONAL[kind])
    columns = {name: _only(label, name, found[name]) for name in names if name in found}
    if kind is Kind.TRADES:
        _check_trades(label, headers, columns)
    return Layout(kind, columns, sided, tuple(header for header in headers if header not in columns.values()))


def _normal(header: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", header.lower()).strip("_")


def _found(label: str, headers: Sequence[str], chosen: Mapping[str, str]) -> dict[str, list[str]]:
    """Canonical name -> headers that may be it. One that is not needed may have several."""
    found: dict[str, list[str]] = {}
    for name, header in chosen.items():
        if name not in _NAMES:
            raise UsageError(f"no column is called {name!r}", f"one of {', '.join(_NAMES)}")
        same = [h for h in headers if h == header] or [h for h in headers if _normal(h) == _normal(header)]
        if not same:
            raise DataError(
                f"{label}: no column {header!r} (found: {', '.join(headers)})",
                f"--column {name}=HEADER, of all files; platform data convert reads one by itself",
            )
        found[name] = same
    taken = [header for same in found.values() for header in same]
    left = [header for header in headers if header not in taken]
    for name in _NAMES:
        if name in found:
            continue
        aliases = _ALIASES.get(name, "").split()
        same = [h for h in left if _normal(h) == name] or [h for h in left if _normal(h) in aliases]
        if not same and name == "timestamp":
            same = [h for h in left if _normal(h) in _INDEX]
        if same:
            found[name] = same
    return found


def _only(label: str, name: str, same: Sequence[str]) -> str:
    if len(same) > 1:
        words = " and ".join(repr(header) for header in same)
        raise DataError(f"{label}: {words} may each be the {name}", f"--column {name}=HEADER, with a header that is there once")
    return same[0]


def _kind(label: str, headers: Sequence[str], found: Mapping[str, list[str]]) -> tuple[Kind, bool]:
    some = [name for name in PRICES[Kind.BARS] if name in found]
    if "timestamp" in found:
        if len(some) == 4:
            return Kind.BARS, False
        if all(name in found for name in SIDES):
            return Kind.BARS, True
        if not some and {"bid", "ask"} <= found.keys():
            return Kind.QUOTES, False
        if not some and {"price", "size"} <= found.keys():
            return Kind.TRADES, False
        if not some and "rate" in found and not {"bid", "ask", "price"} & found.keys():
            return Kind.FUNDING, False
    missing = "timestamp" if "timestamp" not in found else ", ".join(n for n in PRICES[Kind.BARS] if n not in found)
    lacks = f"; {missing} missing" if some else ""
    first = "; the first line must name the columns" if not found else ""
    raise DataError(
        f"{label}: the columns {', '.join(headers)} are no bars, quotes, trades or funding{lacks}",
        f"needed are {_NEEDED}; --column close=HEADER says which is which{first}",
    )


def _check_bars(label: str, headers: Sequence[str], has_volume: bool, sided: bool, options: ReadOptions) -> None:
    wants = []
    if sided and options.price is None:
        wants.append("--price mid, bid or ask to read bid and ask bars as bars of one price")
    if not has_volume and options.volume is None:
        wants.append("--volume 0 if it has none")
    if wants:
        what = "bars with a bid and an ask" if sided and options.price is None else "bars without a volume column"
        raise DataError(f"{label}: {what} (found: {', '.join(headers)})", "; ".join(wants))


def _check_trades(label: str, headers: Sequence[str], columns: Mapping[str, str]) -> None:
    """Depth updates have a price, a size and a side, too: taking them for trades would be a silent disaster."""
    if {"aggressor", "buyer_is_maker"} <= columns.keys():
        raise DataError(f"{label}: both {columns['aggressor']} and {columns['buyer_is_maker']} say who crossed the spread")
    if any(_normal(h) == "side" for h in headers if h not in columns.values()):
        raise DataError(
            f"{label}: price, size and side are trades or changes of an order book",
            "--column aggressor=side if these are trades; order books are not read",
        )
