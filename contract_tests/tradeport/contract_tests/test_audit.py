"""AUD-010 and on: the log: chained, repeatable, complete, and the same on every engine."""

from collections.abc import Iterable
from decimal import Decimal
from hashlib import sha256
from typing import Any

import attrs
import pytest

from tradeport.application import engines
from tradeport.application.audit.chain import GENESIS, verify_line
from tradeport.application.run_spec import Handover
from tradeport.contract_tests.data import EXAMPLE, flat, one, stamps
from tradeport.contract_tests.harness import Bench, Played, first_difference
from tradeport.contract_tests.script import Player, Script
from tradeport.domain.model.dataset import Dataset
from tradeport.domain.model.money import FeeSchedule, text
from tradeport.ports.capability import Capability

C = Capability


def act(s: Player) -> None:
    """An order of each of the two kinds that the clauses here need."""
    s.buy("X", 2, tag=f"market-{s.count}")
    s.buy("X", 1, limit=98, tag=f"limit-{s.count}")


def play(bench: Bench) -> Played:
    """Nine bars, two orders a bar, one basis point."""
    return bench.play(one(*EXAMPLE, *EXAMPLE, *EXAMPLE), Script(every=act), fees=FeeSchedule(bps=Decimal(1)))


def of_type(played: Played, *types: str) -> Iterable[dict[str, Any]]:
    """The payloads of these records, with their time."""
    return [{**r["data"], "ts": r["ts"]} for r in played.records() if r["type"] in types]


@pytest.mark.contract("AUD-010", requires=C.MARKET_ORDERS, also=(C.LIMIT_ORDERS, C.FEES_BPS))
def test_the_chain_holds(bench: Bench) -> None:
    """Every record is bound to the one before; one changed byte breaks the chain.

    Prerequisite: a run with fills.
    Action: verify the log; change a digit; verify again.
    Expected event sequence: run_started, ..., run_finished.
    Pass criteria: it holds, then it does not; the result names the last hash.
    """
    played = play(bench)
    lines, prev = played.audit.splitlines(keepends=True), GENESIS.encode()
    for number, line in enumerate(lines):
        found = verify_line(line, number, prev)
        assert found is not None, f"record {number}"
        prev = found
    assert prev.decode() == played.outcome.result["digests"]["audit"]
    records = played.records()
    assert verify_line(lines[3], 3, records[2]["hash"].encode())
    assert verify_line(lines[3].replace(b'"ts":1', b'"ts":2', 1), 3, records[2]["hash"].encode()) is None


@pytest.mark.contract("AUD-020", requires=C.MARKET_ORDERS, also=(C.LIMIT_ORDERS, C.FEES_BPS))
def test_the_same_run_gives_the_same_bytes(bench: Bench) -> None:
    """The same run gives the same bytes.

    Prerequisite: none.
    Action: play twice.
    Expected event sequence: the same.
    Pass criteria: the same bytes.
    """
    assert first_difference(play(bench).audit, play(bench).audit) == ""


@pytest.mark.contract("AUD-030", requires=C.MARKET_ORDERS, also=(C.LIMIT_ORDERS, C.FEES_BPS))
def test_the_log_names_no_engine(bench: Bench) -> None:
    """Nothing in the log depends on the engine's name, version or order ids.

    Prerequisite: none.
    Action: play.
    Expected event sequence: any.
    Pass criteria: neither name nor version are in it, nor any id the engine gave.
    """
    played = play(bench)
    assert f'"{bench.engine.name}"'.encode() not in played.audit
    assert f'"{bench.engine.load()}"'.encode() not in played.audit
    given = {words[1].venue_order_id for words in played.line.said if words[0] == "report"} - {""}
    assert not [id for id in given if f'"{id}"'.encode() in played.audit]


@pytest.mark.contract("AUD-040", requires=C.MARKET_ORDERS, also=(C.LIMIT_ORDERS, C.FEES_BPS))
def test_the_log_tells_the_whole_account(bench: Bench) -> None:
    """Cash and positions follow from the log's fills alone.

    Prerequisite: a run with fills and fees.
    Action: sum them up.
    Expected event sequence: any.
    Pass criteria: what the last record says is held, and the engine's own account.
    """
    played = play(bench)
    cash, held = Decimal(100_000), Decimal(0)
    for event in of_type(played, "order_event"):
        if fill := event.get("fill"):
            signed = Decimal(fill["quantity"]) * (1 if fill["side"] == "buy" else -1)
            cash -= signed * Decimal(fill["price"]) + Decimal(fill["fee"])
            held += signed
    [last] = of_type(played, "run_finished")
    assert (text(cash), {"X": text(held)}) == (last["cash"], last["positions"])
    assert played.account.positions == {"X": held}


