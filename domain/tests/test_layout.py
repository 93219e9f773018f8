from pathlib import Path

import tradeport.domain

ROOT = Path(__file__).parents[2]


def test_the_namespace_is_open():
    """An `__init__.py` in one room's `tradeport` would hide the other rooms, and every adapter from outside."""
    assert (ROOT / "domain" / "tradeport").is_dir()
    assert not list(ROOT.glob("*/tradeport/__init__.py"))


def test_a_room_of_the_namespace_has_its_types_marked():
    rooms = [path for path in ROOT.glob("*/tradeport/*") if (path / "__init__.py").exists()]
    assert [room.name for room in rooms if not (room / "py.typed").exists()] == []


def test_the_domain_is_the_one_of_this_tree():
    assert Path(tradeport.domain.__file__).is_relative_to(ROOT)
