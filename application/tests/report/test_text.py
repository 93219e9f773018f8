"""How figures are spelled."""

import pytest

from tradeport.application.report import text
from tradeport.domain.model.time import DAY, HOUR


@pytest.mark.parametrize(
    ("value", "spelled"),
    [("104321.1", "104,321.10"), ("0", "0.00"), ("-0.5", "-0.50"), ("0.000012345", "0.000012"), (None, "–"), ("NaN", "–")],
)
def test_money(value: object, spelled: str) -> None:
    assert text.money(value) == spelled


def test_money_with_its_currency() -> None:
    assert text.money("1", "USD") == "1.00 USD"


def test_exact() -> None:
    assert [text.exact(v) for v in ("1234.500", "100", "1E+3", "", None)] == ["1,234.5", "100", "1,000", "–", "–"]


def test_percent() -> None:
    assert text.percent(0.12345, signed=True) == "+12.35 %"
    assert text.percent(None) == "–"


def test_number() -> None:
    assert [text.number(v) for v in (1234.5, float("inf"), float("nan"), None)] == ["1,234.50", "∞", "–", "–"]


def test_instant() -> None:
    assert text.instant(19_723 * DAY) == "2024-01-01"
    assert text.instant(19_723 * DAY + HOUR) == "2024-01-01 01:00:00"


def test_duration() -> None:
    assert text.duration(12 * DAY + 4 * HOUR + 1) == "12 d 4 h"
    assert text.duration(0) == "0 s"


def test_counted() -> None:
    assert text.counted(1, "fill") == "1 fill"
    assert text.counted(2000, "fill") == "2,000 fills"
