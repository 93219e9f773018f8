"""Tokens into and out of Drift, and between sub-accounts."""

from solders.pubkey import Pubkey

from tradeport.adapters.drift.venue import tokens as spl
from tradeport.adapters.drift.venue.codec.record import Record
from tradeport.adapters.drift.venue.enums import DepositDirection, DepositExplanation, MarketStatus, SpotBalanceType
from tradeport.adapters.drift.venue.errors import require
from tradeport.adapters.drift.venue.maths.balances import accrue_interest, signed_tokens, within_withdraw_limits
from tradeport.adapters.drift.venue.maths.margin import Requirement, margin_of, token_value
from tradeport.adapters.drift.venue.program.bookkeeping import BANKRUPT, BEING_LIQUIDATED, seen
from tradeport.adapters.drift.venue.program.registry import Call, authorized, instruction
from tradeport.adapters.drift.venue.program.spot_positions import forced_balance, update_balance_and_deposits
from tradeport.adapters.drift.venue.work import Work

DEPOSIT, BORROW = SpotBalanceType.DEPOSIT, SpotBalanceType.BORROW


@instruction("deposit")
def deposit(work: Work, call: Call) -> None:
    """Into the vault; a borrow is repaid first."""
    index, amount = call.args.market_index, call.args.amount
    user = authorized(work, call)
    require(amount != 0, "InsufficientDeposit")
    require(not user.status & BANKRUPT, "UserBankrupt")
    market = work.spot_market(index)
    require(market.status == MarketStatus.ACTIVE, "MarketActionPaused")
    price = work.price_of(market)
    accrue_interest(market, price, work.now)
    position = forced_balance(user, index)
    repaying = position.balance_type == BORROW
    if call.args.reduce_only:
        amount = min(amount, max(0, -signed_tokens(position, market)))
    user.total_deposits += token_value(amount, market.decimals, price.price)
    update_balance_and_deposits(amount, DEPOSIT, market, position)
    if user.status & BEING_LIQUIDATED and margin_of(user, work, Requirement.MAINTENANCE).met:
        user.status &= ~BEING_LIQUIDATED
    seen(user, work.slot)
    _move(work, call.keys["userTokenAccount"], call.keys["spotMarketVault"], call.keys["authority"], amount)
    _log(
        work, call.keys["user"], user, market, amount, price.price, DepositDirection.DEPOSIT,
        DepositExplanation.REPAY_BORROW if repaying else DepositExplanation.NONE,
    )  # fmt: skip
    if market.max_token_deposits:
        require(
            market.deposit_balance * market.cumulative_deposit_interest // 10 ** (19 - market.decimals)
            <= market.max_token_deposits,
            "MaxDeposit",
        )


@instruction("withdraw")
def withdraw(work: Work, call: Call) -> None:
    """Out of the vault; what is not there is borrowed."""
    index, amount = call.args.market_index, call.args.amount
    user = authorized(work, call)
    require(not user.status & BANKRUPT, "UserBankrupt")
    market = work.spot_market(index)
    price = work.price_of(market)
    accrue_interest(market, price, work.now)
    position = forced_balance(user, index)
    present = signed_tokens(position, market)
    if call.args.reduce_only:
        amount = min(amount, max(0, present))
        require(amount > 0, "ReduceOnlyWithdrawIncreasedRisk")
    borrowing = amount > present
    user.total_withdraws += token_value(amount, market.decimals, price.price)
    update_balance_and_deposits(amount, BORROW, market, position, leaving=True)
    require(within_withdraw_limits(market, position.balance_type == BORROW), "DailyWithdrawLimit")
    _require_initial_margin(work, user)
    user.status &= ~BEING_LIQUIDATED
    seen(user, work.slot)
    _move(work, call.keys["spotMarketVault"], call.keys["userTokenAccount"], work.addresses.signer, amount)
    _log(
        work, call.keys["user"], user, market, amount, price.price, DepositDirection.WITHDRAW,
        DepositExplanation.BORROW if borrowing else DepositExplanation.NONE,
    )  # fmt: skip


@instruction("transferDeposit")
def transfer_deposit(work: Work, call: Call) -> None:
    """Between two sub-accounts of one authority."""
    index, amount = call.args.market_index, call.args.amount
    source, target = authorized(work, call, "fromUser"), work.user(call.keys["toUser"])
    require(call.keys["fromUser"] != call.keys["toUser"], "CantTransferBetweenSameUserAccount")
    require(target.authority == source.authority, "ConstraintRaw")
    require(not (source.status | target.status) & BANKRUPT, "UserBankrupt")
    market = work.spot_market(index)
    price = work.price_of(market)
    accrue_interest(market, price, work.now)
    for user, key, direction, totals in (
        (source, call.keys["fromUser"], BORROW, "total_withdraws"),
        (target, call.keys["toUser"], DEPOSIT, "total_deposits"),
    ):
        value = token_value(amount, market.decimals, price.price)
        setattr(user, totals, getattr(user, totals) + value)
        update_balance_and_deposits(amount, direction, market, forced_balance(user, index))
        if user is source:
            require(within_withdraw_limits(market, False), "DailyWithdrawLimit")
            _require_initial_margin(work, source)
            source.status &= ~BEING_LIQUIDATED
        seen(user, work.slot)
        other = call.keys["toUser"] if user is source else call.keys["fromUser"]
        kind = DepositDirection.WITHDRAW if user is source else DepositDirection.DEPOSIT
        _log(work, key, user, market, amount, price.price, kind, DepositExplanation.TRANSFER, other)


def _require_initial_margin(work: Work, user: Record) -> None:
    require(margin_of(user, work, Requirement.INITIAL, strict=True).met, "InsufficientCollateral")


def _move(work: Work, source: Pubkey, target: Pubkey, authority: Pubkey, amount: int) -> None:
    for key in (source, target):
        work.journal.remember(key)
    spl.move(work.accounts, source, target, authority, amount)


def _log(
    work: Work, key: Pubkey, user: Record, market: Record, amount: int, price: int,
    direction: DepositDirection, explanation: DepositExplanation, other: Pubkey | None = None,
) -> None:  # fmt: skip
    record_id = market.next_deposit_record_id
    market.next_deposit_record_id += 1
    work.emit(
        "DepositRecord", ts=work.now, user_authority=user.authority, user=key, direction=direction,
        deposit_record_id=record_id, amount=amount, market_index=market.market_index, oracle_price=price,
        market_deposit_balance=market.deposit_balance, market_withdraw_balance=market.borrow_balance,
        market_cumulative_deposit_interest=market.cumulative_deposit_interest,
        market_cumulative_borrow_interest=market.cumulative_borrow_interest,
        total_deposits_after=user.total_deposits, total_withdraws_after=user.total_withdraws,
        explanation=explanation, transfer_user=other,
    )  # fmt: skip
