"""The same strategy as a user of each engine would write it, with the same fills.

A module an engine, `ENGINE_sma.py`, with `run(series, fee_bps) -> list[Fill]`: set-up and run are timed, the import is not.
"""

#: Side, quantity and price, in words.
type Fill = tuple[str, str, str]
