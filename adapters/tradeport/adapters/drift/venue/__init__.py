"""Drift's program in Python over in-memory accounts: what the adapter trades on, and what a stock driftpy client can."""
