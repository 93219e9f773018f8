"""Deposits, withdrawals, borrows, interest, transfers and spot orders."""

from tradeport.adapters.drift.venue.addresses import token_account
from tradeport.adapters.drift.venue.desk import Trader
from tradeport.adapters.drift.venue.maths.balances import signed_tokens
from tradeport.adapters.drift.venue.tokens import amount_of

from .world import BASE, IOC, LONG, MUST, SHORT, U, World, fills, limit, refused


def _tokens(world: World, trader: Trader, index: int) -> int:
    position = next((p for p in trader.user.spot_positions if p.market_index == index and p.scaled_balance), None)
    return 0 if position is None else signed_tokens(position, world.bank(index))


def _wallet(world: World, trader: Trader, name: str) -> int:
    account = world.chain.accounts.get(token_account(trader.authority, world.genesis.mint(name)))
    assert account is not None
    return amount_of(account)


def test_tokens_leave_the_wallet_and_come_back() -> None:
    world = World()
    trader = world.trader("trader", 1_000)
    assert (_wallet(world, trader, "USDC"), _tokens(world, trader, 0)) == (0, 1_000 * U)
    (record,) = trader.withdraw(400 * U).events
    assert (record.direction, record.amount, record.total_withdraws_after) == (1, 400 * U, 400 * U)
    # what leaves Drift is rounded against its owner, by a unit
    assert (_wallet(world, trader, "USDC"), _tokens(world, trader, 0)) == (400 * U, 600 * U - 1)


def test_more_than_there_is_cannot_be_deposited() -> None:
    world = World()
    trader = world.trader("trader", 1_000)
    assert refused(lambda: trader.deposit(1)) == 1  # the token program: insufficient funds
    assert refused(lambda: trader.deposit(0)) == 6002


def test_a_withdrawal_beyond_the_deposit_borrows_if_the_margin_allows() -> None:
    world = World()
    world.trader("lender", 0, 100)
    trader = world.trader("trader", 1_000)
    world.genesis.wallet(trader.authority, {"SOL": 0})
    assert refused(lambda: trader.withdraw(10 * BASE, 1)) == 6003
    (record,) = trader.withdraw(2 * BASE, 1).events
    assert record.explanation == 2
    assert _tokens(world, trader, 1) == -2 * BASE - 1  # a debt is rounded up


def test_a_borrow_accrues_interest_for_lenders() -> None:
    world = World()
    lender, borrower = world.trader("lender", 0, 100), world.trader("borrower", 10_000)
    world.genesis.wallet(borrower.authority, {"SOL": BASE})
    borrower.withdraw(10 * BASE, 1)
    world.tick(1, seconds=86_400)
    borrower.deposit(BASE, 1)
    owed, earned = -_tokens(world, borrower, 1) - 9 * BASE, _tokens(world, lender, 1) - 100 * BASE
    # a tenth is lent: a fifth of the optimal rate of 100 % a year
    assert abs(owed - 10 * BASE * 200_000 // 10**6 // 365) < 10_000
    assert 0 < earned <= owed


def test_a_transfer_moves_between_sub_accounts() -> None:
    world = World()
    first = world.trader("trader", 5_000)
    second = Trader(world.chain, first.authority, 1)
    second.open("sub")
    names = [type(e).__name__ for e in first.transfer(1_000 * U, second).events]
    assert names == ["DepositRecord", "DepositRecord"]
    assert (_tokens(world, first, 0), _tokens(world, second, 0)) == (4_000 * U, 1_000 * U)
    assert refused(lambda: first.transfer(U, first)) == 6217


def test_sub_accounts_are_numbered_in_order() -> None:
    world = World()
    first = world.trader("trader")
    assert refused(lambda: Trader(world.chain, first.authority, 2).open()) == 6214
    assert refused(lambda: Trader(world.chain, first.authority, 0).open()) == 0


def test_a_spot_order_is_filled_by_its_maker() -> None:
    world = World()
    taker, maker = world.trader("taker"), world.trader("maker", 20_000, 500)
    maker.place(limit(SHORT, 20, 150.01, market=1, market_type=0, post_only=MUST))
    receipt = taker.take(limit(LONG, 10, 150.05, market=1, market_type=0, bit_flags=IOC), [maker])
    quote = 1_500_100_000
    assert fills(receipt) == [(10 * BASE, quote, quote // 1000, -(quote // 5000))]
    assert _tokens(world, taker, 1) == 10 * BASE
    assert _tokens(world, taker, 0) == 50_000 * U - quote - quote // 1000
    assert _tokens(world, maker, 0) == 20_000 * U + quote + quote // 5000
    assert world.bank(0).deposit_balance // 1000 == 70_000 * U


def test_without_margin_trading_nothing_may_be_sold_short() -> None:
    world = World()
    trader = world.trader("trader", 20_000, 5)
    assert refused(lambda: trader.place(limit(SHORT, 10, 150, market=1, market_type=0))) == 6157
    assert refused(lambda: trader.place(limit(SHORT, 5, 150, market=1, market_type=0))) is None


def test_spot_bought_and_perp_sold_in_one_transaction_both_or_neither() -> None:
    world = World()
    trader, maker = world.trader("trader"), world.trader("maker", 20_000, 500)
    maker.place(limit(SHORT, 20, 150.01, market=1, market_type=0, post_only=MUST))
    maker.place(limit(LONG, 20, 149.99, post_only=MUST))

    def legs(spot: float, perp: float) -> list[object]:
        rest = (maker.key, maker.stats_key)
        return [
            trader.call(
                "placeAndTakeSpotOrder", rest, params=limit(LONG, spot, 150.05, market=1, market_type=0, bit_flags=IOC)
            ),
            trader.call("placeAndTakePerpOrder", rest, params=limit(SHORT, perp, 149.9, bit_flags=IOC)),
        ]

    assert refused(lambda: trader.send(*legs(10, 100_000))) == 6003  # type: ignore[arg-type]
    assert _tokens(world, trader, 1) == 0
    trader.send(*legs(10, 10))  # type: ignore[arg-type]
    assert _tokens(world, trader, 1) + trader.user.perp_positions[0].base_asset_amount == 0
