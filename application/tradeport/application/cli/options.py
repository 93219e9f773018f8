"""The options that several commands share, and the request they make."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from tradeport.application.request import DataRequest, RunRequest, requested

type Command = Callable[..., Any]

_DATA = [
    click.option(
        "--data", "-d", multiple=True, metavar="[NAME=]FILE", help="CSV or Parquet, or sample:AAPL. Repeat for several."
    ),
    click.option("--start", metavar="TIME", help="First time, ISO 8601."),
    click.option("--end", metavar="TIME", help="Last bar close; a day counts whole."),
    click.option("--tz", metavar="ZONE", help="Time zone of naive time stamps, e.g. America/New_York. [default: UTC]"),
    click.option("--stamp", type=click.Choice(["open", "close"]), help="What a bar's time stamp marks. [default: open]"),
    click.option("--interval", metavar="1m|1h|1d", help="Length of a bar. [default: inferred]"),
    click.option("--price", type=click.Choice(["mid", "bid", "ask"]), help="Which side of bid/ask bars to read."),
    click.option("--volume", type=float, help="Volume of every bar, for files without one."),
    click.option("--drop-nan", is_flag=True, default=None, help="Leave out rows without prices; they are counted."),
    click.option("--splits", metavar="FILE", help="instrument,date,ratio: adjust what lies before each split."),
    click.option("--price-increment", metavar="STEP", help="Tick size. [default: inferred]"),
    click.option("--size-increment", metavar="STEP", help="Quantity step. [default: 0.00000001]"),
    click.option("--perpetual", "perpetuals", multiple=True, metavar="NAME", help="An instrument held on margin. Repeat."),
    click.option("--initial-margin", metavar="FRACTION", help="Of a perpetual's notional. [default: 0.1, leverage 10]"),
    click.option("--maintenance-margin", metavar="FRACTION", help="[default: half the initial margin]"),
    click.option("--column", "columns", multiple=True, metavar="OURS=THEIRS", help="Map a column by hand. Repeat."),
]

_STRATEGY = [
    click.option("-p", "--param", "params", multiple=True, metavar="NAME=VALUE", help="A strategy parameter. Repeat."),
    click.option("--config", type=click.Path(path_type=Path, dir_okay=False), help="TOML or JSON; the command line wins."),
]

_RUN = [
    click.option("--cash", metavar="AMOUNT", help="Initial cash. [default: 100000]"),
    click.option("--currency", metavar="CODE", help="Currency of the account. [default: USD]"),
    click.option("--fee-bps", metavar="BPS", help="Fee in basis points of notional. [default: 0]"),
    click.option("--fee-per-unit", metavar="AMOUNT", help="Fee per unit of quantity."),
    click.option("--risk", "risk", multiple=True, metavar="LIMIT=VALUE", help="max_order_quantity, max_position, ... Repeat."),
    click.option("--margin", "margin", multiple=True, metavar="RULE=VALUE", help="min_health, max_leverage. Repeat."),
    click.option("--trading-state", type=click.Choice(["active", "reducing", "halted"]), help="State to begin in."),
    click.option("--reconcile", type=click.Choice(["fills", "every-bar"]), help="When to compare books. [default: fills]"),
    click.option("--no-emulation", is_flag=True, default=None, help="Refuse what the engine lacks instead of emulating it."),
    click.option("--history", type=int, help="Bars kept for market_data.bars(). [default: 500]"),
]

FILLS = click.option("--fills", type=click.Choice(["canonical", "native"]), help="Fill profile. [default: canonical]")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")


def data_options(command: Command) -> Command:
    """How files are read."""
    return _with(command, _DATA)


def request_options(*, optional: bool = False) -> Callable[[Command], Command]:
    """All that makes a RunRequest, the engine and the fill profile excepted; STRATEGY may be `optional`."""
    strategy = click.argument("strategy", required=not optional, shell_complete=lambda *_: shipped_names())
    return lambda command: _with(command, [strategy, *_STRATEGY, *_DATA, *_RUN])


def _with(command: Command, options: list[Any]) -> Command:
    for option in reversed(options):
        command = option(command)
    return command


def shipped_names() -> list[str]:
    """For shell completion."""
    from tradeport.application.strategies import shipped

    return [one.name for one in shipped()]


def request_of(words: dict[str, Any], **more: Any) -> RunRequest:
    """The request that the command's words make; what is in `words` and no part of one is left alone."""
    given: dict[str, Any] = {
        **{key: words[key] for key in ("strategy", "cash", "currency", "fee_bps", "fee_per_unit", "history") if key in words},
        **{key: words.get(key) for key in ("trading_state", "reconcile", "fills")},
        "data": words["data"],
        "parameters": pairs(words.get("params", ()), "-p"),
        "reading": reading_of(words),
        "risk": pairs(words.get("risk", ()), "--risk"),
        "margin": pairs(words.get("margin", ()), "--margin"),
        "emulation": False if words.get("no_emulation") else None,
        **more,
    }
    return requested(given, words.get("config"))


def reading_of(words: dict[str, Any]) -> dict[str, Any]:
    """The options of `data_options` as DataRequest has them."""
    found: dict[str, Any] = {name: words[name] for name in DataRequest.model_fields if name != "columns"}
    found["columns"] = pairs(words["columns"], "--column")
    return found


def pairs(words: tuple[str, ...], option: str) -> dict[str, str]:
    """`NAME=VALUE` each. Raises a usage error."""
    out: dict[str, str] = {}
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or not name.strip():
            raise click.UsageError(f"{option} {word}: give NAME=VALUE")
        out[name.strip()] = value
    return out
