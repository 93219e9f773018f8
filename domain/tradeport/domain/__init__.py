"""Pure decisions: the model, the strategy, indicators. No I/O, no clock, no engine.

This package imports nothing here on purpose: `domain.strategy` needs the ports, which need `domain.model`.
"""
