"""A strategy on its way in: found by path, module or name; checked; given its parameters."""

from tradeport.application.strategies.check import UnportableStrategy, Violation, check_source
from tradeport.application.strategies.classes import name_of
from tradeport.application.strategies.configure import configure
from tradeport.application.strategies.describe import describe
from tradeport.application.strategies.instruments import fill_instruments, fill_note
from tradeport.application.strategies.locate import Located, locate
from tradeport.application.strategies.shipped import Shipped, shipped

__all__ = [
    "Located",
    "Shipped",
    "UnportableStrategy",
    "Violation",
    "check_source",
    "configure",
    "describe",
    "fill_instruments",
    "fill_note",
    "locate",
    "name_of",
    "shipped",
]
