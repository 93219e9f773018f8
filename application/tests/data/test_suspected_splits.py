from pathlib import Path

import pytest


def jump(csv, before, after, *stamps):
    first, second, third = stamps or ("2024-01-01", "2024-01-02", "2024-01-03")
    lines = (f"{first},{before},{before},{before},{before},1",)
    lines += tuple(f"{day},{after},{after},{after},{after},1" for day in (second, third))
    return csv(*lines)


@pytest.mark.parametrize(
    ("before", "after", "ratio"),
    [(100, 50, "2:1"), (100, 51.5, "2:1"), (100, 25, "4:1"), (99, 66, "3:2"), (1, 20.3, "1:20"), (10, 50, "1:5")],
)
def test_a_jump_like_a_split_is_pointed_out_and_left_alone(csv, load, before, after, ratio):
    loaded = load(jump(csv, before, after))
    assert any(
        f"aapl.csv: 2024-01-02 {ratio} (close {before}, then open {after}) looks like a split" in note for note in loaded.notes
    )
    assert loaded.dataset.series["aapl"].open.tolist() == [before, after, after]


@pytest.mark.parametrize(("before", "after"), [(100, 90), (100, 53.5), (100, 130)])
def test_another_jump_is_none(csv, load, before, after):
    assert not any("looks like a split" in note for note in load(jump(csv, before, after)).notes)


def test_a_jump_within_a_day_is_none(csv, load):
    name = jump(csv, 100, 50, "2024-01-01T10:00", "2024-01-01T11:00", "2024-01-01T12:00")
    assert not any("looks like a split" in note for note in load(name).notes)


def test_a_split_that_was_given_is_not_pointed_out(csv, load):
    csv("aapl,2024-01-02,2", header="instrument,date,ratio", name="s.csv")
    assert not any("looks like a split" in note for note in load(jump(csv, 100, 50), splits=Path("s.csv")).notes)


def test_many_are_counted(csv, load):
    lines = [f"2024-01-{day:02d},{p},{p},{p},{p},1" for day, p in enumerate([1, 2] * 5, 1)]
    notes = load(csv(*lines)).notes
    assert sum("looks like a split" in note for note in notes) == 5
    assert "aapl.csv: 4 more jumps look like splits" in notes
