"""The five ports a strategy depends on, the capability vocabulary, and the driving side that an adapter implements."""
