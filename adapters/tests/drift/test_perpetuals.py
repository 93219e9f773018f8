"""Perpetuals in canonical: the program settles what its cumulative funding says, and the oracle wakes stops."""

from decimal import Decimal

from tradeport.adapters.drift.engine import CAPABILITIES, DriftEngine
from tradeport.adapters.drift.session import DriftSession
from tradeport.contract_tests.data import bars, close_of, perpetual, rates
from tradeport.contract_tests.harness import Bench
from tradeport.contract_tests.script import Player
from tradeport.domain.model.money import Currency, FeeSchedule, text
from tradeport.ports.engine import FillProfile, SessionSpec

STILL = "100 100 100 100"


def session(s: Player) -> DriftSession:
    assert isinstance(s.session, DriftSession)
    return s.session


def test_the_rate_is_in_the_markets_cumulative_funding() -> None:
    """In 1e-9 of quote a unit; a position has it settled up to there."""
    seen = []

    def look(s: Player) -> None:
        [market] = session(s).exchange.markets.values()
        amm, position = market.record.amm, market.traders[0].user.perp_positions[0]
        seen.append((amm.cumulative_funding_rate_long, position.last_cumulative_funding_rate, position.quote_asset_amount))

    data = perpetual(bars(*[STILL] * 4), funding=[rates((close_of(1), 0.0001), (close_of(2), -0.0003))])
    Bench(DriftEngine()).play(data, {0: lambda s: s.buy("X", 10), 3: look})
    assert seen == [(-20_000_000, -20_000_000, -1_000_000_000 + 200_000)]


def test_what_is_smaller_than_a_millionth_is_truncated_and_known() -> None:
    """What the engine exchanged otherwise than the rule says does not add up to a disagreement."""
    due = [(close_of(1) + n, 0.000000015) for n in range(100)]
    data = perpetual(bars(STILL, STILL, STILL, "99 99 99 99"), funding=[rates(*due)])
    played = Bench(DriftEngine()).play(data, {0: lambda s: s.buy("X", 1)}, cash=Decimal(20))
    assert text(sum(Decimal(payment["amount"]) for payment in played.payments)) == "-0.00015"
    assert played.account.cash == Decimal(20) - 100 - Decimal("0.0001")
    assert played.outcome.result["reconciliation"]["max_cash_difference"] == "0"


def test_many_units_of_little_worth() -> None:
    """A unit's payment has nine decimals on Drift: of 123,457 units at 0.12 that is more than a millionth in all."""
    rows = ["0.12 0.12 0.12 0.12"] * 4
    data = perpetual(bars(*rows), funding=[rates((close_of(2), 0.0001234567))])
    played = Bench(DriftEngine()).play(data, {0: lambda s: s.sell("X", 123_457)})
    [payment] = played.payments
    assert payment["amount"] == text(Currency("USD").quantize(123_457 * Decimal("0.12") * Decimal("0.0001234567")))
    [received] = [words[3] for words in played.line.said if words[0] == "fund"]
    assert Decimal("0.000001") < abs(received - Decimal(payment["amount"])) < 123_457 * Decimal("1e-9")


def test_a_position_spread_over_sub_accounts_is_funded_in_all() -> None:
    """Forty orders need two of them."""
    data = perpetual(bars(*[STILL] * 4), funding=[rates((close_of(2), 0.0001))])

    def many(s: Player) -> None:
        for _ in range(40):
            s.buy("X", 1, limit=100)

    played = Bench(DriftEngine()).play(data, {0: many})
    assert [payment["amount"] for payment in played.payments] == ["-0.4"]
    assert played.disagreements(DriftEngine.money_grain) == []


def test_no_funding_of_the_venues_own_falls_due() -> None:
    """Its seconds stand still, however long the run."""
    data = perpetual(bars(*["100 101 99 100"] * 20, every=3600 * 10**9))
    spec = SessionSpec(data, Currency("USD"), Decimal(1000), FeeSchedule(), FillProfile.CANONICAL)
    played = Bench(DriftEngine()).play(data, {n: lambda s: s.buy("X", 1) for n in range(19)})
    assert played.payments == []
    assert played.disagreements(DriftEngine.money_grain) == []
    assert DriftSession(spec, None, CAPABILITIES).exchange.chain.ts == data.start // 10**9  # type: ignore[arg-type]
