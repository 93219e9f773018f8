"""What a person asks for, as they write it: validated once, here, with an error that names the field."""

import json
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from tradeport.application.errors import UsageError
from tradeport.application.reconcile import Reconcile
from tradeport.ports.engine import FillProfile
from tradeport.ports.risk import TradingState


class RiskRequest(BaseModel):
    """Limits of the chokepoint; what is absent is unlimited (`tradeport.ports.risk.RiskLimits`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_order_quantity: Decimal | None = Field(default=None, gt=0)
    max_order_notional: Decimal | None = Field(default=None, gt=0)
    max_position: Decimal | None = Field(default=None, ge=0)
    max_position_notional: Decimal | None = Field(default=None, ge=0)
    max_open_orders: int | None = Field(default=None, ge=0)
    price_collar: Decimal | None = Field(default=None, gt=0, description="fraction of the last price")
    max_drawdown: Decimal | None = Field(default=None, gt=0, lt=1, description="fraction of peak equity")


class DataRequest(BaseModel):
    """How the files are read (docs/reference/data.md). Times and intervals as a person writes them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tz: str | None = None
    stamp: Literal["open", "close"] = "open"
    interval: str | None = None
    start: str | None = None
    end: str | None = None
    price_increment: Decimal | None = Field(default=None, gt=0)
    size_increment: Decimal | None = Field(default=None, gt=0)
    columns: dict[str, str] = {}
    price: Literal["mid", "bid", "ask"] | None = None
    volume: float | None = Field(default=None, ge=0)
    drop_nan: bool = False
    splits: str | None = None
    perpetuals: tuple[str, ...] = ()
    initial_margin: Decimal = Field(default=Decimal("0.1"), gt=0, le=1, description="fraction of notional")
    maintenance_margin: Decimal | None = Field(default=None, gt=0, le=1, description="half the initial margin unless given")


class MarginRequest(BaseModel):
    """Rules for an account with perpetuals (`tradeport.domain.model.margin.MarginRules`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    min_health: Decimal = Field(default=Decimal("0.15"), ge=0, lt=1)
    max_leverage: Decimal | None = Field(default=None, gt=0)


class HandoverRequest(BaseModel):
    """`engine` goes on from the first event after `at`, a time as a person writes it; a day means its beginning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    engine: str
    at: str


class RunRequest(BaseModel):
    """One run, engine included. Also what is sent to a worker: plain JSON."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    strategy: str
    data: tuple[str, ...] = Field(min_length=1)
    engine: str = "reference"
    parameters: dict[str, Any] = {}
    reading: DataRequest = DataRequest()
    cash: Decimal = Field(default=Decimal(100_000), gt=0)
    currency: str = Field(default="USD", pattern=r"^[A-Z][A-Z0-9]{1,9}$")
    fee_bps: Decimal = Field(default=Decimal(0), ge=0)
    fee_per_unit: Decimal = Field(default=Decimal(0), ge=0)
    fills: FillProfile = FillProfile.CANONICAL
    risk: RiskRequest = RiskRequest()
    margin: MarginRequest = MarginRequest()
    trading_state: TradingState = TradingState.ACTIVE
    reconcile: Reconcile = Reconcile.FILLS
    emulation: bool = True
    history: int = Field(default=500, ge=1)
    handovers: tuple[HandoverRequest, ...] = ()
    #: Where relative paths begin; recorded so that a run can be repeated from elsewhere.
    cwd: str | None = None

    @model_validator(mode="after")
    def _one_fee(self) -> "RunRequest":
        if self.fee_bps and self.fee_per_unit:
            raise ValueError("fee_bps and fee_per_unit: give one of them")
        return self


def requested(given: Mapping[str, Any], file: Path | None = None) -> RunRequest:
    """From the command's words over those of a config file; None means not given. Raises UsageError naming the field."""
    merged = _overlaid(read_config(file) if file else {}, given)
    try:
        return RunRequest.model_validate(merged)
    except ValidationError as error:
        raise _usage(error, file) from None


def _overlaid(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    out = dict(below)
    for key, value in above.items():
        if isinstance(value, Mapping):
            out[key] = _overlaid(out.get(key) or {}, value)
        elif value is not None and value != ():
            out[key] = value
    return out


def read_config(path: Path) -> dict[str, Any]:
    """TOML or JSON by suffix. Raises UsageError."""
    try:
        content = path.read_text(encoding="utf-8")
        if path.suffix == ".json":
            found = json.loads(content)
        elif path.suffix == ".toml":
            found = _spelled(tomllib.loads(content))
        else:
            raise UsageError(f"{path}: a config file is .toml or .json", "rename it, or convert it")
    except OSError as error:
        raise UsageError(f"cannot read {path}: {error.strerror or error}", "check --config") from error
    except ValueError as error:
        raise UsageError(f"{path} is not valid {path.suffix[1:].upper()}: {error}", "mend the file") from error
    if not isinstance(found, dict):
        raise UsageError(
            f"{path} holds a {type(found).__name__}, not a table of options", "see docs/reference/configuration.md"
        )
    return found


def _spelled(value: Any) -> Any:
    """TOML's own dates and times as a person would write them in quotes."""
    if isinstance(value, dict):
        return {key: _spelled(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_spelled(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def _unknown(place: tuple[int | str, ...]) -> str:
    sections: dict[int | str, type[BaseModel]] = {
        "risk": RiskRequest,
        "reading": DataRequest,
        "margin": MarginRequest,
        "handovers": HandoverRequest,
    }
    known = sections[place[0]] if len(place) > 1 else RunRequest
    return f"there is no such option; there are {', '.join(known.model_fields)}"


def _usage(error: ValidationError, file: Path | None) -> UsageError:
    lines = []
    for problem in error.errors():
        name = ".".join(map(str, problem["loc"])) or "options"
        what = (
            _unknown(problem["loc"]) if problem["type"] == "extra_forbidden" else problem["msg"].removeprefix("Value error, ")
        )
        lines.append(f"{name}: {what}" + (f" (given: {problem['input']!r})" if problem["loc"] else ""))
    where = f" in {file} or on the command line" if file else ""
    return UsageError(f"what is asked for{where} cannot be:\n  " + "\n  ".join(lines), "docs/reference/configuration.md")
