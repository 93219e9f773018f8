"""Backtrader itself, imported without the SyntaxWarnings that its old regular expressions cause when it is first compiled."""

import warnings

with warnings.catch_warnings():
    warnings.simplefilter("ignore", SyntaxWarning)
    import backtrader as bt

__all__ = ["bt"]
