"""Hummingbot 20260922: its own clock, paper exchange and balances do the work; this package translates."""
