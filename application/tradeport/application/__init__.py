"""Use cases: run a strategy on an engine, negotiate, audit, compare."""