@pytest.mark.contract("AUD-050", requires=C.MARKET_ORDERS, also=(C.LIMIT_ORDERS, C.FEES_BPS))
def test_the_digests_are_those_of_the_log(bench: Bench) -> None:
    """The digest of the fills can be made again from the log.

    Prerequisite: a run with fills.
    Action: hash a line a fill, as fills.csv has them.
    Expected event sequence: any.
    Pass criteria: the digest in the last record, and in the result.
    """
    played = play(bench)
    digest = sha256()
    for event in of_type(played, "order_event"):
        if it := event.get("fill"):
            words = (
                event["ts"],
                it["instrument"],
                it["side"],
                it["quantity"],
                it["price"],
                it["fee"],
                event["client_order_id"],
            )
            digest.update((",".join(map(str, words)) + "\n").encode())
    [last] = of_type(played, "run_finished")
    assert last["digests"]["fills"] == digest.hexdigest() == played.outcome.result["digests"]["fills"]


@pytest.mark.contract("AUD-060", requires=C.MARKET_ORDERS, also=(C.LIMIT_ORDERS, C.FEES_BPS))
def test_a_decision_is_recorded_before_what_comes_of_it(bench: Bench) -> None:
    """A decision is recorded before any event of its order, and time never goes back.

    Prerequisite: a run with many orders.
    Action: read the log.
    Expected event sequence: decision n, initialized of order n, ...
    Pass criteria: each order's first event directly follows its decision; times do not decrease.
    """
    played = play(bench)
    decided = 0
    for record in played.records():
        if record["type"] == "decision":
            decided = record["data"]["n"]
        elif record["data"].get("type") == "initialized":
            assert record["data"]["client_order_id"].split("-")[1] == str(decided)
    assert decided == 18
    times = [record["ts"] for record in played.records()]
    assert times == sorted(times)


@pytest.mark.contract("AUD-900", requires=C.CANONICAL_FILLS)
def test_every_script_gives_the_bytes_of_the_reference(bench: Bench) -> None:
    """Every script that any clause has played gives the log of the reference engine, byte for byte.

    Prerequisite: the clauses before, and the reference engine.
    Action: play each of their scripts on the reference.
    Expected event sequence: the same.
    Pass criteria: no log differs; the first record that does is shown.
    """
    bench.play(flat(2), Script())
    reference = Bench(engines.get("reference"))
    differences = []
    for kept in tuple(bench.kept):
        # what a script requires says what an engine must be, not what it does
        steps = attrs.evolve(kept.steps, requires=()) if isinstance(kept.steps, Script) else kept.steps
        theirs = reference.play(kept.data, steps, fails=True, **kept.terms).audit
        if found := first_difference(kept.audit, theirs):
            differences.append(f"{kept.clause}: {found}")
    assert differences[:3] == []


@pytest.mark.contract("AUD-910", requires=C.CANONICAL_FILLS, also=(C.MARKET_ORDERS,))
def test_every_script_may_be_handed_over(bench: Bench) -> None:
    """Every script that any clause has played gives the same log when the engine hands it over to itself on the way.

    Prerequisite: the clauses before.
    Action: play each of their scripts once more, with a new session after the first instant and one from the middle on.
    Expected event sequence: the same.
    Pass criteria: no log differs; the first record that does is shown.
    """
    bench.play(flat(4), Script())
    again, differences = Bench(bench.engine), []
    for kept in tuple(bench.kept):
        handovers = [Handover(bench.engine.name, at) for at in _on_the_way(kept.data)]
        ours = again.play(kept.data, kept.steps, fails=True, handovers=handovers, **kept.terms).audit
        if found := first_difference(ours, kept.audit):
            differences.append(f"{kept.clause}: {found}")
    assert differences[:3] == []


def _on_the_way(data: Dataset) -> list[int]:
    """The first time, and the one in the middle of those but for the last."""
    times = stamps(data)[:-1]
    return sorted({times[0], times[len(times) // 2]}) if times else []
