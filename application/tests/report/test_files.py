"""Reading what a run has left behind."""

from decimal import Decimal
from pathlib import Path

from tradeport.application.report.columns import read_equity
from tradeport.application.report.fills import read_fills

EQUITY = "ts,cash,equity\n1704067200000000001,10,10.5\n1704067200000000002,10,11\n"
FILLS = "ts,instrument,side,quantity,price,fee,client_order_id\n5,A,buy,1.50,10.10,0.01,c1\n6,A,SELL,1,10,,c2\n"


def test_nanoseconds_are_exact(tmp_path: Path) -> None:
    (tmp_path / "equity.csv").write_text(EQUITY)
    equity = read_equity(tmp_path / "equity.csv")
    assert equity.ts.tolist() == [1704067200000000001, 1704067200000000002]
    assert equity.equity.tolist() == [10.5, 11.0]
    assert equity.skipped == 0


def test_decimals_are_exact(tmp_path: Path) -> None:
    (tmp_path / "fills.csv").write_text(FILLS)
    fills = read_fills(tmp_path / "fills.csv")
    assert [(f.ts, f.side, str(f.quantity), str(f.price), f.fee) for f in fills.rows] == [
        (5, "buy", "1.50", "10.10", Decimal("0.01")),
        (6, "sell", "1", "10", Decimal(0)),
    ]
    assert fills.instruments == ("A",)


def test_a_row_that_was_cut_off_is_left_out_and_counted(tmp_path: Path) -> None:
    (tmp_path / "equity.csv").write_text(EQUITY + "1704067200000000003,1")
    (tmp_path / "fills.csv").write_text(FILLS + "7,A,buy,1,10.1")
    equity, fills = read_equity(tmp_path / "equity.csv"), read_fills(tmp_path / "fills.csv")
    assert (len(equity), equity.skipped) == (2, 1)
    assert (len(fills), fills.skipped) == (2, 1)


def test_rows_that_make_no_sense_are_counted(tmp_path: Path) -> None:
    (tmp_path / "equity.csv").write_text(EQUITY + "3,4\n")
    (tmp_path / "fills.csv").write_text(FILLS + "7,A,hold,1,1,1,c\n7,A\n7,A,buy,x,1,1,c\n")
    assert read_equity(tmp_path / "equity.csv").skipped == 1
    assert read_fills(tmp_path / "fills.csv").skipped == 3


def test_no_file_is_no_rows(tmp_path: Path) -> None:
    assert len(read_equity(tmp_path / "equity.csv")) == 0
    assert len(read_fills(tmp_path / "fills.csv")) == 0
    (tmp_path / "equity.csv").write_text("ts,cash,equity\n")
    assert len(read_equity(tmp_path / "equity.csv")) == 0
