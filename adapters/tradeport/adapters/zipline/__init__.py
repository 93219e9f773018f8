"""Zipline-reloaded 3.2.1 (Apache-2.0): its simulator, blotter, order triggers, position tracker and ledger do the work."""
