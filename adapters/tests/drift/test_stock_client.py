"""driftpy's own DriftClient trades on the venue over the loopback and cannot tell."""

from anchorpy import Context
from driftpy.events.parse import parse_logs
from driftpy.types import (
    MarketType,
    ModifyOrderParams,
    OrderParamsBitFlag,
    OrderTriggerCondition,
    OrderType,
    PostOnlyParams,
)

from tradeport.adapters.drift.venue.desk import Trader

from . import world as w
from .loopback import LIMIT, LONG, SHORT, Lab, code, maker_info, open_orders, order, run
from .subscriber import program

MUST, IOC = PostOnlyParams.MustPostOnly(), OrderParamsBitFlag.IMMEDIATE_OR_CANCEL


def test_eight_commands_answer_as_the_real_program_did() -> None:
    """And leave the account that the in-process door leaves, byte for byte."""

    async def scenario(lab: Lab) -> None:
        c = await lab.client("trader")
        below = OrderTriggerCondition.Below()
        trigger = order(
            SHORT, 1, 0, OrderType.TriggerMarket(), trigger_price=130 * w.U, trigger_condition=below, reduce_only=True
        )
        commands = [
            lambda: c.place_perp_order(order(LONG, 3, 140.000005, user_order_id=1)),
            lambda: c.place_perp_order(order(LONG, 3, 140, user_order_id=1)),
            lambda: c.place_perp_order(order(SHORT, 2.5, 160, post_only=MUST)),
            lambda: c.place_perp_order(order(LONG, 0.00001, 140)),
            lambda: c.place_perp_order(order(LONG, 2000, 140)),
            lambda: c.cancel_orders(),
            lambda: c.place_perp_order(trigger),
            lambda: c.place_perp_order(order(LONG, 666, 149)),
        ]
        answers = []
        for command in commands:
            answers.append(await code(command()))
            await lab.refresh(c)
        assert answers == ["ok", "6071", "ok", "6059", "6003", "ok", "ok", "ok"]
        theirs = lab.world.chain.accounts.get(c.get_user_account_public_key())
        assert theirs is not None
        assert len(theirs.data) == 4376
        assert _in_process() == _without_clock(theirs.data)

    run(scenario)


def _in_process() -> bytes:
    world = w.World(quote_oracle=True)
    trader = world.trader("trader", 10_000)
    trader.place(w.limit(w.LONG, 3, 140.000005, user_order_id=1))
    trader.place(w.limit(w.SHORT, 2.5, 160, post_only=w.MUST))
    trader.cancel_all()
    trader.place(w.stop(w.SHORT, 1, 130, reduce_only=True))
    trader.place(w.limit(w.LONG, 666, 149))
    account = world.chain.accounts.get(trader.key)
    assert account is not None
    return _without_clock(account.data)


def _without_clock(data: bytes) -> bytes:
    """Slots apart: the doors do not move the clock alike. The name is the client's own."""
    from tradeport.adapters.drift.venue.codec import coder

    user = coder.decode_account(data)
    user.last_active_slot, user.name = 0, bytes(32)
    for one in user.orders:
        one.slot = 0
    return coder.encode_account(user)


def test_place_take_modify_trigger_fill() -> None:
    async def scenario(lab: Lab) -> None:
        taker, maker, keeper = [await lab.client(name, 50_000) for name in ("taker", "maker", "keeper")]
        await maker.place_perp_order(order(SHORT, 5, 150.02, post_only=MUST))
        await lab.refresh(maker)
        take = order(LONG, 8, 150.10, bit_flags=IOC)
        await taker.place_and_take_perp_order(take, maker_info=[maker_info(maker)])
        await lab.refresh(taker, maker)
        assert taker.get_user().get_perp_position(0).base_asset_amount == 5 * 10**9
        await taker.place_perp_order(order(SHORT, 5, 155, user_order_id=3))
        await taker.modify_order_by_user_id(3, ModifyOrderParams(price=156 * w.U))
        await lab.refresh(taker)
        assert [(o.order_id, o.price) for o in open_orders(taker)] == [(3, 156 * w.U)]
        await taker.cancel_and_place_orders((MarketType.Perp(), 0, None), [order(LONG, 1, 141), order(LONG, 1, 140)])
        await taker.cancel_orders()
        stop = order(
            SHORT, 5, 0, OrderType.TriggerMarket(), trigger_price=148 * w.U, trigger_condition=OrderTriggerCondition.Below()
        )
        await taker.place_perp_order(stop)
        await lab.refresh(taker)
        (sleeping,) = open_orders(taker)
        key = taker.get_user_account_public_key()
        pull = keeper.get_trigger_order_ix(key, taker.get_user_account(), sleeping)
        assert await code(keeper.send_ixs([pull])) == "6112"
        lab.world.tick(5)
        lab.world.price(147.5)
        await lab.refresh(keeper)
        await keeper.send_ixs([pull])
        lab.world.tick(200)
        await lab.refresh(taker, keeper)
        fill = await keeper.get_fill_perp_order_ix(key, taker.get_user_account(), open_orders(taker)[0], None, None)
        await keeper.send_ixs([fill])
        await lab.refresh(taker)
        assert taker.get_user().get_perp_position(0).base_asset_amount == 0

    run(scenario)


def test_events_are_in_the_logs_where_driftpy_looks() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        await client.place_perp_order(order(LONG, 3, 140))
        landed = list(lab.node.landed.values())[-1]
        events = parse_logs(program(), landed.receipt.logs)
        assert [event.name for event in events] == ["OrderActionRecord", "OrderRecord"]
        assert events[1].data.order.price == 140 * w.U
        deposit = next(v for v in lab.node.landed.values() if any("Deposit" in line for line in v.receipt.logs))
        assert [e.name for e in parse_logs(program(), deposit.receipt.logs)] == ["DepositRecord"]

    run(scenario)


def test_sub_accounts_transfers_funding_and_settling() -> None:
    async def scenario(lab: Lab) -> None:
        client = await lab.client("trader")
        await client.initialize_user(1, "sub")
        client.sub_account_ids = [0, 1]
        await client.add_user(1)
        await client.transfer_deposit(1_000 * w.U, 0, 0, 1)
        await lab.refresh(client)
        assert client.get_user(1).get_total_collateral() == 1_000 * w.U
        account = client.get_user_account()
        assert await code(client.settle_pnl(client.get_user_account_public_key(), account, 0)) == "6010"
        rest = client.get_remaining_accounts(user_accounts=[account], writable_perp_market_indexes=[0])
        keys = {"state": client.get_state_public_key(), "user": client.get_user_account_public_key()}
        settle = client.program.instruction["settle_funding_payment"](ctx=Context(accounts=keys, remaining_accounts=rest))
        assert await code(client.send_ixs([settle])) == "ok"
        trader = Trader(lab.world.chain, client.authority, 1)
        assert trader.user.sub_account_id == 1
        assert LIMIT is not None

    run(scenario)
