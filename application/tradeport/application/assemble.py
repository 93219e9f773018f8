"""From what is asked for to what is run: the strategy found and checked, the data read, the parameters validated."""

from pathlib import Path

from tradeport.application import data, strategies
from tradeport.application.data import Loaded, ReadOptions
from tradeport.application.errors import UsageError
from tradeport.application.request import DataRequest, RunRequest
from tradeport.application.run_spec import Handover, RunSpec
from tradeport.domain.model.instruments import Perpetual
from tradeport.domain.model.margin import MarginRules
from tradeport.domain.model.money import Currency, FeeSchedule
from tradeport.domain.model.time import isoformat
from tradeport.ports.risk import RiskLimits


def assemble(request: RunRequest) -> RunSpec:
    """Raises UsageError, StrategyError or DataError; nothing has been written by then."""
    located = strategies.locate(request.strategy)
    loaded = data.load(request.data, reading(request))
    names = [i.id for i in loaded.dataset.instruments]
    perpetuals = {i.id for i in loaded.dataset.instruments if i.perpetual is not None}
    given = strategies.fill_instruments(located.cls, request.parameters, names, perpetuals=perpetuals)
    config = strategies.configure(located.cls, given)
    filled = strategies.fill_note(request.parameters, given)
    handovers = [Handover(one.engine, data.parse_time(one.at, request.reading.tz)) for one in request.handovers]
    goes_on = (f"from {isoformat(one.at)} on: {one.engine}, which takes over positions and orders" for one in handovers)
    return RunSpec(
        strategy=located.cls,
        config=config,
        dataset=loaded.dataset,
        engine=request.engine,
        name=located.name,
        source={"file": located.source, "sha256": located.sha256},
        data=loaded.files,
        cash=request.cash,
        currency=Currency(request.currency),
        fees=FeeSchedule(bps=request.fee_bps, per_unit=request.fee_per_unit),
        profile=request.fills,
        limits=RiskLimits(**request.risk.model_dump()),
        trading_state=request.trading_state,
        margin=MarginRules(**request.margin.model_dump()),
        reconcile=request.reconcile,
        emulation=request.emulation,
        history=request.history,
        handovers=handovers,
        notes=(*loaded.notes, *([filled] if filled else []), *map(str, located.warnings), *goes_on),
    )


def load(request: RunRequest) -> Loaded:
    """The data alone, for a report."""
    return data.load(request.data, reading(request))


def reading(request: RunRequest) -> ReadOptions:
    """How to read the files. A day given as the end counts whole."""
    asked = request.reading
    return ReadOptions(
        tz=asked.tz,
        stamp=asked.stamp,
        interval=None if asked.interval is None else data.parse_interval(asked.interval),
        start=None if asked.start is None else data.parse_time(asked.start, asked.tz),
        end=None if asked.end is None else data.parse_time(asked.end, asked.tz, end=True),
        price_increment=asked.price_increment,
        size_increment=asked.size_increment,
        columns=asked.columns,
        price=asked.price,
        volume=asked.volume,
        drop_nan=asked.drop_nan,
        splits=None if asked.splits is None else Path(asked.splits),
        currency=Currency(request.currency),
        perpetuals=asked.perpetuals,
        margin=_terms(asked),
    )


def _terms(asked: DataRequest) -> Perpetual:
    initial, maintenance = asked.initial_margin, asked.maintenance_margin
    try:
        return Perpetual(initial, initial / 2 if maintenance is None else maintenance)
    except ValueError as error:
        raise UsageError(str(error), "--maintenance-margin below --initial-margin") from error
