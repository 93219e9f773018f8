"""The first difference as tables."""

from tradeport.application.report.divergence import divergence


def test_fields_that_differ_are_marked() -> None:
    a, b = {"ts": 0, "price": "1"}, {"ts": 0, "price": "2", "fee": "3"}
    found = divergence({"level": "fills", "index": 4, "engines": {"x": a, "y": b}, "context": {"x": [a], "y": [{"ts": 1}, b]}})
    assert found is not None
    assert [(f.name, f.values, f.differs) for f in found.fields] == [
        ("ts", ("1970-01-01T00:00:00Z",) * 2, False),
        ("price", ("1", "2"), True),
        ("fee", ("", "3"), True),
    ]
    assert [context.here for context in found.contexts] == [(True,), (False, True)]


def test_an_engine_that_had_ended_is_named() -> None:
    found = divergence({"level": "decisions", "index": 9, "engines": {"x": {"ts": 0}, "y": None}})
    assert found is not None
    assert found.missing == ("y",)


def test_records_may_be_plain_values() -> None:
    found = divergence({"level": "audit", "engines": {"x": "abc", "y": ["d"]}, "context": {"x": ["abc"]}})
    assert found is not None
    assert found.index is None
    assert found.fields[0].values == ("abc", '["d"]')


def test_none() -> None:
    assert divergence(None) is None
