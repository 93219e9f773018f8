"""NautilusTrader 1.231: its own matching engine, cache, portfolio and account do the work; this package translates."""
