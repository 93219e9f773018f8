"""Accounts of a user: statistics once an authority, then sub-accounts."""

from tradeport.adapters.drift.venue.addresses import SYSTEM_PROGRAM
from tradeport.adapters.drift.venue.codec import coder
from tradeport.adapters.drift.venue.errors import ProgramError, require
from tradeport.adapters.drift.venue.program.registry import Call, authorized, instruction
from tradeport.adapters.drift.venue.work import Work

_ALREADY_IN_USE = 0


def _check_new(work: Work, call: Call, account: str, expected: object) -> None:
    key, authority = call.keys[account], call.keys["authority"]
    require(authority in call.signers, "ConstraintSigner")
    require(key == expected, "ConstraintSeeds")
    existing = work.accounts.get(key)
    if existing is not None and existing.owner != SYSTEM_PROGRAM:
        raise ProgramError(_ALREADY_IN_USE, "AccountAlreadyInUse", "account already in use")


@instruction("initializeUserStats")
def initialize_user_stats(work: Work, call: Call) -> None:
    """Once an authority, before the first sub-account."""
    authority = call.keys["authority"]
    key = work.addresses.user_stats(authority)
    _check_new(work, call, "userStats", key)
    stats = work.create(key, coder.zero_account("UserStats"))
    stats.authority = authority
    stats.last_taker_volume30d_ts = stats.last_maker_volume30d_ts = stats.last_filler_volume30d_ts = work.now


@instruction("initializeUser")
def initialize_user(work: Work, call: Call) -> None:
    """The next sub-account."""
    authority, sub_account = call.keys["authority"], call.args.sub_account_id
    key = work.addresses.user(authority, sub_account)
    _check_new(work, call, "user", key)
    stats = work.stats(call.keys["userStats"])
    state = work.state()
    require(sub_account == stats.number_of_sub_accounts_created, "InvalidUserSubAccountId")
    user = coder.zero_account("User")
    user.authority, user.sub_account_id, user.name = authority, sub_account, call.args.name
    user.next_order_id = user.next_liquidation_id = 1
    work.create(key, user)
    stats.number_of_sub_accounts += 1
    stats.number_of_sub_accounts_created += 1
    state.number_of_sub_accounts += 1
    state.number_of_authorities += stats.number_of_sub_accounts == 1


@instruction("updateUserName")
def update_user_name(work: Work, call: Call) -> None:
    """Thirty-two bytes, for show."""
    authorized(work, call).name = call.args.name


@instruction("updateUserCustomMarginRatio")
def update_user_custom_margin_ratio(work: Work, call: Call) -> None:
    """A stricter initial margin of one's own."""
    authorized(work, call).max_margin_ratio = call.args.margin_ratio


@instruction("updateUserMarginTradingEnabled")
def update_user_margin_trading_enabled(work: Work, call: Call) -> None:
    """Whether spot orders may borrow."""
    authorized(work, call).is_margin_trading_enabled = call.args.margin_trading_enabled


@instruction("deleteUser")
def delete_user(work: Work, call: Call) -> None:
    """Close an account that holds nothing."""
    user, stats, state = authorized(work, call), work.stats(call.keys["userStats"]), work.state()
    idle = not user.open_orders and all(not p.scaled_balance for p in user.spot_positions)
    flat = all(not (p.base_asset_amount or p.quote_asset_amount) for p in user.perp_positions)
    require(idle and flat, "UserCantBeDeleted")
    stats.number_of_sub_accounts -= 1
    state.number_of_sub_accounts -= 1
    state.number_of_authorities -= stats.number_of_sub_accounts == 0
    work.accounts.drop(call.keys["user"])
