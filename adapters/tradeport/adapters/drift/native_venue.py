"""A Drift of one's own whose clock runs: the vAMM is the other side, funding falls due, an account has what it was given."""

from collections.abc import Iterator
from typing import Final

from tradeport.adapters.drift import translate
from tradeport.adapters.drift.venue.chain import SLOT_SECONDS, Chain, Receipt
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.desk import Trader
from tradeport.adapters.drift.venue.enums import ContractTier, PerpOperation
from tradeport.adapters.drift.venue.errors import ProgramError
from tradeport.adapters.drift.venue.genesis import Genesis, PerpSpec, key_of
from tradeport.adapters.drift.venue.maths import units
from tradeport.adapters.drift.venue.maths.margin import Requirement, margin_of
from tradeport.adapters.drift.venue.maths.oracle_rules import sanitize_clamp
from tradeport.adapters.drift.venue.maths.twaps import update_mark_twap_from_estimates
from tradeport.adapters.drift.venue.work import Work
from tradeport.domain.model.instruments import Instrument
from tradeport.domain.model.money import FeeSchedule

#: What each side of a vAMM's curve is worth at the first price, in USDC.
DEPTH: Final = 100_000_000

_NANOSECONDS = 10**9


class NativeVenue:
    """Markets of tier B at the program's own fees, unless the run has some. One sub-account, no credit; it is its own keeper.

    The vAMM is shown each price: as if arbitrage had brought it there. Its depth is finite, its spread its own.
    """

    def __init__(
        self, instruments: tuple[Instrument, ...], fees: FeeSchedule, cash: int, first: dict[str, int], start: int
    ) -> None:
        """`cash` and the prices `first` in 1e-6; `start` in nanoseconds."""
        self._time = start
        self.chain = Chain(ts=start // _NANOSECONDS)
        self.genesis = Genesis(self.chain)
        if fees.rate:
            _set_fees(self.genesis.state, *translate.fee_fraction(fees))
            self.chain.accounts.touch(self.chain.addresses.state)
        self.index = {it.id: rank for rank, it in enumerate(instruments)}
        self._prices: dict[int, int] = {}
        #: Markets that have funding; of the others it is paused.
        self.funded = [self.index[it.id] for it in instruments if it.perpetual is not None]
        for it in instruments:
            index = self.genesis.perp(_spec(self.index[it.id], it, first[it.id]))
            if index not in self.funded:
                self._pause_funding(index)
        self.trader = self._open(cash)

    def _open(self, cash: int) -> Trader:
        owner = key_of("trader")
        self.genesis.wallet(owner, {"USDC": cash})
        trader = Trader(self.chain, owner)
        trader.open()
        if cash:
            trader.deposit(cash)
        return trader

    def market(self, index: int) -> Record:
        """Its account as it stands."""
        record = self.chain.accounts.record(self.chain.addresses.perp_market(index), "PerpMarket")
        assert record is not None
        return record

    def slots_until(self, time: int) -> int:
        """How many may pass before that time."""
        return int((time - self._time) / (SLOT_SECONDS * _NANOSECONDS))

    def advance(self, time: int) -> None:
        """Let the clock run up to `time`, at 0.4 seconds a slot; not back."""
        if time > self._time:
            slots = self.slots_until(time)
            self.chain.advance(slots, (time - self._time) / _NANOSECONDS)
            self._time = time

    def pass_slots(self, slots: int) -> int:
        """Let so many pass; the time it is then."""
        self.advance(self._time + int(slots * SLOT_SECONDS * _NANOSECONDS))
        return self._time

    def show(self, index: int, price: int) -> None:
        """The oracle says `price`, and the vAMM's middle is there."""
        amm = self.market(index).amm
        amm.peg_multiplier = max(1, price * amm.base_asset_reserve // amm.quote_asset_reserve)
        self.chain.accounts.touch(self.chain.addresses.perp_market(index))
        self._prices[index] = price
        self.refresh()

    def refresh(self) -> None:
        """Publish all prices again for the present slot, and bring the averages up to it, as the cranks would."""
        for index, price in self._prices.items():
            self.chain.oracles.publish(self.genesis.oracle(_name(index)), price, self.chain.slot)
        self.trader.send(self.trader.call("updateAmms", market_indexes=[*self._prices]))
        for index in self._prices:
            market = self.market(index)
            update_mark_twap_from_estimates(market.amm, self.chain.ts, None, None, sanitize_clamp(market))
            self.chain.accounts.touch(self.chain.addresses.perp_market(index))

    @property
    def next_hour(self) -> int:
        """When the next rates fall due, in nanoseconds."""
        return (self._time // (units.HOUR * _NANOSECONDS) + 1) * units.HOUR * _NANOSECONDS

    @property
    def solvent(self) -> bool:
        """Whether the account has its maintenance margin: without it anyone might liquidate it."""
        markets = Work(self.chain.accounts, self.chain.oracles, self.chain.addresses, self.chain.slot, self.chain.ts)
        return margin_of(self.trader.user, markets, Requirement.MAINTENANCE).met

    def rates(self) -> Iterator[Receipt]:
        """Each funded market's new rate; of one for which the program makes none now, nothing."""
        for index in self.funded:
            try:
                yield self.trader.update_funding(index)
            except ProgramError:
                continue  # not yet, or its oracle is not to be trusted now

    def _pause_funding(self, index: int) -> None:
        self.market(index).paused_operations |= 1 << PerpOperation.UPDATE_FUNDING
        self.chain.accounts.touch(self.chain.addresses.perp_market(index))


def _name(index: int) -> str:
    return f"M{index}"


def _spec(index: int, it: Instrument, price: int) -> PerpSpec:
    terms = it.perpetual
    initial, maintenance = (1, "0.5") if terms is None else (terms.initial_margin, terms.maintenance_margin)
    return PerpSpec(
        f"{_name(index)}-PERP",
        price,
        tick=translate.units(it.price_increment, translate.PRICE),
        step=translate.units(it.size_increment, translate.SIZE),
        smallest=translate.units(it.size_increment, translate.SIZE),
        reserve=DEPTH * 10**6 * 10**9 // price,
        initial=max(1, round(float(initial) * units.MARGIN)),
        maintenance=max(1, round(float(maintenance) * units.MARGIN)),
        tier=ContractTier.B,
    )


def _set_fees(state: Record, numerator: int, denominator: int) -> None:
    """One rate in every tier."""
    for tier in state.perp_fee_structure.fee_tiers:
        tier.fee_numerator, tier.fee_denominator = numerator, denominator
        tier.maker_rebate_numerator = 0
