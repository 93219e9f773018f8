"""The referrer of a taker, if one is among the accounts."""

from typing import NamedTuple

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.errors import refusal, require
from tradeport.adapters.drift.venue.maths.fees import Referral
from tradeport.adapters.drift.venue.program.matching import Parties
from tradeport.adapters.drift.venue.program.positions import open_slot, update_quote


class Referrer(NamedTuple):
    """Somebody who is paid for having brought the taker."""

    user: Record
    stats: Record

    @property
    def referral(self) -> Referral:
        return Referral(self.stats.fees.current_epoch_referrer_reward)


def referrer_of(taker_stats: Record, parties: Parties, index: int, maker: Record | None = None) -> Referrer | None:
    """Raises ReferrerNotFound where a taker has one that was not given. One who makes this very fill is not paid."""
    authority = taker_stats.referrer
    if authority == Pubkey.default():
        return None
    require(authority in parties.statistics, "ReferrerStatsNotFound")
    user = next((u for u in parties.users.values() if u.authority == authority and u.sub_account_id == 0), None)
    if user is None:
        raise refusal("ReferrerNotFound")
    if (maker is not None and maker.authority == authority) or open_slot(user, index) is None:
        return None
    return Referrer(user, parties.statistics[authority])


def pay_referrer(referrer: Referrer | None, market: Record, reward: int) -> None:
    """Credit the reward, and count it in the epoch."""
    if referrer is None or reward == 0:
        return
    position = open_slot(referrer.user, market.market_index)
    assert position is not None
    update_quote(position, market, reward)
    referrer.stats.fees.total_referrer_reward += reward
    referrer.stats.fees.current_epoch_referrer_reward += reward
