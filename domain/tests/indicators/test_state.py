"""An indicator moves between processes without the loss of a bit."""

import json

import pytest

from tradeport.domain.indicators import Bollinger, Macd, Sma, Vwap


@pytest.mark.parametrize("seen", [0, 1, 3, 6, 7, 8, 13, 14, 15, 40])
def test_restored_goes_on_to_the_bit(make, inputs, seen):
    original, restored = make(), make()
    for one in inputs[:seen]:
        original.update(one)
    for one in inputs[50:90]:
        restored.update(one)  # forgotten by restore
    restored.restore(json.loads(json.dumps(original.state())))
    assert restored.value == original.value
    assert [restored.update(one) for one in inputs[seen:]] == [original.update(one) for one in inputs[seen:]]
    assert restored.state() == original.state()


def test_state_is_restored_twice_over(make, inputs):
    """A restored indicator, saved at once, gives the same state."""
    original, first = make(), make()
    for one in inputs[:45]:
        original.update(one)
    first.restore(original.state())
    assert first.state() == original.state()


def test_state_is_a_copy(make, inputs):
    indicator, other = make(), make()
    for one in inputs[:45]:
        indicator.update(one)
    state = indicator.state()
    before = json.dumps(state)
    other.restore(state)
    for one in inputs[45:60]:
        indicator.update(one)
        other.update(one)
    assert json.dumps(state) == before


@pytest.mark.parametrize(
    ("source", "target"),
    [
        (Sma(3), Sma(4)),
        (Macd(3, 7, 4), Macd(3, 7, 5)),
        (Bollinger(3, 2), Bollinger(3, 1)),
        (Vwap(3), Vwap()),
        (Vwap(), Vwap(session=5)),
    ],
)
def test_state_of_other_parameters_is_refused(source, target):
    with pytest.raises(ValueError, match="the state is of"):
        target.restore(source.state())
